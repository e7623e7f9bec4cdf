"""What else happens in the random histories: records of every kind, deleted and restored ones, and what a broken or
hostile phone sends. Mixed into ``tests.sync.test_nothing_lost``.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from sync.changes import Result
from sync.records import KINDS
from sync.store import Record
from tests.sync.offices import BOSS, SATO, SERVER, SUZUKI, Office
from tests.sync.phones import Fields, Made, Phone
from tests.sync.values import Values

PHONES = st.integers(0, 2)
PICK = st.integers(0, 9)
SEED = st.integers(0, 1 << 16)
KIND = st.sampled_from(sorted(KINDS))
BASES = ("null", "another's head", "unknown", "still to be made", "rejected", "its own id", "an old head")
IDS = ("a record", "the office", "a user", "nothing", "a change", "a case that is not seen")

CODES = frozenset(
    {"malformed_change", "invalid_fields", "rule_broken", "not_yours", "not_allowed", "wrong_kind", "record_deleted"}
    | {"id_reused", "base_unknown"}
)
"""What a change may be refused with here, or why it waits."""


class EveryKind(RuleBasedStateMachine):
    """Rules over all kinds. ``kept_apart`` are the records that the other rules follow and count on."""

    office: Office
    phones: list[Phone]
    words: Iterator[str]
    made: list[Made]
    kept_apart: set[str]

    def __init__(self) -> None:
        super().__init__()
        self.heads: list[str] = []
        self.at_heads: dict[tuple[str, str | None], tuple[Fields, list[Fields]]] = {}
        self.refused: list[str] = []

    @rule(phone=PHONES, kind=KIND, seed=SEED)
    def write_anything(self, phone: int, kind: str, seed: int) -> None:
        holder = self.phones[phone]
        fields = self.values(holder, seed).whole(KINDS[kind])
        if KINDS[kind].required <= fields.keys():
            self.attempt(holder, kind, self.office.new_id(), fields)

    @rule(phone=PHONES, kind=KIND, pick=PICK, seed=SEED)
    def change_anything(self, phone: int, kind: str, pick: int, seed: int) -> None:
        holder = self.phones[phone]
        live = [record for record in self.others(holder, kind) if not holder.shown(record).get("deleted")]
        fields = self.values(holder, seed).some(KINDS[kind])
        if live and fields:
            self.attempt(holder, kind, live[pick % len(live)], fields)

    @rule(phone=PHONES, kind=KIND, pick=PICK)
    def delete_or_restore_anything(self, phone: int, kind: str, pick: int) -> None:
        holder = self.phones[phone]
        found = self.others(holder, kind)
        if found:
            record = found[pick % len(found)]
            deleted = None if holder.shown(record).get("deleted") else True
            self.attempt(holder, kind, record, {"deleted": deleted})

    @rule(kind=st.sampled_from(["case", "case", "person", "household", "plan"]), pick=PICK)
    def the_supervisor_deletes_or_restores(self, kind: str, pick: int) -> None:
        """From the office's newest state, so that whatever goes was seen."""
        found = self.stored(kind)
        if found:
            record = found[pick % len(found)]
            fields = {"deleted": None if record.deleted else True}
            change = self.office.change(kind, record.id, record.head, fields)
            self.made.append(Made("boss", record.scope, change, dict(record.fields), []))
            (result,) = self.office.push(BOSS, change)
            assert result.status == "applied", result

    @rule(pick=PICK)
    def the_office_gives_its_word(self, pick: int) -> None:
        claims = {"case": "self_assigned", "person": "household_by"}
        found = [record for kind, name in claims.items() for record in self.stored(kind) if name in record.fields]
        if found:
            record = found[pick % len(found)]
            if not record.deleted:
                assert self.office.edit(SERVER, record, **{claims[record.kind]: None}).status == "applied"

    @rule(phone=PHONES, pick=PICK, how=st.sampled_from(BASES), kind=KIND, seed=SEED, delete=st.booleans())
    def a_base_that_nobody_honest_names(
        self, phone: int, pick: int, how: str, kind: str, seed: int, delete: bool
    ) -> None:
        holder = self.phones[phone]
        found = [record for record in self.stored(kind) if record.id not in self.kept_apart]
        if not found:
            return
        record, change_id = found[pick % len(found)], self.office.new_id()
        base = self.hostile_base(record, how, pick, change_id)
        fields = {"deleted": True} if delete else self.values(holder, seed).some(KINDS[kind])
        if fields:
            self.send_alone(holder, self.office.change(kind, record.id, base, fields, id=change_id))

    @rule(phone=PHONES, pick=PICK, how=st.sampled_from(IDS), kind=KIND, seed=SEED)
    def an_id_that_nobody_honest_takes(self, phone: int, pick: int, how: str, kind: str, seed: int) -> None:
        holder = self.phones[phone]
        fields = self.values(holder, seed).whole(KINDS[kind])
        record = self.hostile_id(how, pick)
        if KINDS[kind].required <= fields.keys() and record is not None and record not in self.kept_apart:
            spelled = [record, record.upper(), "{" + record + "}", record.replace("-", "")][pick % 4]
            self.send_alone(holder, self.office.change(kind, spelled, None, fields), record)

    @invariant()
    def everybody_sees_what_the_records_say(self) -> None:
        for author in (SATO, SUZUKI, BOSS):
            held = self.office.store.grants(author.user)
            present = {scope for scope, grant in held.items() if grant.revoked_seq is None}
            assert present == self.office.store.seen_by(author.user)

    # Short ways

    def attempt(self, holder: Phone, kind: str, record: str, fields: Fields) -> None:
        """Queue a change that the office may refuse: a rule may be broken, a role may not do this."""
        self.made.append(holder.write(kind, record, fields, may_fail=True))

    def send_alone(self, holder: Phone, change: dict[str, Any], record: str | None = None) -> None:
        """Send a change past the phone's queue, by a client that saw what its base says, and nothing else."""
        author = dataclasses.replace(holder.author, told_seq=self.office.told.get(holder.name, 0))
        (result,) = self.office.push(author, change)
        self.judge(result)
        self.refused += [change["id"]] if result.status == "rejected" else []
        record = record or change["record"]
        shown, disputed = self.at_heads.get((record, change["base"]), ({}, []))
        own = [conflict for conflict in disputed if conflict["proposed_by"] == holder.author.user]
        self.made.append(Made(holder.name, "", change | {"record": record}, shown, [], own))

    def judge(self, result: Result) -> None:
        assert result.status in {"applied", "merged", "conflict"} or result.code in CODES, result

    def hostile_base(self, record: Record, how: str, pick: int, change_id: str) -> str | None:
        self.heads.append(record.head)
        disputed = [dict(conflict.fields) for conflict in self.office.open_conflicts(record.id)]
        self.at_heads[record.id, record.head] = dict(record.fields), disputed
        others = [other.head for kind in KINDS for other in self.stored(kind)[-2:] if other.id != record.id]
        soon = self.office.soon(pick)
        bases: dict[str, str | None] = {
            "null": None,
            "another's head": others[pick % len(others)],
            "unknown": self.office.new_id(),
            "still to be made": soon,
            "rejected": self.refused[pick % len(self.refused)] if self.refused else None,
            "its own id": change_id,
            "an old head": self.heads[pick % len(self.heads)],
        }
        return bases[how]

    def hostile_id(self, how: str, pick: int) -> str | None:
        records = [record for kind in sorted(KINDS) for record in self.stored(kind)[-2:]]
        unseen = [case.id for case in self.stored("case") if SATO.user not in case.fields.get("co_workers", ())]
        ids = {
            "a record": [record.id for record in records],
            "the office": [self.office.store.office],
            "a user": [author.user for author in (SATO, SUZUKI, BOSS)],
            "nothing": ["00000000-0000-0000-0000-000000000000"],
            "a change": [record.head for record in records],
            "a case that is not seen": unseen,
        }[how]
        return ids[pick % len(ids)] if ids else None

    def stored(self, kind: str) -> list[Record]:
        """What the office has of a kind, oldest first."""
        ids = [made.change["record"] for made in self.made if made.change["kind"] == kind]
        known = [*ids, *self.kept_apart, *self.staff_and_conflicts(kind)]
        found = self.office.store.by_id(list(dict.fromkeys(known)))
        return sorted((record for record in found.values() if record.kind == kind), key=lambda record: record.id)

    def staff_and_conflicts(self, kind: str) -> list[str]:
        if kind == "staff":
            return [author.user for author in (SATO, SUZUKI, BOSS)]
        return [record for phone in self.phones for record in phone.visible("conflict")] if kind == "conflict" else []

    def others(self, holder: Phone, kind: str) -> list[str]:
        return [record for record in holder.visible(kind) if record not in self.kept_apart]

    def values(self, holder: Phone, seed: int) -> Values:
        return Values(random.Random(seed), lambda: next(self.words), self.office.new_id, holder.visible)
