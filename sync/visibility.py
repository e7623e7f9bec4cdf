"""Who sees what: grants follow from the records, and are recomputed for the users whom a push may concern.

A user sees what is theirs alone (notices, visits under watch), the cases assigned to them, those cases' persons and
those persons' households, so that what a phone holds is the user's own caseload and nothing else (``Store.seen_by``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from sync.changes import Author
from sync.fields import Json, read_moment
from sync.kinds import INTAKE_STAFF
from sync.ledger import Ledger
from sync.store import Entry, Grant, Store, Written

Access = Literal["now", "late", "none"]


def access(ledger: Ledger, author: Author, scope: str, made_at: str) -> Access:
    """Whether an author may write in a scope: now, late because they had it when the change was made, or not at all.

    An author had the case when the change was made if the change is older than the loss, or if their device had
    not been told of it.
    """
    if author.may_write_server_fields or author.role in INTAKE_STAFF - {"worker"}:
        return "now"
    if scope in (ledger.store.office, author.user) or ledger.created_here(scope):
        return "now"
    grant = ledger.grant(author.user, scope)
    if grant is None:
        return "none"
    if grant.revoked_seq is None or grant.revoked_at is None:
        return "now"
    unaware = author.told_seq < grant.revoked_seq
    before = read_moment(made_at) - author.clock_offset <= read_moment(grant.revoked_at)
    return "late" if unaware or before else "none"


def concerned(entries: Iterable[Entry], viewers: Callable[[str], set[str]]) -> set[str]:
    """The users whose view of the office may change with these entries; ``viewers`` gives those of a scope."""
    users: set[str] = set()
    for entry in entries:
        if entry.kind == "case" and entry.after.keys() & {"main_worker", "co_workers", "deleted", "person"}:
            users |= _workers(entry.before) | _workers(entry.after) | viewers(entry.record)
        if entry.kind == "person" and entry.after.keys() & {"household"}:
            users |= viewers(entry.record)
        if entry.kind in {"notice", "outing"} and entry.base is None:
            users.add(entry.after["worker"])
        if entry.kind in {"case", "person", "household"} and entry.base is None:
            users.add(entry.author)
    return users


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
