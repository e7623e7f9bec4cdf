"""Random restrictions, liftings and assignments, with phones that are out of reach: nobody's phone is given or keeps a
record of a case that is restricted to others, and no note that was written on one is lost.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from sync.memory import MemoryStore
from tests.sync.contract_access import OFFICE
from tests.sync.offices import BOSS, CLERK, SATO, SERVER, VISIT, Office
from tests.sync.phones import Phone
from tests.sync.restricting import CASES, STAFF, Restricting

EXAMPLES = max(200, int(os.environ.get("HISTORIES", "2000")) // 10)
PHONES = st.integers(0, 2)


class Restrictions(Restricting):
    """Three cases, of two clients, and three phones: two workers', and a supervisor's, who works with every case."""

    def __init__(self) -> None:
        super().__init__()
        self.office = Office(MemoryStore(OFFICE))
        for author in (*STAFF, CLERK):
            self.office.hire(author)
        self.words = (f"秘密{number}" for number in itertools.count())
        home = self.office.create(SERVER, "household", name="見本家").id
        people = [self.office.create(SERVER, "person", name="見本", household=home).id for _ in range(2)]
        self.cases = [
            self.office.create(SERVER, "case", person=person, state="open", main_worker=SATO.user).id
            for person in (people[0], people[0], people[1])
        ]
        self.phones = [Phone(author.user, author, self.office) for author in STAFF]
        self.written: dict[str, str] = {}

    # What the office does

    @rule(case=CASES)
    def somebody_writes_at_the_office(self, case: int) -> None:
        self.write_about(case, summary=next(self.words))

    @rule(case=CASES, deletes=st.booleans())
    def remove_or_bring_back(self, case: int, deletes: bool) -> None:
        self.write_about(case, deleted=True if deletes else None)

    @rule(minutes=st.integers(1, 600))
    def time_passes(self, minutes: int) -> None:
        self.office.now += dt.timedelta(minutes=minutes)

    # What phones do

    @rule(phone=PHONES, pick=st.integers(0, 9))
    def write_a_note(self, phone: int, pick: int) -> None:
        holder = self.phones[phone]
        cases = [case for case in holder.visible("case") if not holder.shown(case).get("deleted")]
        if cases:
            note, said = self.office.new_id(), next(self.words)
            holder.write("support", note, VISIT | {"case": cases[pick % len(cases)], "narrative": said})
            self.written[note] = said

    @rule(phone=PHONES)
    def exchange(self, phone: int) -> None:
        self._exchange(self.phones[phone])

    @rule(phone=PHONES)
    def send_and_hear_nothing(self, phone: int) -> None:
        self.phones[phone].send()

    # What holds

    @invariant()
    def nobody_is_granted_what_is_restricted_to_others(self) -> None:
        for author in STAFF:
            seen = self.office.store.seen_by(author.user)
            assert not seen & self.restricted_from(author.user)
            present = {s for s, g in self.office.store.grants(author.user).items() if g.revoked_seq is None}
            assert present == seen

    @invariant()
    def whoever_works_with_every_case_writes_nothing_there_from_the_office(self) -> None:
        for author in (BOSS, CLERK):
            withheld = self.office.store.withheld_from(author.user)
            assert self.restricted_from(author.user) <= withheld

    def teardown(self) -> None:
        for phone in self.phones:
            for _ in range(4):
                self._exchange(phone)
            assert phone.unsent() == []
            held = {record.scope for record in phone.records.values()}
            assert not held & (self.restricted_from(phone.author.user) | self._withheld_people(phone.author.user))
        stored = self.office.store.by_id(self.written)
        assert {note: stored[note].fields["narrative"] for note in self.written} == self.written

    # Short ways

    def _exchange(self, phone: Phone) -> None:
        answer = phone.send()
        assert {result.status for result in answer.results} <= {"applied", "merged", "conflict"}
        assert not {record.scope for record in answer.page.records} & self.restricted_from(phone.author.user)
        phone.receive(answer)
        if not phone.unsent():
            assert not {r.scope for r in phone.records.values()} & self.restricted_from(phone.author.user)

    def _withheld_people(self, user: str) -> set[str]:
        """The clients of whom the user has no other case: reckoned otherwise than by the store."""
        cases = list(self.office.store.by_id(self.cases).values())
        mine = {c.fields["person"] for c in cases if not c.deleted and c.id not in self.restricted_from(user)}
        return {case.fields["person"] for case in cases if case.id in self.restricted_from(user)} - mine


TestRestrictions = Restrictions.TestCase
TestRestrictions.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
