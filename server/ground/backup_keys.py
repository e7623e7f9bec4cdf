"""The keys with which backups are sealed: lines of one private file beside the database, the newest first in use.

They are not in a backup. Whoever keeps the office safe has them on paper as well: without them no backup opens.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from server.ground.private import make_folder, open_private, sync_file, sync_folder

FILE_NAME: Final = "backup.key"
SCRATCH_NAME: Final = "backing-up"
"""In the instance folder, where no other place is configured."""

KEY_BYTES: Final = 32
_ID_DIGITS: Final = 16
_GROUP: Final = 4
_MISREAD: Final = str.maketrans({"0": "O", "1": "I", "8": "B"})


class NotAKey(Exception):
    """A text that is no key, or was copied wrongly."""


class BackupKeysUnusable(Exception):
    """The file of the keys cannot be read or written, or holds something else; the message says which."""


@dataclass(frozen=True, slots=True)
class BackupKey:
    """A key. Its ``id`` is made from it, so that a mistyped key is noticed."""

    secret: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """By what a backup names the key with which it was sealed. It does not give the key away."""
        return self.derive(b"banso-backup-key-id").hex()[:_ID_DIGITS]

    @property
    def text(self) -> str:
        """What is written on paper: letters and digits that are not taken for one another, in groups."""
        letters = base64.b32encode(self.secret + bytes.fromhex(self.id)[:3]).decode()
        return "-".join(letters[place : place + _GROUP] for place in range(0, len(letters), _GROUP))

    def derive(self, purpose: bytes) -> bytes:
        """A further secret, for one purpose."""
        return hmac.digest(self.secret, purpose, hashlib.sha256)


def read_text(text: str) -> BackupKey:
    """The key that is written so, however it is typed. Raises ``NotAKey``."""
    letters = re.sub(r"[\s-]", "", text).upper().translate(_MISREAD)
    try:
        decoded = base64.b32decode(letters)
    except (binascii.Error, ValueError) as error:
        raise NotAKey from error
    key = BackupKey(decoded[:KEY_BYTES])
    if len(decoded) != KEY_BYTES + 3 or bytes.fromhex(key.id)[:3] != decoded[KEY_BYTES:]:
        raise NotAKey
    return key


class BackupKeys:
    """The keys of this installation. ``scratch`` is a folder for what is copied out before it is sealed, on the disk of
    the database. Where there is no key yet, a backup may be ``plain`` or must not be made.
    """

    def __init__(self, file: Path, scratch: Path, *, plain: bool) -> None:
        self.file = file
        self.scratch = scratch
        self.plain = plain

    def all(self) -> list[BackupKey]:
        """Every key, the one in use first. Raises ``BackupKeysUnusable``."""
        try:
            lines = self.file.read_text(encoding="ascii").split("\n")
        except FileNotFoundError:
            return []
        except (OSError, ValueError) as error:
            raise self._unusable(type(error).__name__) from error
        try:
            return [read_text(line) for line in lines if line.strip()]
        except NotAKey as error:
            raise self._unusable("it holds something else") from error

    def current(self) -> BackupKey | None:
        """The key in use. Raises ``BackupKeysUnusable``."""
        return next(iter(self.all()), None)

    def of_id(self, key_id: str) -> BackupKey | None:
        """The key with an id. Raises ``BackupKeysUnusable``."""
        return next((key for key in self.all() if key.id == key_id), None)

    def make(self) -> BackupKey:
        """Make a key, and have it in use from now on. Raises ``BackupKeysUnusable``."""
        key = BackupKey(secrets.token_bytes(KEY_BYTES))
        self._write([key, *self.all()])
        return key

    def add(self, key: BackupKey) -> None:
        """Keep a key that was made elsewhere, behind those that are here. Raises ``BackupKeysUnusable``."""
        known = self.all()
        if key not in known:
            self._write([*known, key])

    def _write(self, keys: list[BackupKey]) -> None:
        arriving = self.file.with_name(f"{self.file.name}.{secrets.token_hex(8)}")
        try:
            make_folder(self.file.parent)
            with open_private(arriving) as file:
                file.write("".join(f"{key.text}\n" for key in keys).encode())
            sync_file(arriving)
            arriving.replace(self.file)
            sync_folder(self.file.parent)
        except OSError as error:
            raise self._unusable(type(error).__name__) from error
        finally:
            arriving.unlink(missing_ok=True)

    def _unusable(self, why: str) -> BackupKeysUnusable:
        return BackupKeysUnusable(f"The file of the keys of backups, {self.file}, cannot be used: {why}.")
