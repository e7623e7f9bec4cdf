"""The contract of a store, the part about cases that are restricted to named staff."""

from __future__ import annotations

from sync.store import Record
from tests.sync.offices import BOSS, CLERK, SATO, SERVER, SUZUKI, VISIT, Office


class RestrictingContract:
    """What whoever is not named does not see, whatever their role, and what becomes of it when that is lifted."""

    def test_a_restricted_case_is_seen_by_those_of_its_charge_who_are_named(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        person = str(case.fields["person"])
        restrict(office, case, SATO.user)
        assert {case.id, person} <= office.store.seen_by(SATO.user)
        assert not {case.id, person} & office.store.seen_by(SUZUKI.user)
        assert office.store.withheld_from(SATO.user) == set()
        assert office.store.withheld_from(BOSS.user) == office.store.withheld_from(CLERK.user) == {case.id, person}
        lift(office, case)
        assert {case.id, person} <= office.store.seen_by(SUZUKI.user)
        assert office.store.withheld_from(BOSS.user) == set()

    def test_it_goes_from_the_phone_of_whoever_is_not_named_and_comes_back(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        before = office.pull(SUZUKI).position
        restrict(office, case, SATO.user)
        page = office.pull(SUZUKI, before)
        assert {case.id, case.fields["person"]} <= set(page.gone)
        assert all(record.scope not in page.gone for record in page.records)
        lift(office, case)
        again = office.pull(SUZUKI, page.position)
        assert {case.id, case.fields["person"]} <= {record.id for record in again.records}

    def test_whoever_works_with_every_case_neither_writes_there_nor_learns_that_it_is(self, office: Office) -> None:
        case = office.case_of(SATO)
        restrict(office, case, SATO.user)
        note = office.change("support", office.new_id(), None, VISIT | {"case": case.id})
        elsewhere = office.change("support", office.new_id(), None, VISIT | {"case": office.new_id()})
        mine, unknown = office.push(CLERK, note)[0], office.push(CLERK, elsewhere)[0]
        assert mine.status == unknown.status == "rejected"
        mine, unknown = office.push(BOSS, note)[0], office.push(BOSS, elsewhere)[0]
        assert (mine.status, mine.code, mine.errors) == (unknown.status, unknown.code, unknown.errors)
        assert office.edit(BOSS, office.record(case.id), number="1").code == "not_yours"
        second = office.change("case", office.new_id(), None, {"person": case.fields["person"], "state": "open"})
        assert office.push(CLERK, second)[0].errors[0].code == "unknown_reference"

    def test_work_of_whoever_was_not_told_is_late_and_kept(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        restrict(office, case, SATO.user)
        (result,) = office.push(SUZUKI, office.change("support", office.new_id(), None, VISIT | {"case": case.id}))
        assert (result.status, result.late) == ("applied", True)
        # A supervisor who had it on the phone is no other than a worker there.
        theirs = office.case_of(BOSS)
        restrict(office, theirs, SATO.user)
        (result,) = office.push(BOSS, office.change("support", office.new_id(), None, VISIT | {"case": theirs.id}))
        assert (result.status, result.late) == ("applied", True)

    def test_a_person_stays_with_whom_another_case_leads_there(self, office: Office) -> None:
        case = office.case_of(SATO)
        person = str(case.fields["person"])
        other = office.create(SERVER, "case", person=person, state="open", main_worker=SUZUKI.user)
        restrict(office, case, SATO.user)
        assert person in office.store.seen_by(SUZUKI.user)
        assert office.store.withheld_from(BOSS.user) == {case.id}
        office.edit(SERVER, office.record(other.id), deleted=True)
        assert office.store.withheld_from(BOSS.user) == {case.id, person}

    def test_a_household_is_withheld_with_the_last_of_its_members(self, office: Office) -> None:
        home = office.create(SERVER, "household", name="見本家")
        one, other = (office.create(SERVER, "person", name="見本", household=home.id) for _ in range(2))
        case = office.create(SERVER, "case", person=one.id, state="open", main_worker=SATO.user)
        restrict(office, case, SATO.user)
        assert office.store.withheld_from(BOSS.user) == {case.id, one.id}
        office.edit(SERVER, office.record(other.id), household=None)
        assert office.store.withheld_from(BOSS.user) == {case.id, one.id, home.id}

    def test_a_case_of_ones_own_making_leads_to_nobody_whose_case_is_restricted(self, office: Office) -> None:
        """Nor does the office's charge: a worker who is not named opens a second case for the same person."""
        case = office.case_of(SATO)
        second = office.create(SATO, "case", person=case.fields["person"], state="open")
        restrict(office, case, SUZUKI.user)
        assert not {case.id, second.id, case.fields["person"]} & office.store.seen_by(SATO.user)


def restrict(office: Office, case: Record, *named: str) -> None:
    """What the office page does."""
    assert office.edit(SERVER, office.record(case.id), restricted_to=sorted(named)).status == "applied"


def lift(office: Office, case: Record) -> None:
    """What the office page does."""
    assert office.edit(SERVER, office.record(case.id), restricted_to=None).status == "applied"
