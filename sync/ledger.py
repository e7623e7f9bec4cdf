"""The state of one push while it runs: what was read from the store, with what the push has decided laid over."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from sync.merge import lay_over
from sync.store import Entry, Grant, Record, Store, Written

NOTHING: Final = "00000000-0000-0000-0000-000000000000"
"""The id that names nothing."""


class OtherRecord(Exception):
    """The base named by a change belongs to another record, whose id is ``record``."""

    def __init__(self, record: str) -> None:
        super().__init__("base of another record")
        self.record = record


@dataclass(slots=True)
class Ledger:
    """Reads through to the store once for each key; writes only into ``written``.

    A change is decided wholly before it is staged, so a change that cannot be decided leaves nothing behind.
    """

    store: Store
    now: str
    new_id: Callable[[], str]
    seq: int
    written: Written = field(default_factory=Written)
    _records: dict[str, Record | None] = field(default_factory=dict)
    _entries: dict[str, Entry | None] = field(default_factory=dict)
    _staged_entries: dict[str, list[Entry]] = field(default_factory=dict)
    _grants: dict[str, dict[str, Grant | None]] = field(default_factory=dict)
    _views: dict[str, dict[str, object]] = field(default_factory=dict)
    _reserved: dict[str, bool] = field(default_factory=dict)

    def prefetch(self, records: Iterable[str], entries: Iterable[str], user: str, scopes: Iterable[str] = ()) -> None:
        """Read in a few queries what a whole batch is likely to need."""
        wanted = {record for record in records if record not in self._records}
        found = self.store.records(wanted)
        self._records.update({record: found.get(record) for record in wanted})
        self._look_up_reserved(wanted - found.keys())
        names = {name for name in entries if name not in self._entries}
        known = self.store.entries(names)
        self._entries.update({name: known.get(name) for name in names})
        held = self._grants.setdefault(user, {})
        missing = {scope for scope in scopes if scope not in held}
        missing |= {record.scope for record in found.values() if record.scope not in held}
        granted = self.store.grants(user, missing) if missing else {}
        held.update({scope: granted.get(scope) for scope in missing})

    def record(self, record_id: str) -> Record | None:
        """A record as it stands now, staged writes included."""
        if record_id not in self._records:
            self._records[record_id] = self.store.records([record_id]).get(record_id)
        return self._records[record_id]

    def reserved(self, record_id: str) -> bool:
        """Whether an id cannot be a record's: it is that of an office or an account, or of nothing at all."""
        if record_id not in self._reserved:
            self._look_up_reserved({record_id})
        return self._reserved[record_id]

    def entry(self, name: str) -> Entry | None:
        """The entry with this id or head."""
        if name not in self._entries:
            self._entries[name] = self.store.entries([name]).get(name)
        return self._entries[name]

    def grant(self, user: str, scope: str) -> Grant | None:
        """A user's grant on a scope, as it was before this push."""
        held = self._grants.setdefault(user, {})
        if scope not in held:
            held[scope] = self.store.grants(user, [scope]).get(scope)
        return held[scope]

    def created_here(self, record_id: str) -> bool:
        """Whether this push created the record."""
        return record_id in self.written.created

    def entries_after(self, record_id: str, seq: int) -> list[Entry]:
        """The entries on a record with a larger seq, oldest first, staged ones included."""
        stored = [] if self.created_here(record_id) else self.store.entries_after(record_id, seq)
        return stored + [entry for entry in self._staged_entries.get(record_id, []) if entry.seq > seq]

    def open_conflicts(self, record_id: str) -> list[Record]:
        """The open conflicts about a record, oldest first, staged ones included."""
        stored = {} if self.created_here(record_id) else {c.id: c for c in self.store.open_conflicts(record_id)}
        staged = (r for r in self.written.records.values() if r.kind == "conflict" and r.fields["about"] == record_id)
        stored.update({conflict.id: conflict for conflict in staged})
        return sorted((c for c in stored.values() if c.fields["state"] == "open"), key=lambda c: c.seq)

    def view(self, record: Record, base: str | None) -> dict[str, object] | None:
        """What somebody saw of ``record`` who names ``base`` (``docs/protocol.md``, What base means exactly).

        Returns ``None`` where the base is not known. Raises ``OtherRecord`` where it belongs to another record.
        """
        branch: list[Entry] = []
        while True:
            if base is None:
                view: dict[str, object] = {}
            elif base == record.head:
                view = dict(record.fields)
            elif base in self._views:
                view = self._views[base]
            else:
                entry = self.entry(base)
                if entry is None:
                    return None
                if entry.record != record.id:
                    raise OtherRecord(entry.record)
                if entry.head != base:
                    branch.append(entry)
                    base = entry.base
                    continue
                view = self._state_after(record, entry)
            for step in reversed(branch):
                view = self._views[step.id] = lay_over(view, step.fields)
            return view

    def branch(self, base: str | None) -> set[str]:
        """The ids of the author's own changes that lead to ``base`` without having become the record's head."""
        ids: set[str] = set()
        while base is not None and (entry := self.entry(base)) is not None and entry.head != base:
            ids.add(entry.id)
            base = entry.base
        return ids

    def _look_up_reserved(self, ids: set[str]) -> None:
        taken = self.store.reserved(ids) | ({NOTHING} & ids) if ids else set()
        self._reserved.update({record_id: record_id in taken for record_id in ids})

    def _state_after(self, record: Record, entry: Entry) -> dict[str, object]:
        state: dict[str, object] = dict(record.fields)
        for later in reversed(self.entries_after(record.id, entry.seq)):
            state = lay_over(state, later.before)
        return state

    def next_seq(self) -> int:
        """The next value of the office's counter."""
        self.seq += 1
        return self.seq

    def stage(self, record: Record, entry: Entry, *, created: bool) -> None:
        """Take a decided change into what will be written."""
        self._records[record.id] = record
        self.written.records[record.id] = record
        if created:
            self.written.created.add(record.id)
        self.written.entries.append(entry)
        self._staged_entries.setdefault(record.id, []).append(entry)
        self._entries[entry.id] = self._entries[entry.head] = entry
