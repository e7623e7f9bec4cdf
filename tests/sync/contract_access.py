"""Who may write what, and what a word of one's own leads to: facts that hold on every store."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from sync.changes import Author
from sync.fields import write_moment
from sync.store import Position, Record, Store
from tests.sync.offices import BOSS, CLERK, SATO, SERVER, SUZUKI, VISIT, Office

OFFICE = "00000000-0000-8000-8000-000000000001"


class AccessContract:
    """Subclasses give a ``store`` fixture: an empty store for the office ``OFFICE``, in an open write transaction."""

    @pytest.fixture
    def office(self, store: Store) -> Office:
        office = Office(store)
        for author in (SATO, SUZUKI, BOSS, CLERK):
            office.hire(author)
        return office

    # Late work

    def test_work_for_a_case_that_was_taken_away_meanwhile_is_kept_and_marked(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        change = office.change("support", office.new_id(), None, VISIT | {"case": case.id})
        office.now += dt.timedelta(hours=1)
        office.assign(case.id, SATO.user, [])
        office.now += dt.timedelta(hours=1)
        (result,) = office.push(SUZUKI, change)
        assert (result.status, result.late) == ("applied", True)
        assert office.record(change["record"]).fields["late"] is True

    def test_a_phone_that_was_not_told_of_the_loss_may_still_deliver(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        told_before = office.store.last_seq()
        office.assign(case.id, SATO.user, [])
        told_after = office.store.last_seq()
        office.now += dt.timedelta(days=1)
        change = office.change("support", office.new_id(), None, VISIT | {"case": case.id})
        refused = office.push(dataclasses.replace(SUZUKI, told_seq=told_after), change)
        assert refused[0].status == "rejected"
        (taken,) = office.push(dataclasses.replace(SUZUKI, told_seq=told_before), change)
        assert (taken.status, taken.late) == ("applied", True)

    def test_what_a_phone_says_of_when_it_was_written_grants_nothing(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        made_before = write_moment(office.now - dt.timedelta(hours=3))
        office.assign(case.id, SATO.user, [])
        told = dataclasses.replace(SUZUKI, told_seq=office.store.last_seq(), clock_offset=dt.timedelta(days=2))
        change = office.change("case", case.id, case.head, {"number": "x"}, made_at=made_before)
        (result,) = office.push(told, change)
        assert (result.status, result.code) == ("rejected", "not_yours")

    def test_nobody_is_late_without_a_phone(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        office.assign(case.id, SATO.user, [])
        desk = dataclasses.replace(SUZUKI, device=None)
        assert office.edit(desk, case, number="x").code == "not_yours"

    @pytest.mark.parametrize(("days", "status"), [(30, "applied"), (31, "rejected")])
    def test_late_work_is_taken_for_thirty_days(self, office: Office, days: int, status: str) -> None:
        case = office.case_of(SATO, SUZUKI)
        office.assign(case.id, SATO.user, [])
        office.now += dt.timedelta(days=days)
        (result,) = office.push(SUZUKI, office.change("support", office.new_id(), None, VISIT | {"case": case.id}))
        assert result.status == status

    # A word of one's own

    def test_an_intake_in_the_field_is_its_workers_whole(self, office: Office) -> None:
        household, person, case = _intake(office, SATO)
        held = {record.id for record in office.pull(SATO).records}
        assert {household.id, person.id, case.id} <= held
        assert case.fields["self_assigned"] is True
        assert person.fields["household_by"] == SATO.user

    def test_an_intake_that_is_handed_on_goes_whole_to_the_next_worker(self, office: Office) -> None:
        household, person, case = _intake(office, SATO)
        office.assign(case.id, SUZUKI.user, [])
        assert {household.id, person.id, case.id} <= {record.id for record in office.pull(SUZUKI).records}
        assert not {household.id, person.id, case.id} & {record.id for record in office.pull(SATO).records}
        assert "self_assigned" not in office.record(case.id).fields

    @pytest.mark.parametrize("told", [True, False])
    def test_a_case_opened_on_a_person_that_was_lost_brings_nothing_back(self, office: Office, told: bool) -> None:
        household, person, case = _intake(office, SATO)
        office.assign(case.id, SUZUKI.user, [])
        author = dataclasses.replace(SATO, told_seq=office.store.last_seq() if told else 0)
        fields = {"person": person.id, "state": "open"}
        change = office.change("case", office.new_id(), None, fields, made_at="2026-11-20T00:00:00Z")
        (result,) = office.push(author, change)
        if told:
            assert [(e.field, e.code) for e in result.errors] == [("person", "unknown_reference")]
        else:
            assert (result.status, result.late) == ("applied", True)
        held = {record.id for record in office.pull(SATO).records}
        assert not {household.id, person.id, case.id, change["record"]} & held

    def test_a_person_named_into_a_household_that_was_lost_brings_nothing_back(self, office: Office) -> None:
        household, _, case = _intake(office, SATO)
        office.assign(case.id, SUZUKI.user, [])
        made = office.change("person", office.new_id(), None, {"name": "別", "household": household.id})
        (late,) = office.push(SATO, made)
        assert (late.status, late.late) == ("applied", True)
        assert household.id not in {record.id for record in office.pull(SATO).records}
        assert household.id in {record.id for record in office.pull(SUZUKI).records}

    def test_a_second_case_made_before_the_hand_over_keeps_nothing(self, office: Office) -> None:
        household, person, case = _intake(office, SATO)
        second = office.create(SATO, "case", person=person.id, state="open")
        assert second.id in {record.id for record in office.pull(SATO).records}
        office.assign(case.id, SUZUKI.user, [])
        held = {record.id for record in office.pull(SATO).records}
        assert not {household.id, person.id, case.id, second.id} & held

    def test_a_person_put_into_the_household_before_the_hand_over_keeps_nothing(self, office: Office) -> None:
        household, person, case = _intake(office, SATO)
        office.create(SATO, "person", name="別", household=household.id)
        other = office.case_of(SATO)
        assert office.edit(SATO, office.record(other.fields["person"]), household=household.id).status == "applied"
        office.assign(case.id, SUZUKI.user, [])
        # Even when the person has moved out since.
        assert office.edit(SUZUKI, office.record(person.id), household=None).status == "applied"
        held = {record.id for record in office.pull(SATO).records}
        assert other.id in held
        assert household.id not in held

    def test_the_word_of_the_office_leads_to_a_second_case_and_to_a_shared_household(self, office: Office) -> None:
        household, person, case = _intake(office, SATO)
        second = office.create(SATO, "case", person=person.id, state="open")
        other = office.case_of(SATO)
        brother = office.record(other.fields["person"])
        office.edit(SATO, brother, household=household.id)
        office.assign(case.id, SUZUKI.user, [])
        office.edit(SERVER, office.record(brother.id), household_by=None)
        held = {record.id for record in office.pull(SATO).records}
        assert household.id in held
        assert person.id not in held
        office.edit(SERVER, office.record(second.id), self_assigned=None)
        assert {person.id, second.id} <= {record.id for record in office.pull(SATO).records}

    def test_what_a_clerk_writes_is_the_offices_word(self, office: Office) -> None:
        household = office.create(CLERK, "household", name="見本家")
        person = office.create(CLERK, "person", name="見本 一郎", household=household.id)
        case = office.create(CLERK, "case", person=person.id, state="open")
        assert not {"self_assigned", "main_worker"} & case.fields.keys()
        assert "household_by" not in person.fields

    # Deleted and restored

    def test_a_case_that_is_deleted_and_restored_returns_to_its_worker(self, office: Office) -> None:
        household, person, case = _intake(office, SATO)
        position = office.pull(SATO).position
        office.edit(BOSS, case, deleted=True)
        page = office.pull(SATO, position)
        assert {household.id, person.id, case.id} <= set(page.gone)
        office.edit(BOSS, office.record(case.id), deleted=None)
        back = {record.id for record in office.pull(SATO, page.position).records}
        assert {household.id, person.id, case.id} <= back
        assert not office.edit(SATO, office.record(case.id), number="1").late

    def test_a_deleted_case_does_not_give_a_handed_on_person_back_to_who_wrote_them_down(self, office: Office) -> None:
        _, person, case = _intake(office, SATO)
        office.assign(case.id, SUZUKI.user, [])
        office.edit(BOSS, office.record(case.id), deleted=True)
        assert person.id not in {record.id for record in office.pull(SATO).records}

    def test_a_person_that_is_deleted_and_restored_returns_to_who_wrote_them_down(self, office: Office) -> None:
        person = office.create(SATO, "person", name="見本 花子")
        office.edit(BOSS, person, deleted=True)
        assert person.id not in {record.id for record in office.pull(SATO).records}
        office.edit(BOSS, office.record(person.id), deleted=None)
        assert person.id in {record.id for record in office.pull(SATO).records}

    # Ids and bases that nobody honest sends

    @pytest.mark.parametrize("kind", ["case", "person", "household"])
    @pytest.mark.parametrize("id_", [OFFICE, SATO.user, BOSS.user, "00000000-0000-0000-0000-000000000000"])
    def test_no_record_takes_the_id_of_an_office_or_an_account(self, office: Office, kind: str, id_: str) -> None:
        person = office.create(SATO, "person", name="見本 花子")
        fields: dict[str, Any] = {"name": "見本"} if kind != "case" else {"person": person.id, "state": "open"}
        (result,) = office.push(SATO, office.change(kind, id_, None, fields))
        assert (result.status, result.code) in {("rejected", "not_yours"), ("rejected", "wrong_kind")}
        (spelled,) = office.push(SATO, office.change(kind, "{" + id_.upper() + "}", None, fields))
        assert spelled.code == result.code

    def test_an_edit_without_a_base_is_merged_like_any_other(self, office: Office) -> None:
        case = office.case_of(SATO)
        fields = {"case": case.id, "started_at": "2026-11-21T01:00:00Z", "expected_end": "2026-11-21T02:00:00Z"}
        outing = office.create(SATO, "outing", **fields, worker=SATO.user)
        (result,) = office.push(SATO, office.change("outing", outing.id, None, {"alarm_at": "2026-11-21T01:30:00Z"}))
        assert result.status == "merged"
        made = {"worker": SATO.user, "reminder": "task_due", "made_at": "2026-11-21T00:00:00Z"}
        notice = office.create(SERVER, "notice", **made)
        (seen,) = office.push(SATO, office.change("notice", notice.id, None, {"seen": True}))
        assert seen.status == "merged"

    def test_what_an_author_may_not_see_has_one_answer(self, office: Office) -> None:
        theirs = office.case_of(SUZUKI)
        note = office.create(SUZUKI, "support", **VISIT, case=theirs.id)
        unknown = office.new_id()
        wrong = office.change("person", theirs.id, None, {"name": "見本"})
        right = office.change("case", theirs.id, None, {"number": "1"})
        assert [result.code for result in office.push(SATO, wrong, right)] == ["not_yours", "not_yours"]
        for base in (theirs.head, note.head, unknown):
            made = office.change("person", office.new_id(), base, {"name": "見本"})
            (result,) = office.push(SATO, made)
            assert (result.status, result.code) == ("waiting", "base_unknown")
        for record in (note.id, theirs.id, unknown):
            (result,) = office.push(SATO, office.change("person", record, office.new_id(), {"name": "見本"}))
            assert (result.status, result.code) == ("waiting", "base_unknown")

    @pytest.mark.parametrize("made_at", ["0002-01-01T00:00:00Z", "1969-12-31T23:59:59Z"])
    def test_no_clock_shows_a_time_before_clocks_count(self, office: Office, made_at: str) -> None:
        person = office.change("person", office.new_id(), None, {"name": "見本"}, made_at=made_at)
        (result,) = office.push(SATO, person)
        assert (result.code, [(e.field, e.code) for e in result.errors]) == (
            "malformed_change",
            [("made_at", "out_of_range")],
        )

    def test_a_phone_whose_clock_was_reset_loses_nothing(self, office: Office) -> None:
        made_at = "1970-01-01T00:00:07Z"
        (result,) = office.push(SATO, office.change("person", office.new_id(), None, {"name": "見本"}, made_at=made_at))
        assert result.status == "applied"


def _intake(office: Office, worker: Author) -> tuple[Record, Record, Record]:
    """A household, its person and their case, written on one phone without a signal and sent together."""
    ids = [office.new_id() for _ in range(3)]
    household, person, case = ids
    results = office.push(
        worker,
        office.change("household", household, None, {"name": "見本家", "safety_notes": "犬がいる。"}),
        office.change("person", person, None, {"name": "見本 花子", "household": household}),
        office.change("case", case, None, {"person": person, "state": "open"}),
    )
    assert [result.status for result in results] == ["applied"] * 3
    assert office.pull(worker, Position(0, 0)).gone == []
    return office.record(household), office.record(person), office.record(case)
