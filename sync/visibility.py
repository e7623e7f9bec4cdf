"""Who sees what: grants follow from the records, and are recomputed for the users whom a push may concern.

A user sees what is theirs alone (notices, visits under watch), the cases assigned to them, those cases' persons and
those persons' households, so that what a phone holds is the user's own caseload and nothing else. The office's word
leads to a person or a household; a worker's own word leads them only to what is nobody else's
(``Store.seen_by``, ``docs/decisions/0012-who-sees-what.md``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Final, Literal

from sync.changes import Author
from sync.fields import Json, read_moment
from sync.kinds import WHOLE_OFFICE
from sync.ledger import Ledger
from sync.records import KINDS
from sync.store import Grant, Store, Written

Access = Literal["now", "late", "none"]

LATE_FOR: Final = dt.timedelta(days=30)
"""How long after a case was handed on the work of a phone that has not been told of it is still taken."""

_LEADS: Final = {
    "case": frozenset({"main_worker", "co_workers", "self_assigned", "deleted", "person"}),
    "person": frozenset({"household", "household_by", "deleted"}),
    "household": frozenset({"deleted"}),
}
"""The fields of each kind from which it follows who sees what."""


def access(ledger: Ledger, author: Author, scope: str) -> Access:
    """Whether an author may write in a scope: now, late because their phone was not told of the loss, or not at all.

    What a phone has been told is what the server has told it, from its registration on. What a phone says of itself,
    its clock above all, grants nothing; and nobody is late without a phone.
    """
    if author.may_write_server_fields or author.role in WHOLE_OFFICE:
        return "now"
    if scope in (ledger.store.office, author.user) or ledger.created_here(scope):
        return "now"
    grant = ledger.grant(author.user, scope)
    if grant is None:
        return "none"
    if grant.revoked_seq is None or grant.revoked_at is None:
        return "now"
    unaware = author.device is not None and author.told_seq < grant.revoked_seq
    recent = read_moment(ledger.now) - read_moment(grant.revoked_at) <= LATE_FOR
    return "late" if unaware and recent else "none"


def concerned(written: Written, viewers: Callable[[set[str]], set[str]]) -> set[str]:
    """The users whose view of the office may change with what a push wrote; ``viewers`` gives those of some scopes.

    An entry holds the altered fields only, so who is in charge is read from the record as well.
    """
    users: set[str] = set()
    scopes: set[str] = set()
    for entry in written.entries:
        record, created = written.records[entry.record], entry.record in written.created
        if created and KINDS[entry.kind].is_personal:
            users.add(record.scope)
        if not entry.after.keys() & _LEADS.get(entry.kind, frozenset()) and not (created and entry.kind in _LEADS):
            continue
        users |= {record.created_by} | _workers(entry.before) | _workers(entry.after) | _workers(record.fields)
        scopes |= {entry.record} | _led_to(entry.before) | _led_to(entry.after) | _led_to(record.fields)
    return users | (viewers(scopes) if scopes else set())


def regrant(store: Store, users: Iterable[str], seq: int, now: str) -> int:
    """Grant and revoke until each user's grants are what the stored records say. Returns the last seq given out."""
    grants: list[Grant] = []
    for user in sorted(users):
        wanted, held = store.seen_by(user), store.grants(user)
        present = {scope for scope, grant in held.items() if grant.revoked_seq is None}
        if wanted == present:
            continue
        seq += 1
        grants += [Grant(user, scope, seq) for scope in sorted(wanted - present)]
        grants += [Grant(user, scope, held[scope].granted_seq, seq, now) for scope in sorted(present - wanted)]
    if grants:
        store.write(Written(grants=grants, last_seq=seq))
    return seq


def _workers(fields: Mapping[str, Json]) -> set[str]:
    main, others = fields.get("main_worker"), fields.get("co_workers")
    return ({main} if main else set()) | set(others or ())


def _led_to(fields: Mapping[str, Json]) -> set[str]:
    return {scope for name in ("person", "household") if (scope := fields.get(name)) is not None}
