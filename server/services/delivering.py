"""Work that a phone hands over after its user's role was changed or their account was taken out of use.

A phone that had not heard of the change may bring what its user could write until then. The office knows up to which
seq it has told each phone; a phone's clock grants nothing. Such work is marked late, and the phone gets no records.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from server.ground.errors import SignedOut
from server.store import Office, reading
from server.store.accounts import UserRow
from server.store.directory import AccountRow, SessionRow
from server.store.rows import PhoneState
from sync.changes import Author
from sync.fields import read_moment
from sync.roles import Permission, may
from sync.store import Entry

DELIVERY_ENDS_AFTER: Final = dt.timedelta(days=30)
"""How long after a change of role or a deactivation the phones that had not heard of it hand over what they keep."""


def author_of(
    who: SessionRow, phone: PhoneState | None, told_seq: int, offset: dt.timedelta, now: dt.datetime
) -> Author:
    """In whose name and with which rights a phone's changes are taken. ``told_seq`` is how far it has been told.

    Raises ``SignedOut`` for an account that is out of use, where it is too long ago or this phone has heard of it.
    """
    device = phone.id if phone else None
    if phone is None or (not who.only_delivers and who.may(Permission.WRITE_NOTES)):
        return Author(who.user_id, who.role, device, told_seq, offset)
    with reading(who.office.id) as store:
        earlier = role_before(store, who.user_id, phone.id, told_seq, now)
    if earlier is None and not who.active:
        raise SignedOut("nothing more is taken from this account")
    return Author(who.user_id, earlier or who.role, device, told_seq, offset, late=earlier is not None)


def may_deliver(account: AccountRow, device: str, now: dt.datetime) -> bool:
    """Whether an account that may not use a phone may sign in on this one to hand over what it keeps: one that it has
    used before, and where the account is out of use, one that has not heard of it.
    """
    with reading(account.office_id) as store:
        known = store.accounts.device(account.id, device)
        if known is None or known.approved_at is None:
            return False
        return account.active or role_before(store, account.id, device, known.told_seq, now) is not None


def role_before(store: Office, user: str, device: str, told_seq: int, now: dt.datetime) -> str | None:
    """The role that a user had when their phone was last told, where it has been changed or taken away since, and no
    longer than ``DELIVERY_ENDS_AFTER`` ago; else ``None``.
    """
    known = store.accounts.device(user, device)
    if known is None:
        return None
    since = [entry for entry in _turns(store, user, told_seq) if read_moment(entry.received_at) >= known.registered_at]
    if not since or now - read_moment(since[0].received_at) > DELIVERY_ENDS_AFTER:
        return None
    stood = store.records.by_id([user])[user].fields
    was_active = _before(since, "active", stood.get("active"))
    role: str | None = _before(since, "role", stood.get("role"))
    return role if was_active else None


def last_field_role(store: Office, user: UserRow) -> str:
    """The role under which a user last could write on a phone; the present one where they never could."""
    if may(user.role, Permission.WRITE_NOTES):
        return user.role
    roles = [entry.before.get("role") for entry in _turns(store, user.id, 0) if "role" in entry.after]
    return next((role for role in reversed(roles) if role and may(role, Permission.WRITE_NOTES)), user.role)


def still_to_come(store: Office, user: UserRow) -> tuple[int, dt.datetime] | None:
    """How much the phones of somebody who writes nothing on them any more last said that they keep, and until when they
    may hand it over, which may be past; ``None`` where nothing is to come, or where they still write there.
    """
    if user.may(Permission.WRITE_NOTES):
        return None
    kept = [device for device in store.accounts.devices(user.id) if device.queued and device.revoked_at is None]
    turns = _turns(store, user.id, 0)
    if not kept or not turns:
        return None
    return sum(device.queued for device in kept), read_moment(turns[-1].received_at) + DELIVERY_ENDS_AFTER


def _turns(store: Office, user: str, told_seq: int) -> list[Entry]:
    """The changes of a user's role, or of whether they are active, after ``told_seq``, oldest first; not the hiring."""
    entries = store.records.entries_after(user, told_seq)
    return [entry for entry in entries if entry.base is not None and entry.after.keys() & {"role", "active"}]


def _before(since: list[Entry], field: str, at_present: object) -> str | None:
    """The value of a field before the first of some changes."""
    earlier = next((entry.before.get(field) for entry in since if field in entry.after), at_present)
    return None if earlier is None else str(earlier)
