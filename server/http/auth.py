"""Sessions.

The cookie holds a random token, signed; the database holds its hash, with the user and the phone it is bound to. Each
request reads that row, so that a session ends at once when its user, its phone or itself is ended.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import secrets
from typing import Final, Literal

from flask import Flask, request, session
from flask_login import UserMixin, current_user, login_user, logout_user

from server.ground.errors import DeviceRevoked, WrongCredentials
from server.ground.installation import installation
from server.ground.trail import Act, Noted, Origin, origin
from server.http.browsers import browser_name
from server.http.cookies import renew_signature
from server.http.extensions import login_manager
from server.services.delivering import DELIVERY_ENDS_AFTER
from server.services.factors import is_required
from server.services.registration import give_up
from server.store import Office, Unavailable, directory, probing, utcnow, writing
from server.store.accounts import DELIVERY
from server.store.directory import AccountRow, SessionRow
from sync.roles import Permission, may

log = logging.getLogger("banso.sessions")

Way = Literal["passkey", "provider"]
"""By what a session begins, where that is no password."""

CONFIRMED_LASTS: Final = dt.timedelta(minutes=5)
"""How long it is good that somebody has shown once more who they are."""

_TOUCHED_EVERY: Final = dt.timedelta(minutes=1)
"""How exactly it is known when a screen at the office was last used: not every request writes."""


class SignedIn(UserMixin):
    """The user of this request, as Flask-Login knows them; its id is the session's token."""

    def __init__(self, token: str, row: SessionRow) -> None:
        self.token = token
        self.row = row

    def get_id(self) -> str:
        """What the cookie holds."""
        return self.token


def init_app(app: Flask) -> None:
    """Know who is signed in by the session's row."""
    # Sessions are bound to registered phones, whose addresses change all day.
    login_manager.session_protection = None
    login_manager.user_loader(_load)
    login_manager.init_app(app)


def sign_in(
    account: AccountRow,
    device: tuple[str, str] | None = None,
    *,
    delivery: bool = False,
    shared: bool = False,
    second_factor: bool = False,
    way: Way | None = None,
) -> SessionRow:
    """Begin a new session for an account, on a phone (id and name) or at the office; with ``delivery``, one that is
    good for handing over what the phone keeps. ``shared`` is a screen that several use, ``second_factor`` whether more
    than a password was given, ``way`` by what, where that was none.

    Raises ``DeviceRevoked`` for a phone that was taken out of use. Whatever session the browser had before is left
    behind.
    """
    now, token = utcnow(), secrets.token_urlsafe(32)
    limits = installation().settings.session_limits
    previous = carried()
    whose = Origin(account.id, device[0] if device else None, origin().address)
    with writing(account.office_id) as store:
        if device is not None and not store.accounts.register_device(account.id, *device, now):
            raise DeviceRevoked
        on_phone = device is not None and may(account.role, Permission.USE_PHONE)
        ends = now + limits.phone if on_phone else limits.end(since=now, now=now, shared=shared)
        store.accounts.start_session(
            _hash(token),
            account.id,
            whose.device,
            now,
            now + DELIVERY_ENDS_AFTER if delivery else ends,
            DELIVERY if delivery else None,
            shared=shared,
            second_factor=second_factor,
            browser=browser_name(request.user_agent.string),
            way=way,
        )
        place = "office" if device is None else DELIVERY if delivery else "phone"
        by = {} if way is None else {"way": way}
        store.trail.note(Noted(Act.SIGNED_IN, details={"place": place, **by}, origin=whose))
    if previous is not None:
        with writing(previous.office.id) as store:
            _end(store, previous, now)
    session.clear()
    session.permanent = device is not None
    with directory() as lookup:
        row = lookup.session(_hash(token), now)
    if row is None:
        raise WrongCredentials
    login_user(SignedIn(token, row))
    return row


def sign_out(*, empties_phone: bool = False, proven: bool = False) -> None:
    """End the session of this request, here and in the database. With ``empties_phone`` the phone keeps nothing of its
    user any more: one that only delivered is not let in for it again. ``proven`` is whether the request proved that it
    is of that phone.
    """
    row = carried()
    if row is not None:
        with writing(row.office.id) as store:
            _end(store, row, utcnow())
            if empties_phone and row.phone is not None:
                store.accounts.note_empty(row.user_id, row.phone.id, utcnow())
                give_up(store, row.user_id, row.phone.id, proven=proven)
                if row.only_delivers:
                    store.accounts.close_delivery(row.user_id, row.phone.id)
    logout_user()
    session.clear()


def current() -> SessionRow | None:
    """Who is signed in at the office. A session for delivery signs nobody in, nor does one on a phone that was taken
    out of use, nor one without the second factor that its user's role needs by now, nor a phone's that does not open
    the office.
    """
    row = carried()
    if row is None or row.delivery or row.on_revoked_phone or lacks_second_factor(row):
        return None
    return row if opens_office(row) else None


def opens_office(row: SessionRow) -> bool:
    """Whether a session opens the pages of the office. A phone's does for a while after its password was given there:
    the lock of the app does not lock these pages, and whoever picks the phone up could read them.
    """
    return row.phone is None or (row.office_until is not None and utcnow() < row.office_until)


def open_office(row: SessionRow) -> None:
    """Have a phone's session open the pages of the office, until they go unused for as long as on a shared screen."""
    with directory(write=True) as lookup:
        lookup.open_office(row.token_hash, utcnow() + installation().settings.session_limits.shared_idle)


def confirm(row: SessionRow, *, way: Way | None = None) -> None:
    """Note that somebody has shown once more who they are, in an open session."""
    by = {} if way is None else {"way": way}
    with writing(row.office.id) as store:
        store.sessions.note_confirmed(row.token_hash, utcnow())
        store.trail.note(Noted(Act.CONFIRMED, "staff", row.user_id, details=by))


def is_confirmed(row: SessionRow) -> bool:
    """Whether somebody has just shown once more who they are: what an open screen alone does not let do."""
    return row.confirmed_at is not None and utcnow() - row.confirmed_at < CONFIRMED_LASTS


def carried() -> SessionRow | None:
    """Whose session this request carries, also where it is one for delivery or the phone was taken out of use."""
    return current_user.row if current_user.is_authenticated else None


def _end(store: Office, row: SessionRow, now: dt.datetime) -> None:
    store.accounts.end_session(row.token_hash, now)
    whose = Origin(row.user_id, row.phone.id if row.phone else None, origin().address)
    store.trail.note(Noted(Act.SIGNED_OUT, origin=whose))


def lacks_second_factor(row: SessionRow) -> bool:
    """Whether a session began with a password alone though its user's role needs more."""
    return is_required(row.role) and not row.second_factor and not row.delivery


def touch(row: SessionRow) -> None:
    """Note that a screen at the office is in use. Where nothing can be written, the page is shown all the same."""
    now = utcnow()
    limits = installation().settings.session_limits
    if row.phone is not None:
        used = row.office_until - limits.shared_idle if row.office_until else now
    else:
        used = row.last_seen_at or row.since or now
    if now - used < _TOUCHED_EVERY:
        return
    try:
        with probing() as lookup:
            if row.phone is not None:
                lookup.open_office(row.token_hash, now + limits.shared_idle)
            else:
                ends = limits.end(since=row.since or now, now=now, shared=row.shared)
                lookup.touch_session(row.token_hash, now, ends)
    except Unavailable:
        log.warning("session_not_touched")


def _load(token: str) -> SignedIn | None:
    with directory() as lookup:
        row = lookup.session(_hash(token), utcnow())
    if row is None:
        return None
    renew_signature()
    return SignedIn(token, row)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
