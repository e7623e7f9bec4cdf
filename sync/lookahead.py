"""Reads from the log what a batch of changes will need, before the office's counter is taken (``sync.facts``)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Any

from sync.changes import Change, Malformed, read_change
from sync.facts import Facts
from sync.push_state import OtherRecord, PushState
from sync.store import Entry, Record, Store


def look_ahead(store: Store, raw_changes: Sequence[Any]) -> Facts:
    """The facts that a batch of changes will need; the changes are as they came over the wire.

    Nothing is read for new records, and no history where the record is still as its editor saw it.
    """
    edits = _edits(raw_changes)
    if not edits:
        return Facts(0)
    facts = Facts(store.last_seq())
    records = store.by_id({change.record for change in edits})
    facts.proposals = store.open_proposals(list(records))
    bases: dict[str, set[str]] = {}
    for change in edits:
        record = records.get(change.record)
        if record is not None and change.base is not None and change.base != record.head:
            bases.setdefault(record.id, set()).add(change.base)
    if bases:
        push_state = PushState(store, "", str, facts.seq, facts)
        push_state.prefetch((), {base for named in bases.values() for base in named}, "")
        for record_id, named in bases.items():
            facts.writers[record_id] = _look_back(push_state, records[record_id], named)
        facts.entries, facts.views = push_state.known()
    return facts


def _edits(raw_changes: Sequence[Any]) -> list[Change]:
    edits: list[Change] = []
    for raw in raw_changes:
        if isinstance(raw, dict) and raw.get("base") is not None:
            with suppress(Malformed):
                edits.append(read_change(raw))
    return edits


def _look_back(push_state: PushState, record: Record, bases: Collection[str]) -> dict[str, Entry]:
    """Go through a record's history once: its state at each of the bases, and which change altered each field last."""
    seen_at = {entry.seq: entry.head for base in bases if (entry := _state_seen(push_state, record, base)) is not None}
    state = dict(record.fields)
    writers: dict[str, Entry] = {}
    for entry in push_state.store.newest_entries(record.id):
        if entry.seq in seen_at:
            view = {name: value for name, value in state.items() if value is not None}
            push_state.remember(record, seen_at[entry.seq], view)
        for name in entry.after:
            writers.setdefault(name, entry)
        state.update(entry.before)
    for base in bases:
        with suppress(OtherRecord):
            push_state.view(record, base)
    return writers


def _state_seen(push_state: PushState, record: Record, base: str | None) -> Entry | None:
    """The change that gave the record the state on which the author's own changes up to ``base`` were made."""
    while base is not None and (entry := push_state.entry(base)) is not None and entry.record == record.id:
        if entry.head == base:
            return entry
        base = entry.base
    return None
