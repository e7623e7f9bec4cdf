"""The state of one push while it runs: what was read from the store, with what the push has decided laid over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from sync.differences import Effort
from sync.facts import Facts
from sync.fields import Json
from sync.merge import lay_over
from sync.store import Entry, Grant, Record, Store, Written

TRANSACTION: Final = 500_000
"""The steps (``sync.differences.Effort``) after which one transaction takes no further change: a tenth of a second."""

NOTHING: Final = "00000000-0000-0000-0000-000000000000"
"""The id that names nothing."""

_UNREAD: Final = 200
"""How many entries are gone through under the lock for what nobody read before: who gave a field its value."""

_OWN_CHANGES: Final = 1_000
_PROPOSALS: Final = 50
_CHARACTERS_A_STEP: Final = 4


class OtherRecord(Exception):
    """The base named by a change belongs to another record, whose id is ``record``."""

    def __init__(self, record: str) -> None:
        super().__init__("base of another record")
        self.record = record


@dataclass(slots=True)
class PushState:
    """Reads through to the store once for each key; writes only into ``written``.

    A change is decided wholly before it is staged, so a change that cannot be decided leaves nothing behind.
    """

    store: Store
    now: str
    new_id: Callable[[], str]
    seq: int
    facts: Facts
    effort: Effort = field(default_factory=lambda: Effort(TRANSACTION))
    given_up: frozenset[str] = frozenset()
    stamp: str = ""
    written: Written = field(default_factory=Written)
    _records: dict[str, Record | None] = field(default_factory=dict)
    _entries: dict[str, Entry | None] = field(default_factory=dict)
    _staged_entries: dict[str, list[Entry]] = field(default_factory=dict)
    _grants: dict[str, dict[str, Grant | None]] = field(default_factory=dict)
    _staged_conflicts: dict[str, list[str]] = field(default_factory=dict)
    _views: dict[tuple[str, str], Mapping[str, Json]] = field(default_factory=dict)
    _reserved: dict[str, bool] = field(default_factory=dict)
    _withheld: dict[str, set[str]] = field(default_factory=dict)
    _erased: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._entries.update(self.facts.entries)
        self._views.update(self.facts.views)

    def prefetch(self, records: Iterable[str], entries: Iterable[str], user: str, scopes: Iterable[str] = ()) -> None:
        """Read in a few queries what a whole batch is likely to need."""
        wanted = {record for record in records if record not in self._records}
        records_read = self.read_records(wanted)
        self._look_up_reserved(wanted - records_read.keys())
        self._look_up_erased(wanted | set(scopes))
        names = {name for name in entries if name not in self._entries}
        known = self.store.entries(names) if names else {}
        self._entries.update({name: known.get(name) for name in names})
        held = self._grants.setdefault(user, {})
        missing = {scope for scope in scopes if scope not in held}
        missing |= {record.scope for record in records_read.values() if record.scope not in held}
        granted = self.store.grants(user, missing) if missing else {}
        held.update({scope: granted.get(scope) for scope in missing})

    def read_records(self, ids: Iterable[str]) -> dict[str, Record]:
        """Read in one query the records that were not read yet. Returns them by id."""
        wanted = {record for record in ids if record not in self._records}
        stored = self.store.by_id(wanted) if wanted else {}
        self._records.update({record: stored.get(record) for record in wanted})
        return stored

    def record(self, record_id: str) -> Record | None:
        """A record as it stands now, staged writes included."""
        if record_id not in self._records:
            self._records[record_id] = self.store.by_id([record_id]).get(record_id)
        return self._records[record_id]

    def reserved(self, record_id: str) -> bool:
        """Whether an id cannot be a record's: it is that of an office or an account, or of nothing at all."""
        if record_id not in self._reserved:
            self._look_up_reserved({record_id})
        return self._reserved[record_id]

    def names_erased(self, ids: Iterable[str]) -> bool:
        """Whether one of these ids names a record that was erased."""
        asked = set(ids)
        self._look_up_erased(asked - self._erased.keys())
        return any(self._erased[each] for each in asked)

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

    def withheld(self, user: str, scope: str) -> bool:
        """Whether a scope is withheld from somebody who works with every case (``Store.withheld_from``)."""
        if user not in self._withheld:
            self._withheld[user] = self.store.withheld_from(user)
        return scope in self._withheld[user]

    def created_here(self, record_id: str) -> bool:
        """Whether this push created the record."""
        return record_id in self.written.created

    def newest_entries(self, record_id: str) -> Iterator[Entry]:
        """The entries on a record, newest first, staged ones included; read from the store as they are asked for."""
        yield from reversed(self._staged_entries.get(record_id, []))
        if not self.created_here(record_id):
            yield from self.store.newest_entries(record_id)

    def last_write(self, record_id: str, name: str) -> Entry | None:
        """The last entry that altered a field, as far as that is known."""
        known = self.facts.writers.get(record_id)
        upto = 0 if known is None else self.facts.seq
        for entry in islice(self.newest_entries(record_id), _UNREAD):
            if entry.seq <= upto:
                break
            if name in entry.after:
                return entry
        return None if known is None else known.get(name)

    def own_proposals(self, record_id: str, user: str, names: Iterable[str]) -> list[Record]:
        """A user's newest proposals over some fields of a record that are still in dispute: their conflicts."""
        wanted = set(names)
        known = [p.id for p in self.facts.proposals.get(record_id, ()) if p.by == user and p.field in wanted]
        ids = [*known[-_PROPOSALS:], *self._staged_conflicts.get(record_id, [])]
        self.read_records(ids)
        conflicts = [conflict for id_ in dict.fromkeys(ids) if (conflict := self.record(id_)) is not None]
        return [
            conflict
            for conflict in conflicts
            if conflict.fields["state"] == "open"
            and conflict.fields.get("proposed_by") == user
            and conflict.fields["field"] in wanted
        ]

    def view(self, record: Record, base: str | None) -> Mapping[str, Json] | None:
        """What somebody saw of ``record`` who names ``base`` (``docs/protocol.md``, What base means exactly).

        Returns ``None`` where the base is not known; where one further down was given up, what is known above it.
        Raises ``OtherRecord`` where it belongs to another record.
        """
        branch: list[Entry] = []
        while (state := self._state_named(record, base)) is None:
            entry = self.entry(base) if base is not None else None
            if entry is None and not branch:
                return None
            if entry is None:
                state = {}
                break
            if entry.record != record.id:
                raise OtherRecord(entry.record)
            branch.append(entry)
            base = entry.base
        for step in reversed(branch):
            state = self._views[record.id, step.id] = lay_over(state, step.fields)
        return state

    def _state_named(self, record: Record, base: str | None) -> Mapping[str, Json] | None:
        """The state that a base names by itself: nothing yet, one of the server, or a view that is known already."""
        if base is None:
            return {}
        if base == record.head:
            return dict(record.fields)
        if (record.id, base) in self._views:
            return self._views[record.id, base]
        entry = self.entry(base)
        if entry is None or entry.record != record.id or entry.head != base:
            return None
        state = self._views[record.id, base] = self._state_after(record, entry)
        return state

    def line(self, record: Record, base: str | None) -> tuple[set[str], int]:
        """How the author came to ``base``: the ids of their own changes that lead to it without having become the
        record's head, and the seq of the state of the record on which the first of them was made.

        Of a line that is longer than anybody writes without a pull, only its end is returned, and no seq.
        """
        ids: set[str] = set()
        while base is not None and len(ids) < _OWN_CHANGES:
            if base == record.head:
                return ids, record.seq
            entry = self.entry(base)
            if entry is None:
                break
            if entry.head == base:
                return ids, entry.seq
            ids.add(entry.id)
            base = entry.base
        return ids, 0

    def remember(self, record: Record, head: str, view: Mapping[str, Json]) -> None:
        """Note the state of a record that a head names."""
        self._views[record.id, head] = view

    def known(self) -> tuple[dict[str, Entry], dict[tuple[str, str], Mapping[str, Json]]]:
        """The entries and the views that were read: they never change."""
        return {name: entry for name, entry in self._entries.items() if entry is not None}, self._views

    def _look_up_reserved(self, ids: set[str]) -> None:
        taken = self.store.reserved(ids) | ({NOTHING} & ids) if ids else set()
        self._reserved.update({record_id: record_id in taken for record_id in ids})

    def _look_up_erased(self, ids: set[str]) -> None:
        erased = self.store.erased(ids) if ids else set()
        self._erased.update({record_id: record_id in erased for record_id in ids})

    def _state_after(self, record: Record, entry: Entry) -> Mapping[str, Json]:
        state = dict(record.fields)
        for later in self.newest_entries(record.id):
            if later.seq <= entry.seq:
                break
            state.update(later.before)
        return {name: value for name, value in state.items() if value is not None}

    def next_seq(self) -> int:
        """The next value of the office's counter."""
        self.seq += 1
        return self.seq

    def stage(self, record: Record, entry: Entry, *, created: bool) -> None:
        """Take a decided change into what will be written."""
        self.effort.spend(_weight(record.fields))
        if created and record.kind == "conflict":
            self._staged_conflicts.setdefault(record.fields["about"], []).append(record.id)
        self._records[record.id] = record
        self.written.records[record.id] = record
        if created:
            self.written.created.add(record.id)
        self.written.entries.append(entry)
        self._staged_entries.setdefault(record.id, []).append(entry)
        self._entries[entry.id] = self._entries[entry.head] = entry


def _weight(fields: Mapping[str, Json]) -> int:
    """What it takes to write a record, in steps."""
    return sum(len(value) for value in fields.values() if isinstance(value, str)) // _CHARACTERS_A_STEP
