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
    """Give an account another name or role. Its phones go on, or hand over what they keep (``server.delivering``)."""
    given = {key: value for key, value in (("name", name), ("role", role)) if value is not None}
    change_as_server(store, "staff", user, given, by=by, now=now)
    store.change_user(user, **given)
    if role is not None:
        store.end_deliveries_of(user, now)


def set_active(store: OfficeStore, user: str, active: bool, *, by: str, now: dt.datetime) -> None:
    """Deactivate an account, or take it back into use. Deactivation signs out everywhere, at once."""
    change_as_server(store, "staff", user, {"active": active}, by=by, now=now)
    store.change_user(user, active=active)
    if active:
        store.end_deliveries_of(user, now)
    else:
        store.end_sessions_of(user, now)
    refresh_visibility(store, [user], now)


def set_password(store: OfficeStore, user: str, password: str, *, now: dt.datetime) -> None:
    """Give an account another password and sign it out everywhere. Raises ``ValueError`` if it is too short."""
    store.change_user(user, password_hash=hash_password(password))
    store.end_sessions_of(user, now)


__all__ = ["Refused", "change_account", "hire", "set_active", "set_password"]
