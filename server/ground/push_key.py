"""The key pair by which push services know this installation (VAPID, RFC 8292).

It is in a file of its own and not in the database: a copy of the database lets nobody speak in the office's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec

from server.ground.p256 import KeyUnusable, new_pem, public_point, read_key, unusable
from server.ground.private import place_once

__all__ = ["FILE_NAME", "KeyUnusable", "Sender", "VapidKey", "key_at"]

FILE_NAME: Final = "vapid.pem"
"""In the instance folder, where no other place is configured."""

_PURPOSE: Final = "push messages"


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
        self.key_file = key_file
        self.contact = contact
        self.local = local

    @cached_property
    def key(self) -> VapidKey:
        """The installation's key. Raises ``KeyUnusable``."""
        return key_at(self.key_file)


def key_at(path: Path) -> VapidKey:
    """The key in a file, made there if there is none. Raises ``KeyUnusable``.

    Processes that start together find the same key: the file appears whole, under the name of whoever was first.
    """
    try:
        if not path.exists():
            _make(path)
    except OSError as error:
        raise unusable(path, _PURPOSE, error) from error
    key = read_key(path, _PURPOSE)
    return VapidKey(key, public_point(key))


def _make(path: Path) -> None:
    """Make a key. Where another process has made one meanwhile, that one stays."""
    place_once(path, new_pem())
