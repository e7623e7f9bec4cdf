"""A store in memory: the contract in its plainest form, for tests and as the measure of other stores."""

from __future__ import annotations

import copy
import json
import zoneinfo
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from sync.fields import Json
from sync.store import BEGINNING, Anchor, Entry, Grant, OpenProposal, Page, Position, Record, WireRecord, Written


class MemoryStore:
    """One office's records in dictionaries. ``snapshot`` and ``restore`` stand in for transactions."""

    def __init__(self, office: str) -> None:
        self.office = office
        self.zone = zoneinfo.ZoneInfo("Asia/Tokyo")
        self._seq = 0
        self._anchor = BEGINNING
        self._records: dict[str, Record] = {}
        self._entries: dict[str, Entry] = {}
        self._by_head: dict[str, Entry] = {}
        self._grants: dict[tuple[str, str], Grant] = {}
        self._members: dict[str, set[str]] = {}
        self._erased: dict[str, tuple[str, int]] = {}
        self._marks: set[Anchor] = set()

    def snapshot(self) -> MemoryStore:
        """A copy that later writes do not touch."""
        return copy.deepcopy(self)

    def restore(self, snapshot: MemoryStore) -> None:
        """Take on the state of a snapshot, which itself stays as it is."""
        self.__dict__.update(copy.deepcopy(snapshot.__dict__))

    def lock(self) -> int:
        return self._seq

    def last_seq(self) -> int:
        return self._seq

    def anchor(self) -> Anchor:
        return self._anchor

    def has(self, anchor: Anchor) -> bool:
        entry = None if anchor.change is None else self._entries.get(anchor.change)
        if anchor in self._marks:
            return True
        return anchor == BEGINNING or (entry is not None and (entry.seq, entry.stamp) == (anchor.seq, anchor.stamp))

    def by_id(self, ids: Collection[str]) -> dict[str, Record]:
        return {record_id: self._records[record_id] for record_id in ids if record_id in self._records}

    def entries(self, ids: Collection[str]) -> dict[str, Entry]:
        entries = {name: self._entries.get(name) or self._by_head.get(name) for name in ids}
        return {name: entry for name, entry in entries.items() if entry is not None}

    def entries_after(self, record: str, seq: int) -> list[Entry]:
        return [entry for entry in self._entries.values() if entry.record == record and entry.seq > seq]

    def newest_entries(self, record: str) -> Iterator[Entry]:
        return reversed(self.entries_after(record, 0))

    def open_proposals(self, records: Collection[str]) -> dict[str, list[OpenProposal]]:
        return {record: [_proposal(c) for c in self.open_conflicts(record)] for record in records}

    def open_conflicts(self, record: str) -> list[Record]:
        conflicts = (r for r in self._records.values() if r.kind == "conflict" and r.fields["about"] == record)
        return sorted((c for c in conflicts if c.fields["state"] == "open"), key=lambda conflict: conflict.seq)

    def grants(self, user: str, scopes: Collection[str] | None = None) -> dict[str, Grant]:
        held = {scope: grant for (holder, scope), grant in self._grants.items() if holder == user}
        return held if scopes is None else {scope: held[scope] for scope in scopes if scope in held}

    def seen_by(self, user: str) -> set[str]:
        cases = [r for r in self._records.values() if r.kind == "case"]
        charge = [
            case
            for case in cases
            if not case.deleted and _works_on(user, case.fields) and _is_open_to(user, case.fields)
        ]
        charged = {case.id for case in charge}
        others = {case.fields["person"] for case in cases if case.id not in charged}
        mine = [case for case in charge if "self_assigned" not in case.fields or case.fields["person"] not in others]
        persons = {case.fields["person"] for case in mine}
        persons |= self._unled("person", user, {case.fields["person"] for case in cases})
        households = self._unled("household", user, set(self._members))
        for person in (self._records[person].fields for person in persons):
            household = person.get("household")
            if household is not None and (person.get("household_by") != user or self._members[household] <= persons):
                households.add(household)
        return {self.office, user} | {case.id for case in mine} | persons | households

    def consents_for(self, user: str) -> list[Record]:
        return [r for r in self._records.values() if r.kind == "consent" and r.fields.get("receiver") == user]

    def partners(self) -> set[str]:
        consents = (record for record in self._records.values() if record.kind == "consent")
        return {record.fields["receiver"] for record in consents if "receiver" in record.fields}

    def members(self, household: str) -> set[str]:
        persons = (record for record in self._records.values() if record.kind == "person" and not record.deleted)
        return {person.id for person in persons if person.fields.get("household") == household}

    def in_scope(self, scope: str, kinds: Collection[str], after: int) -> list[Record]:
        return [r for r in self._records.values() if r.scope == scope and r.kind in kinds and r.seq > after]

    def withheld_from(self, user: str) -> set[str]:
        cases = [record for record in self._records.values() if record.kind == "case"]
        withheld = {case.id for case in cases if not _is_open_to(user, case.fields)}
        led_to = {case.fields["person"] for case in cases if case.id not in withheld and not case.deleted}
        people = {case.fields["person"] for case in cases if case.id in withheld} - led_to
        live = [record for record in self._records.values() if record.kind == "person" and not record.deleted]
        shared = {person.fields.get("household") for person in live if person.id not in people}
        homes = {str(home) for person in people if (home := self._records[person].fields.get("household"))}
        return withheld | people | (homes - shared)

    def reserved(self, ids: Collection[str]) -> set[str]:
        staff = {record.id for record in self._records.values() if record.kind == "staff"}
        return ({self.office} | staff) & set(ids)

    def erased(self, ids: Collection[str]) -> set[str]:
        return {record for record in ids if record in self._erased}

    def erase(self, ids: Collection[str]) -> None:
        """Take records out, with all their changes, as an office erases what has had its time; a cursor may still name
        one of the changes."""
        self._seq += 1
        for record in ids:
            self._erased[record] = (self._records.pop(record).scope, self._seq)
        gone = [entry for entry in self._entries.values() if entry.record in self._erased]
        self._marks |= {Anchor(entry.seq, entry.id, entry.stamp) for entry in gone}
        kept = [entry for entry in self._entries.values() if entry.record not in self._erased]
        self._entries = {entry.id: entry for entry in kept}
        self._by_head = {entry.head: entry for entry in kept}
        self._anchor = max((Anchor(each.seq, each.id, each.stamp) for each in kept), default=BEGINNING)
        for (user, scope), grant in list(self._grants.items()):
            if scope in self._erased and grant.revoked_seq is None:
                self._grants[user, scope] = replace(grant, revoked_seq=self._seq)

    def viewers_of(self, scopes: Iterable[str]) -> set[str]:
        wanted = set(scopes)
        return {g.user for g in self._grants.values() if g.scope in wanted and g.revoked_seq is None}

    def write(self, written: Written) -> None:
        self._records.update(written.records)
        for entry in written.entries:
            self._entries[entry.id] = self._by_head[entry.head] = entry
            self._anchor = max(self._anchor, Anchor(entry.seq, entry.id, entry.stamp))
            if entry.kind == "person" and entry.after.get("household") is not None:
                self._members.setdefault(entry.after["household"], set()).add(entry.record)
        self._grants.update({(grant.user, grant.scope): grant for grant in written.grants})
        self._seq = written.last_seq

    def page(self, user: str, position: Position, limit: int) -> Page:
        held = self.grants(user)
        present = {scope: grant.granted_seq for scope, grant in held.items() if grant.revoked_seq is None}
        visible = (record for record in self._records.values() if record.scope in present)
        placed = ((Position(max(record.seq, present[record.scope]), record.seq), record) for record in visible)
        unread = sorted((place for place in placed if place[0] > position), key=lambda place: place[0])
        gone = [s for s, g in held.items() if g.revoked_seq is not None and g.revoked_seq > position.effective]
        more = len(unread) > limit
        reached = unread[limit - 1][0] if more else Position(self._seq, self._seq)
        records = [_wire(record) for _, record in unread[:limit]]
        erased = [r for r, (scope, seq) in self._erased.items() if scope in held and seq > position.effective]
        return Page(records, sorted(gone), reached, more, len(unread[limit:]), self._anchor, sorted(erased))

    def _unled(self, kind: str, user: str, led_to: set[str]) -> set[str]:
        """The records that the user created and to which nothing has ever led."""
        mine = (r for r in self._records.values() if r.kind == kind and r.created_by == user and not r.deleted)
        return {record.id for record in mine if record.id not in led_to}


def _works_on(user: str, fields: Mapping[str, Json]) -> bool:
    return fields.get("main_worker") == user or user in fields.get("co_workers", [])


def _is_open_to(user: str, fields: Mapping[str, Json]) -> bool:
    return user in fields.get("restricted_to", [user])


def _proposal(conflict: Record) -> OpenProposal:
    fields = conflict.fields
    by, change = fields.get("proposed_by"), fields.get("proposed_change")
    return OpenProposal(conflict.id, conflict.seq, fields["about"], fields["field"], by, change)


def _wire(record: Record) -> WireRecord:
    body = json.dumps(record.fields, ensure_ascii=False, separators=(",", ":"))
    return WireRecord(record.kind, record.id, record.scope, record.seq, record.head, body)
