"""What a phone pulls: its caseload, what is new in it, and what has gone from it, on every store."""

from __future__ import annotations

import json

from sync.store import Position
from tests.sync.offices import SATO, SERVER, SUZUKI, VISIT, Office


class ReadingContract:
    """Mixed into ``StoreContract``."""

    def test_a_pull_brings_the_own_caseload_and_nothing_else(self, office: Office) -> None:
        mine, other = office.case_of(SATO), office.case_of(SUZUKI)
        page = office.pull(SATO)
        ids = {record.id for record in page.records}
        assert {mine.id, mine.fields["person"], SATO.user, SUZUKI.user} <= ids
        assert not {other.id, other.fields["person"]} & ids
        assert (page.more, page.remaining, page.gone) == (False, 0, [])
        wire = next(record for record in page.records if record.id == mine.id)
        assert json.loads(wire.fields_json) == mine.fields

    def test_a_pull_after_a_pull_brings_only_what_is_new(self, office: Office) -> None:
        case = office.case_of(SATO)
        page = office.pull(SATO)
        assert office.pull(SATO, page.position).records == []
        office.edit(SATO, case, number="1")
        assert [record.id for record in office.pull(SATO, page.position).records] == [case.id]

    def test_pages_add_up_to_the_whole_however_small(self, office: Office) -> None:
        case = office.case_of(SATO)
        for _ in range(5):
            office.create(SATO, "support", **VISIT, case=case.id)
        whole = [record.id for record in office.pull(SATO).records]
        position, read = Position(0, 0), []
        while True:
            page = office.pull(SATO, position, limit=2)
            read += [record.id for record in page.records]
            position = page.position
            assert page.remaining == len(whole) - len(read)
            if not page.more:
                break
        assert read == whole

    def test_a_newly_assigned_case_arrives_complete(self, office: Office) -> None:
        case = office.case_of(SATO)
        visit = office.create(SATO, "support", **VISIT, case=case.id)
        position = office.pull(SUZUKI).position
        office.assign(case.id, SATO.user, [SUZUKI.user])
        page = office.pull(SUZUKI, position)
        assert {case.id, visit.id, case.fields["person"]} <= {record.id for record in page.records}

    def test_a_lost_case_arrives_as_gone(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        position = office.pull(SUZUKI).position
        office.assign(case.id, SATO.user, [])
        page = office.pull(SUZUKI, position)
        assert sorted(page.gone) == sorted([case.id, case.fields["person"]])
        assert page.records == []
        assert office.pull(SUZUKI, page.position).gone == []

    def test_a_case_lost_and_given_back_arrives_complete_again(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        office.assign(case.id, SATO.user, [])
        position = office.pull(SUZUKI).position
        office.assign(case.id, SATO.user, [SUZUKI.user])
        page = office.pull(SUZUKI, position)
        assert case.id in {record.id for record in page.records}
        assert page.gone == []

    def test_a_person_shared_by_two_cases_stays_while_one_is_left(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        fields = {"person": case.fields["person"], "state": "open", "main_worker": SUZUKI.user}
        office.create(SERVER, "case", **fields)
        position = office.pull(SUZUKI).position
        office.assign(case.id, SATO.user, [])
        assert office.pull(SUZUKI, position).gone == [case.id]

    def test_the_household_follows_the_person(self, office: Office) -> None:
        case = office.case_of(SATO)
        person = office.record(case.fields["person"])
        household = office.create(SATO, "household", name="見本家", safety_notes="犬がいる。")
        office.edit(SATO, person, household=household.id)
        office.assign(case.id, SUZUKI.user, [])
        assert household.id in {record.id for record in office.pull(SUZUKI).records}
        assert household.id in office.pull(SATO).gone

    def test_what_a_worker_opened_in_the_field_stays_with_them(self, office: Office) -> None:
        person = office.create(SATO, "person", name="見本 花子")
        assert office.edit(SATO, person, kana="みほん はなこ").status == "applied"
        case = office.create(SATO, "case", person=person.id, state="open")
        assert case.fields["main_worker"] == SATO.user
        assert {person.id, case.id} <= {record.id for record in office.pull(SATO).records}
