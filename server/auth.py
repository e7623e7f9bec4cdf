"""Passwords and sessions.

The cookie holds a random token, signed; the database holds its hash, with the user and the phone it is bound to. Each
request reads that row, so that a session ends at once when its user, its phone or itself is ended.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, cast

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Flask, current_app, session
from flask_login import UserMixin, current_user, login_user, logout_user

from server.delivering import DELIVERY_ENDS_AFTER
from server.errors import Busy, DeviceRevoked, WrongCredentials
from server.extensions import login_manager
from server.store import directory, utcnow, writing
from server.store.accounts import DELIVERY
from server.store.rows import AccountRow, SessionRow
from sync.fields import NAME_LENGTH, is_plain
from sync.kinds import FIELD_STAFF

PASSWORD_LENGTH: Final = 12
PHONE_SESSION: Final = dt.timedelta(days=90)
"""How long a phone of those who go on visits stays signed in: its own lock protects what is on it."""
OFFICE_SESSION: Final = dt.timedelta(hours=12)
"""How long a screen at the office stays signed in, and whoever has no work on a phone."""


HASHES_AT_ONCE: Final = 2
"""In one process. Each takes 64 MiB, and several cores for a moment: more of them would only need more memory."""
HASHING_WAIT_S: Final = 20

_turns = threading.BoundedSemaphore(HASHES_AT_ONCE)


class SignedIn(UserMixin):
    """The user of this request, as Flask-Login knows them; its id is the session's token."""

    def __init__(self, token: str, row: SessionRow) -> None:
        self.token = token
        self.row = row

    def get_id(self) -> str:
        """What the cookie holds."""
        return self.token


def init_app(app: Flask) -> None:
    """Make the password hasher, and a hash that no password fits, against which unknown logins are checked."""
    hasher = PasswordHasher(**dict(app.config["SETTINGS"].argon2))
    app.extensions["banso_hasher"] = hasher
    app.extensions["banso_no_password"] = hasher.hash(secrets.token_hex())
    # Sessions are bound to registered phones, whose addresses change all day.
    login_manager.session_protection = None
    login_manager.user_loader(_load)
    login_manager.init_app(app)


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
        return cast(str, _hasher().hash(password))


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
    folded = fold_login(login)
    with directory() as found:
        # What no database keeps, nobody is called.
        account = found.account(folded) if is_plain(folded) else None
    expected = account.password_hash if account else current_app.extensions["banso_no_password"]
    try:
        with _hashing():
            # JSON may hold half a character, which is no part of any password.
            _hasher().verify(expected, password.encode(errors="surrogatepass"))
    except (VerificationError, InvalidHashError) as error:
        raise WrongCredentials from error
    if account is None:
        raise WrongCredentials
    if _hasher().check_needs_rehash(account.password_hash):
        renewed = hash_password(password)
        with writing(account.office_id) as store:
            store.change_user(account.id, password_hash=renewed)
    return account


def sign_in(account: AccountRow, device: tuple[str, str] | None = None, *, delivery: bool = False) -> SessionRow:
    """Begin a new session for an account, on a phone (id and name) or at the office; with ``delivery``, one that is
    good for handing over what the phone keeps.

    Raises ``DeviceRevoked`` for a phone that was taken out of use. Whatever session the browser had before is left
    behind.
    """
    now, token = utcnow(), secrets.token_urlsafe(32)
    previous = carried()
    with writing(account.office_id) as store:
        if device is not None and not store.register_device(account.id, *device, now):
            raise DeviceRevoked
        lasts = PHONE_SESSION if device is not None and account.role in FIELD_STAFF else OFFICE_SESSION
        lasts = DELIVERY_ENDS_AFTER if delivery else lasts
        scope = DELIVERY if delivery else None
        store.start_session(_hash(token), account.id, device[0] if device else None, now, now + lasts, scope)
    if previous is not None:
        with writing(previous.office.id) as store:
            store.end_session(previous.token_hash, now)
    session.clear()
    session.permanent = device is not None
    with directory() as found:
        row = found.session(_hash(token), now)
    if row is None:
        raise WrongCredentials
    login_user(SignedIn(token, row))
    return row


def sign_out(*, empties_phone: bool = False) -> None:
    """End the session of this request, here and in the database. With ``empties_phone`` the phone keeps nothing of its
    user any more: one that only delivered is not let in for it again.
    """
    row = carried()
    if row is not None:
        with writing(row.office.id) as store:
            store.end_session(row.token_hash, utcnow())
            if empties_phone and row.phone is not None:
                store.note_empty(row.user_id, row.phone.id)
                if row.only_delivers:
                    store.close_delivery(row.user_id, row.phone.id)
    logout_user()
    session.clear()


def current() -> SessionRow | None:
    """Who is signed in; also where their phone was taken out of use. A session for delivery signs nobody in."""
    row = carried()
    return None if row is None or row.delivery else row


def carried() -> SessionRow | None:
    """Whose session this request carries, also where it is one for delivery."""
    return current_user.row if current_user.is_authenticated else None


def _load(token: str) -> SignedIn | None:
    with directory() as found:
        row = found.session(_hash(token), utcnow())
    return None if row is None else SignedIn(token, row)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@contextmanager
def _hashing() -> Iterator[None]:
    """A turn at hashing. Raises ``Busy`` where none comes in time."""
    if not _turns.acquire(timeout=HASHING_WAIT_S):
        raise Busy
    try:
        yield
    finally:
        _turns.release()


def _hasher() -> Any:
    return current_app.extensions["banso_hasher"]
