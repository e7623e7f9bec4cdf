"""A hand-over undone: exactly what it changed, but for what somebody has changed since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from server.services.casework import change_together
from server.store import Office, Seen
from server.store.directory import SessionRow
from server.store.handovers import HandoverRow
from sync.fields import Json
from sync.store import Entry, Record

_BESIDE: Final[Mapping[str, frozenset[str]]] = {"case": frozenset({"restricted_to"})}
"""Fields that a step does not write and that speak against undoing it where somebody has changed them: whoever had a
case before it was restricted may not be among those who are named.
"""

Restored = tuple[Record, Mapping[str, Json]]


class Withheld(ValueError):
    """Of a case that the step was about, whoever undoes it may not know."""


def undo(store: Office, who: SessionRow, seen: Seen, step: HandoverRow, now: dt.datetime) -> list[Record]:
    """Give everything back to whoever had it before a step, once. Returns what stays as it is, because somebody has
    changed it since. Raises ``Withheld``, and ``casework.ChangeRejected``.
    """
    store.lock()
    standing = seen.handovers.one(step.id)
    if standing is None or standing.undone_at is not None:
        return []
    entries = {entry.id: entry for entry in store.records.entries(step.changes).values()}
    records = store.records.by_id([entry.record for entry in entries.values()])
    if seen.restrictions.withheld({record.scope for record in records.values()}):
        raise Withheld
    restored, kept = taken_back(entries.values(), records, store.records.entries_after)
    change_together(store, who, restored, now)
    seen.handovers.note_undone(step.id, who.user_id, now)
    return kept


def taken_back(
    entries: Iterable[Entry], records: Mapping[str, Record], after: Callable[[str, int], Sequence[Entry]]
) -> tuple[list[Restored], list[Record]]:
    """What is written so that records stand as they did before some changes; and the records that stay as they are,
    because a later change (``after`` a seq) has altered a field that the step wrote. Removed ones are left as they are.
    """
    restored: list[Restored] = []
    kept: list[Record] = []
    for entry in entries:
        record = records.get(entry.record)
        if record is None or record.deleted:
            continue
        written = entry.after.keys() | _BESIDE.get(entry.kind, frozenset())
        later = after(record.id, entry.seq) if record.head != entry.head else ()
        if any(written & each.after.keys() for each in later):
            kept.append(record)
        elif entry.after:
            restored.append((record, {name: entry.before.get(name) for name in entry.after}))
    return restored, kept
