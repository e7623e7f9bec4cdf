"""Accounts, together with the ``staff`` records by which colleagues and phones know them.

Every function runs within the caller's transaction and leaves account, record and visibility in agreement.
"""

from __future__ import annotations

import datetime as dt

from server.ground.ids import new_id
from server.ground.trail import Act, Noted
from server.services import factors
from server.services.casework import ChangeRejected, change_as_server
from server.services.passwords import NO_PASSWORD, fold_login, hash_password
from server.store import Office
from server.store.accounts import UserRow
from sync.codes import CODE_LISTS
from sync.exchange import refresh_visibility
from sync.roles import Permission, may


def hire(
    store: Office,
    *,
    login: str,
    name: str,
    role: str,
    now: dt.datetime,
    password: str | None = None,
    phone: str = "",
    active: bool = True,
    user: str | None = None,
) -> str:
    """Add an account, under a new id unless one is given. Returns the id. Without a password nobody signs in with it
    until its owner has chosen one (``server.services.links``).

    Raises ``ValueError`` for a role that does not exist or a password that is too short, and ``ChangeRejected`` for a
    name that no record may have. A login that somebody has already makes the transaction fail.
    """
    if role not in CODE_LISTS["role"]:
        raise ValueError(f"not a role: {role!r}")
    user = user or new_id()
    store.accounts.add_user(
        UserRow(user, fold_login(login), name, role, active, now),
        NO_PASSWORD if password is None else hash_password(password),
    )
    known = {"name": name, "role": role, "active": active} | ({"phone": phone} if phone else {})
    change_as_server(store, "staff", user, known, by=user, now=now)
    refresh_visibility(store.records, [user], now)
    store.trail.note(Noted(Act.ACCOUNT_MADE, "staff", user, details={"role": role}))
    return user


def change_account(
    store: Office,
    user: str,
    *,
    name: str | None = None,
    role: str | None = None,
    phone: str | None = None,
    by: str,
    now: dt.datetime,
) -> None:
    """Give an account another name, role or telephone number (an empty one: none). Its phones go on, or hand over what
    they keep (``server.services.delivering``).

    With another role, the link by which a password may be chosen ends: it was made for who they were. With one that
    goes on no visits, its calendar address and push messages end; what a session may do follows the
    role by itself.
    """
    changed = {key: value for key, value in (("name", name), ("role", role)) if value is not None}
    fields = changed if phone is None else changed | {"phone": phone or None}
    change_as_server(store, "staff", user, fields, by=by, now=now)
    if changed:
        store.accounts.change_user(user, **changed)
    if role is not None:
        store.accounts.end_deliveries_of(user, now)
        store.links.drop(user)
    if role is not None and not may(role, Permission.WRITE_NOTES):
        store.calendar.close_feed(user)
        store.push.unsubscribe_everywhere(user)
    if role is not None:
        refresh_visibility(store.records, [user], now)
    now_role = {} if role is None else {"role": role}
    store.trail.note(Noted(Act.ACCOUNT_CHANGED, "staff", user, details={"fields": tuple(sorted(fields)), **now_role}))


def set_active(store: Office, user: str, active: bool, *, by: str, now: dt.datetime) -> None:
    """Deactivate an account, or take it back into use.

    Deactivation signs out everywhere, at once, and ends the calendar address and push messages for good: an account
    that is taken back into use is given new ones, and does not open the old ones again.
    """
    change_as_server(store, "staff", user, {"active": active}, by=by, now=now)
    store.accounts.change_user(user, active=active)
    if active:
        store.accounts.end_deliveries_of(user, now)
    else:
        store.links.drop(user)
        end_sessions(store, user, now=now)
        store.calendar.close_feed(user)
        store.push.unsubscribe_everywhere(user)
    refresh_visibility(store.records, [user], now)
    store.trail.note(Noted(Act.ACCOUNT_RESUMED if active else Act.ACCOUNT_STOPPED, "staff", user))


def set_password(store: Office, user: str, password: str, *, now: dt.datetime, but: str | None = None) -> None:
    """Give an account the password that its owner has chosen, sign it out everywhere, and end its link and its calendar
    address: whoever had the old password may have made one. A phone is pushed to again once its user has signed in
    there. ``but`` is the session, by the hash of its token, in which it was chosen: that one goes on.

    Raises ``ValueError`` if the password is too short.
    """
    store.accounts.change_user(user, password_hash=hash_password(password))
    store.trail.note(Noted(Act.PASSWORD_SET, "staff", user))
    _end_all(store, user, now, but)


def clear_credentials(store: Office, user: str, *, now: dt.datetime) -> None:
    """Take an account's password, second factors and identity away and sign it out everywhere: its owner begins anew by
    a link.
    """
    if store.accounts.has_password(user):
        store.trail.note(Noted(Act.PASSWORD_REMOVED, "staff", user))
    store.accounts.change_user(user, password_hash=NO_PASSWORD)
    factors.remove(store, user)
    if store.identities.drop(user):
        store.trail.note(Noted(Act.IDENTITY_UNBOUND, "staff", user))
    _end_all(store, user, now)


def end_session(store: Office, user: str, session: str, *, now: dt.datetime) -> bool:
    """Sign an account out in one place, by the hash of its token. Returns whether it was theirs and had not ended."""
    ended = store.sessions.end(user, session, now)
    _note_ended(store, user, int(ended))
    return ended


def end_sessions(store: Office, user: str, *, now: dt.datetime, but: str | None = None) -> None:
    """Sign an account out everywhere, or everywhere but in one session (by the hash of its token)."""
    ended = store.accounts.end_sessions_of(user, now) if but is None else store.sessions.end_others(user, but, now)
    _note_ended(store, user, ended)


def revoke_device(store: Office, device: str, *, now: dt.datetime) -> None:
    """Take a phone out of use, at once and for good, for whoever used it."""
    if store.accounts.revoke_device(device, now):
        store.trail.note(Noted(Act.DEVICE_REVOKED, "device", device))


def _end_all(store: Office, user: str, now: dt.datetime, but: str | None = None) -> None:
    end_sessions(store, user, now=now, but=but)
    store.links.drop(user)
    store.calendar.close_feed(user)


def _note_ended(store: Office, user: str, ended: int) -> None:
    if ended:
        store.trail.note(Noted(Act.SESSIONS_ENDED, "staff", user, details={"sessions": ended}))


__all__ = [
    "ChangeRejected",
    "change_account",
    "clear_credentials",
    "end_session",
    "end_sessions",
    "hire",
    "revoke_device",
    "set_active",
    "set_password",
]
