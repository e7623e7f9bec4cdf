"""Accounts, together with the ``staff`` records by which colleagues and phones know them.

Every function runs within the caller's transaction and leaves account, record and visibility in agreement.
"""

from __future__ import annotations

import datetime as dt

from server.auth import fold_login, hash_password
from server.casework import Refused, change_as_server
from server.ids import new_id
from server.store import OfficeStore
from server.store.rows import UserRow
from sync.codes import CODE_LISTS
from sync.exchange import refresh_visibility
from sync.kinds import FIELD_STAFF


def hire(
    store: OfficeStore, *, login: str, name: str, role: str, password: str, now: dt.datetime, user: str | None = None
) -> str:
    """Add an account, under a new id unless one is given. Returns the id.

    Raises ``ValueError`` for a role that does not exist or a password that is too short, and ``Refused`` for a name
    that no record may have. A login that somebody has already makes the transaction fail.
    """
    if role not in CODE_LISTS["role"]:
        raise ValueError(f"not a role: {role!r}")
    user = user or new_id()
    store.add_user(UserRow(user, fold_login(login), name, role, True, now), hash_password(password))
    change_as_server(store, "staff", user, {"name": name, "role": role, "active": True}, by=user, now=now)
    refresh_visibility(store, [user], now)
    return user


def change_account(
    store: OfficeStore, user: str, *, name: str | None = None, role: str | None = None, by: str, now: dt.datetime
) -> None:
    """Give an account another name or role. Its phones go on, or hand over what they keep (``server.delivering``).

    With a role that goes on no visits, its calendar address and push messages end; what a session may do follows the
    role by itself.
    """
    given = {key: value for key, value in (("name", name), ("role", role)) if value is not None}
    change_as_server(store, "staff", user, given, by=by, now=now)
    store.change_user(user, **given)
    if role is not None:
        store.end_deliveries_of(user, now)
    if role is not None and role not in FIELD_STAFF:
        store.close_feed(user)
        store.unsubscribe_everywhere(user)


def set_active(store: OfficeStore, user: str, active: bool, *, by: str, now: dt.datetime) -> None:
    """Deactivate an account, or take it back into use.

    Deactivation signs out everywhere, at once, and ends the calendar address and push messages for good: an account
    that is taken back into use is given new ones, and does not open the old ones again.
    """
    change_as_server(store, "staff", user, {"active": active}, by=by, now=now)
    store.change_user(user, active=active)
    if active:
        store.end_deliveries_of(user, now)
    else:
        store.end_sessions_of(user, now)
        store.close_feed(user)
        store.unsubscribe_everywhere(user)
    refresh_visibility(store, [user], now)


def set_password(store: OfficeStore, user: str, password: str, *, now: dt.datetime) -> None:
    """Give an account another password, sign it out everywhere, and end its calendar address: whoever had the old
    password may have made one. A phone is pushed to again once its user has signed in there.

    Raises ``ValueError`` if the password is too short.
    """
    store.change_user(user, password_hash=hash_password(password))
    store.end_sessions_of(user, now)
    store.close_feed(user)


__all__ = ["Refused", "change_account", "hire", "set_active", "set_password"]
