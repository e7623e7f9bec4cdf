"""A file in a backup, sealed: nobody reads it without the key, and nothing of it can be changed, cut off or exchanged.

AES-256-GCM in pieces of a mebibyte, as STREAM has it (Hoang, Reyhanitabar, Rogaway, Vizár 2015): the nonce of a piece
is its number and whether it is the last, so that none can be left out, doubled, moved, or be the last before its time.
Each file has a key of its own, derived from the backup key, a salt and the file's name, so that no nonce comes twice
under one key, and no file opens in the place of another.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from server.ground.backup_keys import BackupKey

PIECE: Final = 1 << 20
SUFFIX: Final = ".sealed"
_MAGIC: Final = b"BANSO-SEALED-1\n"
_SALT: Final = 32
_TAG: Final = 16


class SealBroken(Exception):
    """A sealed file that does not open: it is damaged, cut short, another one, or of another key."""


def seal(parts: Iterable[bytes], target: BinaryIO, key: BackupKey, name: str) -> None:
    """Write what ``parts`` hold, however it is cut, as the sealed file of a ``name``."""
    salt = secrets.token_bytes(_SALT)
    cipher = _cipher(key, salt, name)
    target.write(_MAGIC + salt)
    number, held = 0, b""
    for part in parts:
        held += part
        while len(held) > PIECE:  # what is left may be the last piece
            target.write(cipher.encrypt(_nonce(number, last=False), held[:PIECE], None))
            number, held = number + 1, held[PIECE:]
    target.write(cipher.encrypt(_nonce(number, last=True), held, None))


def unseal(source: BinaryIO, key: BackupKey, name: str) -> Iterator[bytes]:
    """What a sealed file holds, piece by piece; nothing is given that was not proved. Raises ``SealBroken``, which may
    come after pieces that are right: only who has read to the end has the file.
    """
    head = source.read(len(_MAGIC) + _SALT)
    if len(head) != len(_MAGIC) + _SALT or not head.startswith(_MAGIC):
        raise SealBroken("not sealed")
    cipher = _cipher(key, head[len(_MAGIC) :], name)
    number, piece = 0, source.read(PIECE + _TAG)
    while True:
        following = source.read(PIECE + _TAG)
        try:
            yield cipher.decrypt(_nonce(number, last=not following), piece, None)
        except (InvalidTag, ValueError) as error:
            raise SealBroken("it does not open") from error
        if not following:
            return
        number, piece = number + 1, following


def _cipher(key: BackupKey, salt: bytes, name: str) -> AESGCM:
    derive = HKDF(SHA256(), length=32, salt=salt, info=f"banso-backup-file-1\n{name}".encode())
    return AESGCM(derive.derive(key.secret))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11) + bytes([last])
