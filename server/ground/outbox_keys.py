"""The key pairs of offices: for the public one phones seal what they have not sent yet, with the private one the office
opens it (HPKE, RFC 9180, base mode, P-256, HKDF-SHA256, AES-256-GCM).

They are in files and not in the database: neither a copy of the database nor a stolen backup opens an envelope. Each
office has a folder, and each key a file in it that is named by the key's id. Keys are added and never removed here,
since a phone may come with an envelope that was sealed long ago.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from server.ground.hpke_with_aad import open_with_aad
from server.ground.ids import made_at, new_id, new_id_after
from server.ground.p256 import KeyUnusable, new_pem, public_point, read_key, unusable
from server.ground.private import make_folder, open_private, sync_file, sync_folder

FOLDER_NAME: Final = "outbox-keys"
"""In the instance folder, where no other place is configured."""

ENCAPSULATED_BYTES: Final = 65
"""A point of P-256: what goes before the sealed text."""

_SUITE: Final = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_PURPOSE: Final = "sealed outboxes"
_ENDING: Final = ".pem"


class Unopenable(Exception):
    """An envelope that this key, or no key here, opens."""


@dataclass(frozen=True, slots=True)
class OutboxKey:
    """One key pair. ``public`` is the point that phones seal for, in base64url."""

    id: str
    public: str
    private: ec.EllipticCurvePrivateKey

    @property
    def made_at(self) -> dt.datetime:
        """When it was made."""
        return made_at(self.id)

    def open(self, enc: bytes, sealed: bytes, *, info: bytes, aad: bytes | None = None) -> bytes:
        """What was sealed for this key; with additional data only by what sealed version 1. Raises ``Unopenable``."""
        if len(enc) != ENCAPSULATED_BYTES:
            raise Unopenable
        try:
            if aad is not None:
                return open_with_aad(self.private, enc, sealed, info=info, aad=aad)
            return _SUITE.decrypt(enc + sealed, self.private, info)
        except (InvalidTag, ValueError) as error:
            raise Unopenable from error


class OutboxKeys:
    """The keys of every office, in one folder. Another process may add one at any time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[Path, OutboxKey] = {}

    def prepare(self) -> None:
        """Make the folder where it is missing. Raises ``KeyUnusable``."""
        try:
            make_folder(self.folder)
        except OSError as error:
            raise unusable(self.folder, _PURPOSE, error) from error

    def current(self, office: str) -> OutboxKey:
        """The key that phones are to seal for: the newest, made now where an office has none. Raises ``KeyUnusable``.

        Two processes may each make the first one. The one that sorts later stays the newest, and both open.
        """
        newest = max(self._paths(office), default=None)
        return self.rotate(office) if newest is None else self._read(newest)

    def rotate(self, office: str) -> OutboxKey:
        """Make a new key, the current one from now on. Those before stay. Raises ``KeyUnusable``."""
        before = max(self._paths(office), default=None)
        key_id = new_id() if before is None else new_id_after(before.stem)
        place = self._place(office, key_id)
        try:
            make_folder(place.parent)
            arriving = place.with_name(f".{secrets.token_hex(8)}")
            with open_private(arriving) as file:
                file.write(new_pem())
            sync_file(arriving)
            arriving.rename(place)
            sync_folder(place.parent)
        except OSError as error:
            raise unusable(place, _PURPOSE, error) from error
        return self._read(place)

    def all(self, office: str) -> list[OutboxKey]:
        """Every key of an office, the newest first. Raises ``KeyUnusable``."""
        return [self._read(path) for path in sorted(self._paths(office), reverse=True)]

    def of_id(self, office: str, key_id: str) -> OutboxKey | None:
        """The office's key with an id, which may be anything that somebody sent; ``None`` where there is none."""
        if not _is_id(key_id):
            return None
        place = self._place(office, key_id)
        try:
            return self._read(place) if place.exists() else None
        except OSError as error:
            raise unusable(place, _PURPOSE, error) from error

    def _place(self, office: str, key_id: str) -> Path:
        return self.folder / office / f"{key_id}{_ENDING}"

    def _paths(self, office: str) -> list[Path]:
        try:
            return [path for path in (self.folder / office).glob(f"*{_ENDING}") if _is_id(path.stem)]
        except OSError as error:
            raise unusable(self.folder, _PURPOSE, error) from error

    def _read(self, path: Path) -> OutboxKey:
        known = self._known.get(path)
        if known is None:
            private = read_key(path, _PURPOSE)
            known = self._known[path] = OutboxKey(path.stem, public_point(private), private)
        return known


def _is_id(text: str) -> bool:
    """Whether a text is an id in its canonical spelling, and so a name that leads nowhere else."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


__all__ = ["ENCAPSULATED_BYTES", "FOLDER_NAME", "KeyUnusable", "OutboxKey", "OutboxKeys", "Unopenable"]
