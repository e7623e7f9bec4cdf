"""Whatever comes together, no phone receives or keeps a record outside its scope, and no note is lost.

Random histories of an office in which cases change hands, are restricted and opened again; consents are taken and
withdrawn, at the office and on phones out of reach; the office is put back to an earlier state; and phones are taken
out of use or lost, with notes on them that nobody else has. Whose a record is, is reckoned here a second time, from
what stands in the cases.

``HISTORIES`` sets the number of histories, of which this runs a tenth (``make soak``: 5,000). On the real stores they
are run by ``tests/server/test_all_together.py``.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from sync.changes import Author
from sync.codes import CODE_LISTS
from tests.sync.backups import Backups
from tests.sync.following import is_kept, words_in
from tests.sync.offices import SATO, SUZUKI, VISIT, Office
from tests.sync.phones import Answer, Made, Phone
from tests.sync.restricting import STAFF, Restricting
from tests.sync.test_what_partners_keep import PICK, WHOM, Sharing

EXAMPLES = max(200, int(os.environ.get("HISTORIES", "2000")) // 10)
WORKERS = {"sato-1": SATO, "sato-2": SATO, "suzuki": SUZUKI}
PHONES = st.integers(0, len(WORKERS) - 1)
FOLLOWED = ("narrative", "place")


class AllTogether(Backups, Restricting, Sharing):
    """Two clients, two partners with a phone each, and three phones of two workers.

    ``away`` are the lost phones: their owners have others by now, and what is sealed on them can still be delivered.
    ``arrived`` are the changes that the office has, ``lost_with_the_office`` those that it had before it was put back
    and that nobody has who could offer them again.
    """

    def __init__(self, office: Office | None = None) -> None:
        super().__init__(office)
        self.words = (f"w{number}" for number in itertools.count())
        self.numbers = itertools.count(3)
        self.workers = [Phone(name, author, self.office) for name, author in WORKERS.items()]
        self.away: list[Phone] = []
        self.made: list[Made] = []
        self.arrived: set[str] = set()
        self.lost_with_the_office: set[str] = set()
        self.put_back_once = False
        self.late_answers: list[tuple[Phone, Answer]] = []
        for case in range(len(self.cases)):
            self.write_about(case, co_workers=[SUZUKI.user])
        for phone in self.workers:
            phone.exchange()
        self.make_a_backup()

    # What workers do, with a signal or without

    @rule(phone=PHONES, pick=PICK)
    def write_a_note(self, phone: int, pick: int) -> None:
        case = self.case_on(self.workers[phone], pick)
        if case is not None:
            fields = VISIT | {"case": case, "narrative": next(self.words) + "。", "place": next(self.words)}
            self.made.append(self.workers[phone].write("support", self.office.new_id(), fields))

    @rule(phone=PHONES, pick=PICK)
    def correct_a_note(self, phone: int, pick: int) -> None:
        holder = self.workers[phone]
        notes = holder.visible("support")
        if notes:
            self.made.append(holder.write("support", notes[pick % len(notes)], {"place": next(self.words)}))

    @rule(phone=PHONES, pick=PICK, partner=WHOM, shares=st.sets(st.sampled_from(CODE_LISTS["shared"]), min_size=1))
    def take_a_consent(self, phone: int, pick: int, partner: str, shares: set[str]) -> None:
        case = self.case_on(self.workers[phone], pick)
        if case is not None:
            fields = self.consent_of(self.cases.index(case), partner, shares, begins=0, days=5)
            consent = self.office.new_id()
            self.made.append(self.workers[phone].write("consent", consent, fields))
            self.consents.append(consent)

    @rule(phone=PHONES, pick=PICK)
    def take_note_of_a_withdrawal(self, phone: int, pick: int) -> None:
        holder = self.workers[phone]
        standing = [each for each in holder.visible("consent") if "withdrawn_on" not in holder.shown(each)]
        if standing:
            consent, day = standing[pick % len(standing)], self.office.now.date().isoformat()
            made = holder.write("consent", consent, {"withdrawn_on": day, "withdrawn_by": "self"})
            self.made.append(made)
            self.withdrawals[made.change["id"]] = consent

    # What the network does

    @rule(phone=PHONES, limit=st.sampled_from([2, 1000, 1000]))
    def a_phone_exchanges(self, phone: int, limit: int) -> None:
        self.exchange(phone, limit)

    @rule()
    def everybody_exchanges(self) -> None:
        for phone in range(len(self.workers)):
            self.exchange(phone)

    @rule(phone=PHONES)
    def nothing_is_heard_of_it(self, phone: int) -> None:
        if not self.is_revoked(phone):
            self.sent(self.workers[phone], 1000)

    @rule(phone=PHONES)
    def the_reply_is_on_its_way(self, phone: int) -> None:
        if not self.is_revoked(phone):
            self.late_answers.append((self.workers[phone], self.sent(self.workers[phone], 1000)))

    @precondition(lambda self: self.late_answers)
    @rule(pick=PICK)
    def a_late_reply_arrives(self, pick: int) -> None:
        phone, answer = self.late_answers.pop(pick % len(self.late_answers))
        if any(phone is each for each in self.workers):
            phone.receive(answer)

    @rule(phone=PHONES)
    def a_locked_phone_delivers(self, phone: int) -> None:
        self.deliver(self.workers[phone])

    # What becomes of phones and of the office

    @rule(phone=PHONES)
    def a_phone_is_taken_out_of_use(self, phone: int) -> None:
        """It goes on without a signal, until it hears of it."""
        self.office.revoke(self.workers[phone].name)

    @rule(phone=PHONES, revoked=st.booleans())
    def a_phone_is_lost(self, phone: int, revoked: bool) -> None:
        if revoked:
            self.office.revoke(self.workers[phone].name)
        self.put_away(phone)

    @precondition(lambda self: self.away)
    @rule(pick=PICK)
    def a_lost_phone_has_a_signal(self, pick: int) -> None:
        self.deliver_from(self.away[pick % len(self.away)])

    def back_up(self) -> Callable[[], None]:
        put_back_office, stale = super().back_up(), list(self.stale)

        def put_back() -> None:
            put_back_office()
            self.stale = list(stale)
            self.put_back_once = True
            self.arrived = self.at_the_office()
            self.lost_with_the_office = self.written() - self.arrived - self.on_phones()

        return put_back

    # What holds

    @invariant()
    def nobody_is_granted_more_than_is_theirs(self) -> None:
        for author in STAFF:
            assert self.office.store.seen_by(author.user) == self.rightly(author)
            held = self.office.store.grants(author.user).items()
            assert {scope for scope, grant in held if grant.revoked_seq is None} == self.rightly(author)

    @invariant()
    def what_the_office_had_it_has(self) -> None:
        here = self.at_the_office()
        assert self.arrived <= here
        self.arrived = here

    @invariant()
    def what_is_not_there_is_on_a_phone(self) -> None:
        in_use = {phone.name for phone in self.workers}
        of_those = {made.change["id"] for made in self.made if made.phone in in_use}
        assert of_those <= {made.change["id"] for phone in self.workers for made in (*phone.queue, *phone.accepted)}
        assert self.written() - self.lost_with_the_office <= self.at_the_office() | self.on_phones()

    @invariant()
    def what_was_taken_is_there_to_be_read(self) -> None:
        entries = self.office.store.entries(self.written())
        taken = [made for made in self.made if made.change["id"] in entries]
        for made in taken:
            for name in FOLLOWED:
                for word in words_in(made.change["fields"].get(name)):
                    assert is_kept(self.office, taken, made.change["record"], name, word), made

    @invariant()
    def what_waits_for_a_person_is_what_was_written(self) -> None:
        written = {made.change["id"]: made.change["fields"] for made in self.made}
        assert {id_: change["fields"] for id_, change in self.office.held_changes().items()}.items() <= written.items()

    def teardown(self) -> None:
        for _ in range(2):
            for away in self.away:
                self.deliver_from(away)
                assert away.queue == []
            for _ in range(3):
                self.everybody_exchanges()
            self.office.give_up_waiting()
        self.everybody_exchanges()
        for phone in self.workers:
            # Whoever was given a case after the backup that was put back has work there that nobody can place any more.
            assert self.put_back_once or phone.unsent() == []
            if not phone.unsent():
                fresh = Phone(phone.name, phone.author, self.office)
                fresh.exchange()
                assert seqs(phone) == seqs(fresh)
        for partner in self.phones:
            self.a_phone_pulls_everything(partner)
        self.what_the_office_had_it_has()
        self.what_is_not_there_is_on_a_phone()
        self.what_was_taken_is_there_to_be_read()

    # What is whose

    def rightly(self, author: Author) -> set[str]:
        """The scopes of a worker, by what stands in the cases."""
        restricted = self.restricted_from(author.user)
        mine = [
            case
            for case in self.office.store.by_id(self.cases).values()
            if not case.deleted
            and case.id not in restricted
            and author.user in {case.fields["main_worker"], *case.fields.get("co_workers", ())}
        ]
        persons = {str(case.fields["person"]) for case in mine}
        return {
            self.office.store.office,
            author.user,
            *(case.id for case in mine),
            *persons,
            *([self.home.id] if persons else []),
        }

    # Short ways

    def exchange(self, phone: int, limit: int = 1000) -> None:
        """A round trip, from which a phone that was taken out of use hears that it was."""
        holder = self.workers[phone]
        if self.is_revoked(phone):
            self.is_refused(holder)
            self.put_away(phone)
            return
        answer = self.sent(holder, limit)
        holder.receive(answer)
        if not answer.page.more:
            unsent = {made.scope for made in holder.unsent()}
            assert {record.scope for record in holder.records.values()} <= self.rightly(holder.author) | unsent

    def sent(self, phone: Phone, limit: int) -> Answer:
        answer = phone.send(limit=limit)
        assert {record.scope for record in answer.page.records} <= self.rightly(phone.author)
        return answer

    def is_refused(self, phone: Phone) -> None:
        """What the office answers to a phone that was taken out of use."""

    def put_away(self, phone: int) -> None:
        """Nobody opens this phone again; its owner has a new one."""
        holder = self.workers[phone]
        before = self.on_phones()
        holder.destroy_key()
        self.away.append(holder)
        new = Phone(f"{holder.name}-{next(self.numbers)}", holder.author, self.office)
        # A new phone counts as told of all that was before it.
        self.office.tell(new.name, self.office.store.last_seq())
        self.workers[phone] = new
        # What it had delivered to an office that was put back since, and would have offered again.
        self.lost_with_the_office |= before - self.on_phones() - self.at_the_office()

    def deliver(self, phone: Phone) -> None:
        """What is sealed on a phone. Of one that was taken out of use nothing is applied."""
        unsent = [made.change["id"] for made in phone.unsent()]
        before = self.office.store.entries(unsent).keys()
        phone.deliver_sealed()
        if self.office.is_revoked(phone.name):
            assert self.office.store.entries(unsent).keys() == before

    def deliver_from(self, away: Phone) -> None:
        self.deliver(away)
        here = self.office.has(made.change["id"] for made in away.queue)
        away.queue = [made for made in away.queue if made.change["id"] not in here]

    def is_revoked(self, phone: int) -> bool:
        return self.office.is_revoked(self.workers[phone].name)

    def case_on(self, phone: Phone, pick: int) -> str | None:
        cases = [case for case in phone.visible("case") if not phone.shown(case).get("deleted")]
        return cases[pick % len(cases)] if cases else None

    def written(self) -> set[str]:
        return {made.change["id"] for made in self.made}

    def at_the_office(self) -> set[str]:
        return self.office.has(self.written())

    def on_phones(self) -> set[str]:
        """The changes that a phone has: one that is in use offers again what was accepted of it."""
        of_those_in_use = (made for phone in self.workers for made in (*phone.queue, *phone.accepted))
        sealed = (made for phone in self.away for made in phone.queue)
        return {made.change["id"] for made in (*of_those_in_use, *sealed)}


def seqs(phone: Phone) -> set[tuple[str, int]]:
    """What is on a phone, and how new it is."""
    return {(record.id, record.seq) for record in phone.records.values()}


def histories(count: int) -> settings:
    """How so many random histories are run."""
    return settings(max_examples=count, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))


TestAllTogether = AllTogether.TestCase
TestAllTogether.settings = histories(EXAMPLES)
