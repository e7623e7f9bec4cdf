"""Passwords: how they are kept, and whether one is right."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from argon2.exceptions import InvalidHashError, VerificationError

from server.ground.errors import Busy, WrongCredentials
from server.ground.installation import installation
from server.store import directory, writing
from server.store.directory import AccountRow
from sync.fields import NAME_LENGTH
from sync.plain import is_plain

PASSWORD_LENGTH: Final = 12
NO_PASSWORD: Final = ""
"""In place of a hash, while the owner of an account has not chosen a password."""
HASHES_AT_ONCE: Final = 2
"""In one process. Each takes 64 MiB, and several cores for a moment: more of them would only need more memory."""
HASHING_WAIT_S: Final = 20

_turns = threading.BoundedSemaphore(HASHES_AT_ONCE)


def fold_login(login: str) -> str:
    """The one spelling of a login under which it is stored and found. None is longer than ``NAME_LENGTH``, and what is
    given is cut to it first: a character may become eighteen.
    """
    return unicodedata.normalize("NFKC", login[:NAME_LENGTH]).strip().casefold()


def hash_password(password: str) -> str:
    """Argon2id. Raises ``ValueError`` for a password that is too short."""
    if len(password) < PASSWORD_LENGTH:
        raise ValueError("too_short")
    with _hashing():
        return installation().hasher.hash(password)


def check(login: str, password: str) -> AccountRow:
    """The active account of a login and its password.

    Raises ``WrongCredentials``, after the same work in every case.
    """
    account = verify(login, password)
    if not account.active:
        raise WrongCredentials
    return account


def verify(login: str, password: str) -> AccountRow:
    """The account of a login and its password, also where it is out of use: that lets nobody in by itself.

    Raises ``WrongCredentials``, after the same work in every case.
    """
    account = account_of(fold_login(login))
    known = account is not None and account.password_hash != NO_PASSWORD
    expected = account.password_hash if account is not None and known else installation().no_password
    try:
        with _hashing():
            # JSON may hold half a character, which is no part of any password.
            installation().hasher.verify(expected, password.encode(errors="surrogatepass"))
    except (VerificationError, InvalidHashError) as error:
        raise WrongCredentials from error
    if account is None or not known:
        raise WrongCredentials
    if installation().hasher.check_needs_rehash(account.password_hash):
        renewed = hash_password(password)
        with writing(account.office_id) as store:
            store.accounts.change_user(account.id, password_hash=renewed)
    return account


def account_of(login: str) -> AccountRow | None:
    """The account of a login in its folded spelling, in use or not."""
    with directory() as lookup:
        # What no database keeps, nobody is called.
        return lookup.account(login) if is_plain(login) else None


@contextmanager
def _hashing() -> Iterator[None]:
    """A turn at hashing. Raises ``Busy`` where none comes in time."""
    if not _turns.acquire(timeout=HASHING_WAIT_S):
        raise Busy
    try:
        yield
    finally:
        _turns.release()
