"""The key pair by which push services know this installation (VAPID, RFC 8292).

It is in a file of its own and not in the database: a copy of the database lets nobody speak in the office's name.
"""

from __future__ import annotations

import base64
import os
import secrets
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

FILE_NAME: Final = "vapid.pem"
"""In the instance folder, where no other place is configured."""


class KeyUnusable(Exception):
    """The key file cannot be read or made, or holds something else than a P-256 key; the message says which."""


@dataclass(frozen=True, slots=True)
class VapidKey:
    """The private key; ``public`` is what a browser subscribes with (the point, base64url)."""

    private: ec.EllipticCurvePrivateKey
    public: str


class Sender:
    """As whom this installation sends: its key, read when first needed, and whom push services may turn to.

    ``local`` allows messages to this machine.
    """

    def __init__(self, key_file: Path, contact: str, *, local: bool) -> None:
        self._key_file = key_file
        self.contact = contact
        self.local = local

    @cached_property
    def key(self) -> VapidKey:
        """The installation's key. Raises ``KeyUnusable``."""
        return key_at(self._key_file)


def key_at(path: Path) -> VapidKey:
    """The key in a file, made there if there is none. Raises ``KeyUnusable``.

    Processes that start together find the same key: the file appears whole, under the name of whoever was first.
    """
    try:
        if not path.exists():
            _make(path)
        found = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise KeyUnusable(f"The key for push messages, {path}, cannot be used: {type(error).__name__}.") from error
    if not isinstance(found, ec.EllipticCurvePrivateKey) or not isinstance(found.curve, ec.SECP256R1):
        raise KeyUnusable(f"The key for push messages, {path}, is not a P-256 key.")
    point = found.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return VapidKey(found, base64.urlsafe_b64encode(point).rstrip(b"=").decode())


def _make(path: Path) -> None:
    """Make a key. Where another process has made one meanwhile, that one stays."""
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    try:
        # A link fails where the name is taken; a rename would replace the other's key.
        os.link(unfinished, path)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()
