"""A phone in the simplest words: what it was told, what it has not sent, and the two laid over each other."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sync.changes import Author, Result
from sync.merge import lay_over
from sync.records import KINDS
from sync.store import BEGINNING, START, Anchor, Page, Position, Record
from tests.sync.offices import Office

Fields = dict[str, Any]


@dataclass
class Made:
    """A change with what its author had before their eyes: the record's fields, the conflicts it resolves, and the open
    ones over proposals of the author's own.

    ``result`` is set when the phone has heard that the office took it. One that ``may_fail`` is given up, with what
    builds on it, when the office refuses it.
    """

    phone: str
    scope: str
    change: Fields
    shown: Fields
    resolved: list[Fields]
    own_disputed: list[Fields] = field(default_factory=list)
    result: Result | None = None
    may_fail: bool = False


@dataclass
class Answer:
    """A reply on its way: the results, the page, and the history and the position that the request named."""

    epoch: int
    asked_from: Position
    results: list[Result]
    page: Page


@dataclass
class Phone:
    """One device. It never merges.

    It keeps a change until it is answered, and lays it over until the record that contains it has arrived; it keeps a
    lost case, and the position before the loss, until its own work there is answered. What was accepted it keeps, and
    offers again to an office that has lost its history.
    """

    name: str
    author: Author
    office: Office
    records: dict[str, Record] = field(default_factory=dict)
    queue: list[Made] = field(default_factory=list)
    accepted: list[Made] = field(default_factory=list)
    position: Position = START
    anchor: Anchor = BEGINNING
    epoch: int = 0
    epochs: dict[str, int] = field(default_factory=dict)

    def shown(self, record_id: str) -> Fields:
        """The record's fields with the unsent changes laid over."""
        stored = self.records.get(record_id)
        fields: Mapping[str, Any] = stored.fields if stored else {}
        for made in self.queue:
            if made.change["record"] == record_id:
                fields = lay_over(fields, made.change["fields"])
        return dict(fields)

    def visible(self, kind: str) -> list[str]:
        """The records of a kind on the screen, oldest first."""
        queued = {made.change["record"]: made.change["kind"] for made in self.queue}
        kinds = {record.id: record.kind for record in self.records.values()} | queued
        return sorted(record for record, found in kinds.items() if found == kind)

    def open_conflicts(self) -> list[Record]:
        """The conflicts that nobody decided yet, this phone's own unsent decisions included."""
        decided = {conflict for made in self.queue for conflict in made.change.get("resolves", [])}
        conflicts = (record for record in self.records.values() if record.kind == "conflict")
        still_open = (c for c in conflicts if c.fields["state"] == "open" and c.id not in decided)
        return sorted(still_open, key=lambda conflict: conflict.seq)

    def _own_disputed(self, record_id: str) -> list[Fields]:
        """The open conflicts about a record over what this phone's user proposed, as this phone was told of them."""
        conflicts = (dict(record.fields) for record in self.records.values() if record.kind == "conflict")
        return [
            conflict
            for conflict in conflicts
            if conflict["about"] == record_id
            and conflict["state"] == "open"
            and conflict["proposed_by"] == self.author.user
        ]

    def write(
        self,
        kind: str,
        record_id: str,
        fields: Fields,
        resolves: list[Record] | None = None,
        *,
        may_fail: bool = False,
    ) -> Made:
        """Queue a change, based on the last queued one of the record or on the state the office told."""
        own = [made.change["id"] for made in self.queue if made.change["record"] == record_id]
        base = own[-1] if own else self.records[record_id].head if record_id in self.records else None
        more = {"resolves": [conflict.id for conflict in resolves]} if resolves else {}
        change = self.office.change(kind, record_id, base, fields, **more)
        resolved = [dict(conflict.fields) for conflict in resolves or []]
        disputed = self._own_disputed(record_id)
        scope = self._scope(kind, record_id, fields)
        made = Made(self.name, scope, change, self.shown(record_id), resolved, disputed, may_fail=may_fail)
        self.queue.append(made)
        return made

    def send(self, upto: int | None = None, limit: int = 1000, *, backwards: bool = False) -> Answer:
        """Make a request; the office acts on it whether or not the answer arrives."""
        changes = [copy.deepcopy(made.change) for made in self.unsent()[:upto]]
        sent = changes[::-1] if backwards else changes
        reply = self.office.exchange(self.name, self.author, self.position, self.anchor, sent, limit)
        if reply is None:
            self.begin_anew()
            return self.send(upto, limit, backwards=backwards)
        return Answer(self.epoch, self.position, *reply)

    def deliver_sealed(self) -> None:
        """Have the office take what is sealed for it. The phone is locked: nobody there hears what became of it."""
        self.office.take_sealed(self.name, self.author, [copy.deepcopy(made.change) for made in self.unsent()])

    def destroy_key(self) -> None:
        """Nothing on it can be read any more. What is sealed for the office is still there."""
        self.records, self.queue, self.accepted = {}, self.unsent(), []

    def begin_anew(self) -> None:
        """The office was put back: pull from the start, and offer again what it had accepted."""
        self.position, self.anchor, self.epoch = START, BEGINNING, self.epoch + 1
        queued = {made.change["id"] for made in self.queue}
        self.queue = [made for made in self.accepted if made.change["id"] not in queued] + self.queue
        self.accepted = []
        for made in self.queue:
            if made.result is not None:
                made.result = None
                made.change["offered_again"] = True

    def receive(self, answer: Answer) -> None:
        """Take in an answer, which may be older than one taken in before; one of an earlier history is thrown away."""
        if answer.epoch != self.epoch:
            return
        self.anchor = max(self.anchor, answer.page.anchor, key=lambda anchor: anchor.seq)
        results = {result.id: result for result in answer.results}
        for made in self.unsent():
            result = results.get(made.change["id"])
            if result is not None and result.status in {"applied", "merged", "conflict"}:
                made.result = result
            elif result is not None and result.status == "rejected" and made.may_fail:
                # Also of an office that had accepted it before it was put back: its phone says so now.
                made.result = None
                self._give_up(made)
        if answer.asked_from != self.position:
            return
        for wire in answer.page.records:
            known = self.records.get(wire.id)
            if known is None or self.epochs[wire.id] < self.epoch or known.seq < wire.seq:
                fields = json.loads(wire.fields_json)
                self.records[wire.id] = Record(wire.kind, wire.id, wire.scope, wire.seq, wire.head, "", fields)
                self.epochs[wire.id] = self.epoch
        self._leave([made for made in self.queue if self._has_arrived(made, answer.page.more)])
        unsent = {made.scope for made in self.unsent()}
        gone = set(answer.page.gone) - unsent
        whole = not answer.page.more
        kept = (r for r in self.records.values() if r.scope not in gone)
        self.records = {r.id: r for r in kept if not whole or r.scope in unsent or self.epochs[r.id] == self.epoch}
        self._leave([made for made in self.queue if made.scope in gone])
        if unsent.isdisjoint(answer.page.gone):
            self.position = answer.page.position

    def _leave(self, done: list[Made]) -> None:
        """Take accepted changes off the queue."""
        self.queue = [made for made in self.queue if made not in done]
        self.accepted += done

    def exchange(self, **how: Any) -> None:
        """A request whose answer arrives."""
        self.receive(self.send(**how))

    def unsent(self) -> list[Made]:
        """What the phone does not know to be with the office."""
        return [made for made in self.queue if made.result is None]

    def _has_arrived(self, made: Made, more: bool) -> bool:
        """Whether an accepted change need not be laid over any more.

        Either what was pulled contains it; or the pull has ended without its record, which is a lost case's, and
        no unsent work builds on it.
        """
        if made.result is None or made.result.seq is None:
            return False
        record = made.change["record"]
        known = self.records.get(record)
        if known is not None and known.seq >= made.result.seq:
            return True
        return not more and all(other.change["record"] != record for other in self.unsent())

    def _give_up(self, refused: Made) -> None:
        """Drop a change that was refused, and what was queued on top of it."""
        self.queue = [made for made in self.queue if made is not refused]
        for made in [made for made in self.queue if made.change["base"] == refused.change["id"]]:
            self._give_up(made)

    def _scope(self, kind: str, record_id: str, fields: Fields) -> str:
        if record_id in self.records:
            return self.records[record_id].scope
        own = [made.scope for made in self.queue if made.change["record"] == record_id]
        return own[0] if own else KINDS[kind].scope_of(record_id, fields, self.office.store.office)
