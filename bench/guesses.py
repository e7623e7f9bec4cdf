"""What it takes to guess at the PIN of a phone whose files somebody has copied, on this machine.

The app counts wrong PINs and destroys the key after ten; whoever has a copy of the files is not stopped by that. Each
guess is then a stretching of the PIN (``static/app/store/stretch.ts``) and an attempt to open the wrapped key.
"""

from __future__ import annotations

import os
import secrets
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bench.exchanges import Figures

GUESSES = 10_000
SIX_DIGITS = 10**6
MEMORY_KIB, PASSES, LANES, KEY_BYTES = 32 * 1024, 3, 1, 32
"""As ``COST`` in ``static/app/store/stretch.ts``."""
_PLACE = b"keyring"
_DAY_S = 24 * 60 * 60


def measure(guesses: int = GUESSES) -> Figures:
    """Guesses at a wrapped key with all processors, the last of them right."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    wrapped = AESGCM(stretched(f"{guesses - 1:06}", salt)).encrypt(nonce, secrets.token_bytes(KEY_BYTES), _PLACE)
    began = time.perf_counter()
    with ProcessPoolExecutor(os.cpu_count()) as processes:
        opens = list(processes.map(partial(_opens, salt, nonce, wrapped), range(guesses), chunksize=50))
    took = time.perf_counter() - began
    if opens.index(True) != guesses - 1:
        raise RuntimeError("the PIN was not found")
    return {
        "pin_guesses_per_s": round(guesses / took, 1),
        "pin_10k_guesses_s": round(took * GUESSES / guesses),
        "pin_six_digits_days": round(took / guesses * SIX_DIGITS / _DAY_S, 2),
    }


def stretched(pin: str, salt: bytes) -> bytes:
    """The key of a PIN, as the phone makes it."""
    return hash_secret_raw(pin.encode(), salt, PASSES, MEMORY_KIB, LANES, KEY_BYTES, Type.ID)


def _opens(salt: bytes, nonce: bytes, wrapped: bytes, guess: int) -> bool:
    try:
        AESGCM(stretched(f"{guess:06}", salt)).decrypt(nonce, wrapped, _PLACE)
    except InvalidTag:
        return False
    return True
