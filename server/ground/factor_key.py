"""The key under which the secrets of second factors are sealed.

It is in a file of its own and not in the database: whoever has a copy of the database makes no codes with it.
"""

from __future__ import annotations

import base64
import secrets
from functools import cached_property
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.ground.private import place_once

FILE_NAME: Final = "factors.key"
"""In the instance folder, where no other place is configured."""

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


class FactorKeyUnusable(Exception):
    """The key file cannot be read or made, or holds something else than a key; the message says which."""


class NotSealedHere(Exception):
    """What is to be opened was sealed under another key, or for something else."""


class Vault:
    """Seals short texts, each for one purpose, under a key that is read when first needed."""

    def __init__(self, key_file: Path) -> None:
        self.key_file = key_file

    @cached_property
    def _key(self) -> AESGCM:
        """Raises ``FactorKeyUnusable``."""
        try:
            if not self.key_file.exists():
                place_once(self.key_file, base64.b64encode(secrets.token_bytes(_KEY_BYTES)) + b"\n")
            key = base64.b64decode(self.key_file.read_bytes())
        except (OSError, ValueError) as error:
            problem = f"The key for second factors, {self.key_file}, cannot be used: {type(error).__name__}."
            raise FactorKeyUnusable(problem) from error
        if len(key) != _KEY_BYTES:
            raise FactorKeyUnusable(f"The key for second factors, {self.key_file}, is not a key of {_KEY_BYTES} bytes.")
        return AESGCM(key)

    def check(self) -> None:
        """Read the key, or make it. Raises ``FactorKeyUnusable``."""
        _ = self._key

    def seal(self, text: str, purpose: str) -> str:
        """A text that only ``unseal`` reads, with the same key and purpose."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return base64.b64encode(nonce + self._key.encrypt(nonce, text.encode(), purpose.encode())).decode()

    def unseal(self, sealed: str, purpose: str) -> str:
        """What was sealed. Raises ``NotSealedHere``."""
        try:
            data = base64.b64decode(sealed)
            return self._key.decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], purpose.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise NotSealedHere from error
