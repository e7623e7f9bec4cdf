"""Nothing that a worker typed is ever lost or silently overwritten, and all devices converge.

Random histories of three phones of two workers: notes are written, edited, deleted, restored; cases change hands;
records of every kind come and go beside them, and bases and ids that nobody honest sends (``tests.sync.everything``);
replies are lost, doubled, late or out of order; batches are cut. Every value is a word that is written once in a
history, so each can be followed (``tests.sync.following``).

``HISTORIES`` sets the number of histories (``make soak`` runs 50,000).
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from sync.memory import MemoryStore
from sync.store import Store
from sync.text import sentences
from tests.sync.contract import OFFICE
from tests.sync.everything import EveryKind
from tests.sync.following import is_kept, words_in
from tests.sync.offices import BOSS, SATO, SUZUKI, VISIT, Office
from tests.sync.phones import Answer, Fields, Made, Phone

HISTORIES = int(os.environ.get("HISTORIES", "2000"))
REGISTERS = ("place", "purpose", "next_action")
PHONES = st.integers(0, 2)
PICK = st.integers(0, 9)


class Histories(EveryKind):
    """Three phones: two of Sato, one of Suzuki; two cases, both of which they share at first."""

    def __init__(self, store: Store | None = None) -> None:
        super().__init__()
        self.office = Office(store or MemoryStore(OFFICE))
        self.words = (f"w{number}" for number in itertools.count())
        self.made = []
        self.late_answers: list[tuple[Phone, Answer]] = []
        for author in (SATO, SUZUKI, BOSS):
            self.office.hire(author)
        self.cases = [self.office.case_of(SATO, SUZUKI).id for _ in range(2)]
        self.kept_apart = set(self.cases)
        holders = {"sato-1": SATO, "sato-2": SATO, "suzuki": SUZUKI}
        self.phones = [Phone(name, author, self.office) for name, author in holders.items()]

    @initialize()
    def everybody_has_the_caseload(self) -> None:
        for phone in self.phones:
            phone.exchange()

    # What people do

    @rule(phone=PHONES, pick=PICK)
    def write_a_visit(self, phone: int, pick: int) -> None:
        cases = [case for case in self.phones[phone].visible("case") if case in self.cases]
        if cases:
            fields = VISIT | {"case": cases[pick % len(cases)], "place": next(self.words), "narrative": self.sentence()}
            visit = self.office.new_id()
            self.kept_apart.add(visit)
            self.keep(self.phones[phone].write("support", visit, fields))

    @rule(phone=PHONES, pick=PICK, name=st.sampled_from(REGISTERS), clear=st.booleans())
    def change_a_field(self, phone: int, pick: int, name: str, clear: bool) -> None:
        self.edit(phone, pick, lambda shown: {name: None if clear and name in shown else next(self.words)})

    @rule(phone=PHONES, pick=PICK)
    def change_two_fields(self, phone: int, pick: int) -> None:
        self.edit(phone, pick, lambda _: {"place": next(self.words), "purpose": next(self.words)})

    @rule(phone=PHONES, pick=PICK, where=PICK, how=st.sampled_from(["insert", "replace", "remove"]))
    def change_the_narrative(self, phone: int, pick: int, where: int, how: str) -> None:
        def rewritten(shown: Fields) -> Fields:
            text = sentences(shown.get("narrative", ""))
            at = where % (len(text) + 1)
            new = [] if how == "remove" else [self.sentence()]
            return {"narrative": "".join(text[:at] + new + text[at if how == "insert" else at + 1 :]) or None}

        self.edit(phone, pick, rewritten)

    @rule(phone=PHONES, pick=PICK, where=PICK, add=st.booleans())
    def change_the_companions(self, phone: int, pick: int, where: int, add: bool) -> None:
        def changed(shown: Fields) -> Fields:
            companions = list(shown.get("companions", []))
            if companions and not add:
                del companions[where % len(companions)]
            else:
                companions.append(next(self.words))
            return {"companions": sorted(companions) or None}

        self.edit(phone, pick, changed)

    @rule(phone=PHONES, pick=PICK)
    def delete_a_visit(self, phone: int, pick: int) -> None:
        self.edit(phone, pick, lambda _: {"deleted": True})

    @rule(phone=PHONES, pick=PICK)
    def restore_a_visit(self, phone: int, pick: int) -> None:
        holder = self.phones[phone]
        deleted = [record for record in self.visits(holder) if holder.shown(record).get("deleted")]
        if deleted:
            self.keep(holder.write("support", deleted[pick % len(deleted)], {"deleted": None}))

    @rule(phone=PHONES, pick=PICK, choice=st.sampled_from(["proposed", "current", "third"]))
    def decide_a_conflict(self, phone: int, pick: int, choice: str) -> None:
        holder = self.phones[phone]
        conflicts = holder.open_conflicts()
        if not conflicts:
            return
        conflict = conflicts[pick % len(conflicts)]
        name, record = conflict.fields["field"], conflict.fields["about"]
        shown = holder.shown(record)
        if not shown or (shown.get("deleted") and (name != "deleted" or choice == "third")):
            return
        values = {"proposed": conflict.fields.get("proposed"), "third": self.third(name)}
        fields = {} if choice == "current" else {name: values[choice]}
        kind, followed = conflict.fields["about_kind"], record in self.kept_apart
        self.keep(holder.write(kind, record, fields, [conflict], may_fail=not followed))

    @rule(case=st.integers(0, 1), main=st.sampled_from([SATO, SUZUKI]), shared=st.booleans())
    def reassign_a_case(self, case: int, main: Any, shared: bool) -> None:
        others = {SATO.user, SUZUKI.user} - {main.user} if shared else set()
        if self.office.record(self.cases[case]).deleted:
            return
        self.office.assign(self.cases[case], main.user, sorted(others))

    @rule(minutes=st.integers(1, 600))
    def time_passes(self, minutes: int) -> None:
        self.office.now += dt.timedelta(minutes=minutes)

    # What the network does

    @rule(phone=PHONES)
    def exchange(self, phone: int) -> None:
        self.phones[phone].exchange()

    @rule(phone=PHONES)
    def the_reply_is_lost(self, phone: int) -> None:
        self.phones[phone].send()

    @rule(phone=PHONES, upto=st.integers(0, 3), limit=st.integers(1, 3))
    def the_batch_is_cut(self, phone: int, upto: int, limit: int) -> None:
        self.phones[phone].exchange(upto=upto, limit=limit)

    @rule(phone=PHONES)
    def the_changes_arrive_backwards(self, phone: int) -> None:
        self.phones[phone].exchange(backwards=True)

    @rule(phone=PHONES)
    def the_reply_is_on_its_way(self, phone: int) -> None:
        self.late_answers.append((self.phones[phone], self.phones[phone].send()))

    @precondition(lambda self: self.late_answers)
    @rule(pick=PICK)
    def a_late_reply_arrives(self, pick: int) -> None:
        phone, answer = self.late_answers.pop(pick % len(self.late_answers))
        phone.receive(answer)

    @rule(phone=PHONES)
    def everything_is_sent_again(self, phone: int) -> None:
        """Whatever was accepted from this phone is sent once more: the same answers, and nothing moves."""
        holder = self.phones[phone]
        holder.exchange()
        answered = [made for made in self.made if made.result is not None and made.phone == holder.name]
        seq = self.office.store.last_seq()
        again = self.office.push(holder.author, *(made.change for made in answered))
        assert again == [made.result for made in answered]
        assert self.office.store.last_seq() == seq

    # What must hold

    @invariant()
    def every_accepted_value_is_kept(self) -> None:
        accepted = self.accepted()
        for made in accepted:
            for name, value in made.change["fields"].items():
                for word in words_in(value) - words_in(made.shown.get(name)):
                    assert is_kept(self.office, accepted, made.change["record"], name, word), (word, made)

    def teardown(self) -> None:
        for _ in range(3):
            for phone in self.phones:
                phone.exchange()
        assert [made.change for phone in self.phones for made in phone.queue] == []
        self.every_accepted_value_is_kept()
        for phone in self.phones:
            scopes = self.office.store.seen_by(phone.author.user)
            stored = self.office.pull(phone.author).records
            assert {r.id: r.seq for r in phone.records.values()} == {r.id: r.seq for r in stored}
            assert {r.scope for r in phone.records.values()} <= scopes

    # Following a value

    def accepted(self) -> list[Made]:
        """What the office has taken, whether or not the phone knows."""
        entries = self.office.store.entries([made.change["id"] for made in self.made])
        return [made for made in self.made if made.change["id"] in entries]

    # Short ways

    def sentence(self) -> str:
        return next(self.words) + "。"

    def third(self, name: str) -> Any:
        return {"deleted": None, "narrative": self.sentence()}.get(name, next(self.words))

    def edit(self, phone: int, pick: int, change: Any) -> None:
        holder = self.phones[phone]
        visits = [visit for visit in self.visits(holder) if not holder.shown(visit).get("deleted")]
        if visits:
            visit = visits[pick % len(visits)]
            self.keep(holder.write("support", visit, change(holder.shown(visit))))

    def visits(self, holder: Phone) -> list[str]:
        return [record for record in holder.visible("support") if record in self.kept_apart]

    def keep(self, made: Made) -> None:
        self.made.append(made)


def histories(count: int) -> settings:
    """How so many random histories are run."""
    return settings(max_examples=count, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))


TestNothingLost = Histories.TestCase
TestNothingLost.settings = histories(HISTORIES)
