"""Who sees what: grants follow from the records, and are recomputed for the users whom a push may concern.

A user sees what is theirs alone (notices, visits under watch), the cases assigned to them, those cases' persons and
those persons' households, so that what a phone holds is the user's own caseload and nothing else. The office's word
leads to a person or a household; a worker's own word leads them only to what is nobody else's
(``Store.seen_by``, ``docs/decisions/0012-who-sees-what.md``). A partner sees what is shared with
them (``sync.sharing``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final, Literal

from sync.changes import Author
from sync.fields import Json, read_moment
from sync.push_state import PushState
from sync.records import KINDS
from sync.roles import Permission
from sync.sharing import partners_concerned, scopes_of
from sync.store import Grant, Store, Written

Access = Literal["now", "late", "none"]

LATE_FOR: Final = dt.timedelta(days=30)
"""How long after a case was handed on the work of a phone that has not been told of it is still taken."""


def access(push_state: PushState, author: Author, scope: str) -> Access:
    """Whether an author may write in a scope: now, late because their phone was not told of the loss, or not at all.

    What a phone has been told is what the server has told it, from its registration on. What a phone says of itself,
    its clock above all, grants nothing; and nobody is late without a phone.
    """
    if author.trusted or _works_with(push_state, author, scope):
        return "now"
    if scope in (push_state.store.office, author.user) or push_state.created_here(scope):
        return "now"
    grant = push_state.grant(author.user, scope)
    if grant is None:
        return "none"
    if grant.revoked_seq is None or grant.revoked_at is None:
        return "now"
    unaware = author.device is not None and author.told_seq < grant.revoked_seq
    recent = read_moment(push_state.now) - read_moment(grant.revoked_at) <= LATE_FOR
    return "late" if unaware and recent else "none"


def _works_with(push_state: PushState, author: Author, scope: str) -> bool:
    """Whether the author works with a scope because they work with every case of the office, and it is not withheld
    from them.
    """
    return author.may(Permission.READ_OFFICE) and not push_state.withheld(author.user, scope)


def concerned(written: Written, store: Store) -> set[str]:
    """The users whose view of the office may change with what a push wrote.

    Which fields lead to whom, each kind declares (``Kind.grants``). An entry holds the altered fields only, so who is
    in charge is read from the record as well.
    """
    users: set[str] = set()
    scopes: set[str] = set()
    for entry in written.entries:
        kind, record, created = KINDS[entry.kind], written.records[entry.record], entry.record in written.created
        if created and kind.is_personal:
            users.add(record.scope)
        if kind.grants is None or (not created and entry.after.keys().isdisjoint(kind.grants_change_with)):
            continue
        states = (entry.before, entry.after, record.fields)
        users |= {record.created_by} | _named(states, kind.grants.users)
        scopes |= {entry.record} | _named(states, kind.grants.records)
    users |= store.viewers_of(scopes) if scopes else set()
    return users | partners_concerned(store, written)


def misgranted(store: Store, user: str, now: str) -> set[str]:
    """The scopes that a user is granted although the stored records do not say so at a moment, or the other way
    round.
    """
    return scopes_of(store, user, now) ^ _present(store.grants(user))


def regrant(store: Store, users: Iterable[str], seq: int, now: str) -> int:
    """Grant and revoke until each user's grants are what the stored records say. Returns the last seq given out."""
    grants: list[Grant] = []
    for user in sorted(users):
        wanted, held = scopes_of(store, user, now), store.grants(user)
        present = _present(held)
        if wanted == present:
            continue
        seq += 1
        grants += [Grant(user, scope, seq) for scope in sorted(wanted - present)]
        grants += [Grant(user, scope, held[scope].granted_seq, seq, now) for scope in sorted(present - wanted)]
    if grants:
        store.write(Written(grants=grants, last_seq=seq))
    return seq


def _named(states: Iterable[Mapping[str, Json]], names: Iterable[str]) -> set[str]:
    """The ids that stand in some fields, alone or in a set."""
    values = [value for fields in states for name in names if (value := fields.get(name)) is not None]
    return {each for value in values for each in (value if isinstance(value, list) else [value])}


def _present(grants: Mapping[str, Grant]) -> set[str]:
    return {scope for scope, grant in grants.items() if grant.revoked_seq is None}
