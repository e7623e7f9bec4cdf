"""What every store must do, as facts about the exchange on it. Run on memory, SQLite and PostgreSQL."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

import pytest

from sync.fields import write_moment
from sync.store import Position
from tests.sync.contract_access import OFFICE, AccessContract
from tests.sync.offices import BOSS, SATO, SERVER, SUZUKI, VISIT, Office

__all__ = ["OFFICE", "StoreContract"]


class StoreContract(AccessContract):
    """Subclasses give a ``store`` fixture: an empty store for the office ``OFFICE``, in an open write transaction."""

    # Applying

    def test_a_visit_written_on_a_phone_is_stored_whole(self, office: Office) -> None:
        case = office.case_of(SATO)
        fields = VISIT | {"case": case.id, "narrative": "玄関先で話す。", "met": ["person", "family"], "place": "自宅"}
        visit = office.create(SATO, "support", **fields)
        assert visit.fields.items() >= {**fields, "met": ["family", "person"]}.items()
        assert visit.fields["author"] == SATO.user
        assert visit.fields["review"] == "unread"
        assert visit.scope == case.id

    def test_a_visit_written_twice_is_one_visit(self, office: Office) -> None:
        case = office.case_of(SATO)
        change = office.change("support", office.new_id(), None, VISIT | {"case": case.id})
        first = office.push(SATO, change)
        seq = office.store.last_seq()
        assert office.push(SATO, change) == first
        assert office.push(SATO, change, change) == first * 2
        assert office.store.last_seq() == seq

    def test_other_content_under_a_known_id_is_refused(self, office: Office) -> None:
        case = office.case_of(SATO)
        change = office.change("support", office.new_id(), None, VISIT | {"case": case.id})
        office.push(SATO, change)
        (result,) = office.push(SATO, change | {"fields": VISIT | {"case": case.id, "place": "別"}})
        assert (result.status, result.code) == ("rejected", "id_reused")
        (stolen,) = office.push(BOSS, change)
        assert (stolen.status, stolen.code) == ("rejected", "id_reused")

    def test_an_edit_on_the_newest_state_is_applied_and_becomes_the_head(self, office: Office) -> None:
        case = office.case_of(SATO)
        result = office.edit(SATO, case, summary="就労を希望。")
        assert (result.status, result.head) == ("applied", result.id)
        assert office.record(case.id).fields["summary"] == "就労を希望。"

    def test_a_cleared_field_has_no_value(self, office: Office) -> None:
        case = office.case_of(SATO)
        office.edit(SATO, case, number="R8-1")
        office.edit(SATO, office.record(case.id), number=None)
        assert "number" not in office.record(case.id).fields

    # Merging

    def test_different_fields_of_two_people_merge(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        assert office.edit(SATO, case, number="R8-1").status == "applied"
        result = office.edit(SUZUKI, case, route="self")
        assert result.status == "merged"
        assert result.head != result.id
        assert office.record(case.id).fields.items() >= {"number": "R8-1", "route": "self"}.items()

    def test_the_same_field_is_kept_twice_and_asks(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        office.edit(SATO, case, number="R8-1")
        result = office.edit(SUZUKI, case, number="R8-2")
        assert result.status == "conflict"
        (conflict,) = office.open_conflicts(case.id)
        assert result.conflicts == (conflict.id,)
        assert office.record(case.id).fields["number"] == "R8-1"
        expected: dict[str, Any] = {"field": "number", "current": "R8-1", "proposed": "R8-2"}
        expected |= {"current_by": SATO.user, "proposed_by": SUZUKI.user, "proposed_change": result.id}
        assert conflict.fields.items() >= expected.items()
        assert conflict.scope == case.id

    def test_a_conflict_leaves_the_other_fields_of_the_change_in_place(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        office.edit(SATO, case, number="R8-1")
        office.edit(SUZUKI, case, number="R8-2", route="self")
        assert office.record(case.id).fields.items() >= {"number": "R8-1", "route": "self"}.items()

    def test_the_same_value_from_two_people_is_no_conflict(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        office.edit(SATO, case, number="R8-1")
        assert office.edit(SUZUKI, case, number="R8-1").status == "merged"

    def test_sets_merge_element_by_element(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        office.edit(SATO, case, issues=["income", "housing"])
        seen = office.record(case.id)
        office.edit(SATO, seen, issues=["income", "housing", "debt_loan"])
        assert office.edit(SUZUKI, seen, issues=["income", "hikikomori"]).status == "merged"
        assert office.record(case.id).fields["issues"] == ["debt_loan", "hikikomori", "income"]

    def test_narratives_merge_by_sentence(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        office.edit(SATO, case, summary="母と二人暮らし。無職。")
        seen = office.record(case.id)
        office.edit(SATO, seen, summary="母と二人暮らし。十年無職。")
        assert office.edit(SUZUKI, seen, summary="八十代の母と二人暮らし。無職。").status == "merged"
        assert office.record(case.id).fields["summary"] == "八十代の母と二人暮らし。十年無職。"

    def test_a_rule_that_only_the_merge_breaks_is_a_conflict(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        fields = VISIT | {"case": case.id, "started_at": "2026-11-20T01:00:00Z", "ended_at": "2026-11-20T03:00:00Z"}
        visit = office.create(SATO, "support", **fields)
        office.edit(SATO, visit, ended_at="2026-11-20T02:00:00Z")
        result = office.edit(SUZUKI, visit, started_at="2026-11-20T02:30:00Z")
        assert result.status == "conflict"
        assert office.record(visit.id).fields["started_at"] == "2026-11-20T01:00:00Z"
        (conflict,) = office.open_conflicts(visit.id)
        assert conflict.fields["proposed"] == "2026-11-20T02:30:00Z"

    def test_a_rule_that_the_author_breaks_is_a_rejection(self, office: Office) -> None:
        case = office.case_of(SATO)
        visit = office.create(SATO, "support", **VISIT, case=case.id)
        result = office.edit(SATO, visit, ended_at="2020-01-01T00:00:00Z")
        assert (result.status, result.code) == ("rejected", "rule_broken")
        assert {error.code for error in result.errors} == {"ends_before_it_starts"}

    # The author's own unsent chain

    def test_a_chain_of_unsent_changes_is_taken_in_one_batch_whatever_its_order(self, office: Office) -> None:
        case = office.case_of(SATO)
        one = office.change("case", case.id, case.head, {"number": "1"})
        two = office.change("case", case.id, one["id"], {"number": "2"})
        three = office.change("case", case.id, two["id"], {"number": "3"})
        assert [result.status for result in office.push(SATO, three, one, two)] == ["applied"] * 3
        assert office.record(case.id).fields["number"] == "3"

    def test_a_change_whose_base_is_not_known_waits(self, office: Office) -> None:
        case = office.case_of(SATO)
        one = office.change("case", case.id, case.head, {"number": "1"})
        two = office.change("case", case.id, one["id"], {"number": "2"})
        (result,) = office.push(SATO, two)
        assert (result.status, result.code) == ("waiting", "base_unknown")
        assert [r.status for r in office.push(SATO, one, two)] == ["applied", "applied"]

    def test_the_second_change_of_a_chain_does_not_hide_what_its_author_never_saw(self, office: Office) -> None:
        """Sato's second change builds on his own first, which was merged with Suzuki's; he has not seen hers."""
        case = office.case_of(SATO, SUZUKI)
        one = office.change("case", case.id, case.head, {"route": "self"})
        two = office.change("case", case.id, one["id"], {"number": "S"})
        office.edit(SUZUKI, case, number="B")
        assert office.push(SATO, one)[0].status == "merged"
        assert office.push(SATO, two)[0].status == "conflict"
        assert office.record(case.id).fields["number"] == "B"
        assert [c.fields["proposed"] for c in office.open_conflicts(case.id)] == ["S"]

    def test_an_authors_later_word_replaces_their_earlier_proposal(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        office.edit(SUZUKI, case, number="B")
        one = office.change("case", case.id, case.head, {"number": "S1"})
        two = office.change("case", case.id, one["id"], {"number": "S2"})
        statuses = [result.status for result in office.push(SATO, one, two)]
        assert statuses == ["conflict", "conflict"]
        assert [c.fields["proposed"] for c in office.open_conflicts(case.id)] == ["S2"]

    def test_a_later_word_on_a_disputed_narrative_keeps_the_sentences_of_the_earlier(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        office.edit(SATO, case, summary="甲。")
        seen = office.record(case.id)
        office.edit(SUZUKI, seen, summary="甲。乙。")
        one = office.change("case", case.id, seen.head, {"summary": "甲。丙。"})
        two = office.change("case", case.id, one["id"], {"summary": "丁。甲。丙。"})
        office.push(SATO, one, two)
        assert office.record(case.id).fields["summary"] == "甲。乙。"
        assert [c.fields["proposed"] for c in office.open_conflicts(case.id)] == ["丁。甲。丙。"]

    def test_an_author_who_comes_round_to_the_current_value_ends_the_conflict(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        office.edit(SUZUKI, case, number="B")
        one = office.change("case", case.id, case.head, {"number": "S"})
        two = office.change("case", case.id, one["id"], {"number": "B"})
        office.push(SATO, one, two)
        assert office.open_conflicts(case.id) == []
        assert office.record(case.id).fields["number"] == "B"

    def test_a_base_of_another_record_is_refused(self, office: Office) -> None:
        case, other = office.case_of(SATO), office.case_of(SATO)
        (result,) = office.push(SATO, office.change("case", case.id, other.head, {"number": "1"}))
        assert (result.status, result.code) == ("rejected", "malformed_change")

    # Resolving

    @pytest.mark.parametrize(("choice", "outcome"), [({"number": "S"}, "S"), ({}, "B"), ({"number": "third"}, "third")])
    def test_a_choice_closes_the_conflict(self, office: Office, choice: dict[str, Any], outcome: str) -> None:
        case = office.case_of(SATO, SUZUKI)
        office.edit(SUZUKI, case, number="B")
        (conflict,) = office.edit(SATO, case, number="S").conflicts
        result = office.edit(SATO, office.record(case.id), resolves=[conflict], **choice)
        assert result.status == "applied"
        assert office.record(case.id).fields["number"] == outcome
        assert office.open_conflicts(case.id) == []
        assert office.record(conflict).fields.items() >= {"state": "resolved", "resolved_by": SATO.user}.items()

    def test_a_choice_made_on_an_older_state_does_not_hide_what_came_in_between(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        office.edit(SUZUKI, case, number="B")
        (conflict,) = office.edit(SATO, case, number="S").conflicts
        seen = office.record(case.id)
        office.edit(SUZUKI, seen, number="B2")
        result = office.edit(SATO, seen, resolves=[conflict], number="S")
        assert result.status == "conflict"
        assert office.record(case.id).fields["number"] == "B2"
        assert [c.fields["proposed"] for c in office.open_conflicts(case.id)] == ["S"]

    def test_a_choice_does_not_close_a_newer_proposal_that_was_not_seen(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        office.edit(SUZUKI, case, number="B")
        one = office.change("case", case.id, case.head, {"number": "S1"})
        two = office.change("case", case.id, one["id"], {"number": "S2"})
        (conflict,) = office.push(SATO, one)[0].conflicts
        seen = office.record(case.id)
        office.push(SATO, two)
        office.edit(SUZUKI, seen, resolves=[conflict])
        assert [c.fields["proposed"] for c in office.open_conflicts(case.id)] == ["S2"]

    def test_a_later_word_leaves_the_proposals_of_others_open(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        office.edit(SUZUKI, case, number="B")
        office.edit(BOSS, case, number="C")
        one = office.change("case", case.id, case.head, {"number": "S1"})
        two = office.change("case", case.id, one["id"], {"number": "S2"})
        office.push(SATO, one, two)
        assert sorted(c.fields["proposed"] for c in office.open_conflicts(case.id)) == ["C", "S2"]

    def test_a_later_word_of_an_author_who_had_heard_of_the_dispute_replaces_their_proposal(
        self, office: Office
    ) -> None:
        case = office.case_of(SATO, SUZUKI)
        office.edit(SUZUKI, case, number="B")
        (conflict,) = office.edit(SATO, case, number="S1").conflicts
        office.edit(SATO, office.record(case.id), summary="甲。")
        assert [c.id for c in office.open_conflicts(case.id)] == [conflict]
        assert office.edit(SATO, office.record(case.id), number="S2").status == "applied"
        assert office.open_conflicts(case.id) == []
        assert office.record(conflict).fields["state"] == "superseded"
        assert office.record(case.id).fields["number"] == "S2"

    def test_a_later_word_from_the_other_phone_replaces_the_proposal_once_it_has_pulled(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        other = dataclasses.replace(SATO, device="phone-sato-2")
        office.edit(SUZUKI, case, number="B")
        seen_by_other = office.record(case.id)
        office.edit(SATO, case, number="S1")
        office.edit(other, seen_by_other, number="S2")
        assert [c.fields["proposed"] for c in office.open_conflicts(case.id)] == ["S1"]
        office.edit(other, office.record(case.id), number="S3")
        assert office.open_conflicts(case.id) == []

    def test_a_chain_of_unsent_changes_replaces_what_its_first_had_heard_of(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        office.edit(SUZUKI, case, number="B")
        office.edit(SATO, case, number="S1")
        seen = office.record(case.id)
        one = office.change("case", case.id, seen.head, {"summary": "甲。"})
        two = office.change("case", case.id, one["id"], {"number": "S2"})
        office.edit(SUZUKI, seen, summary="乙。")
        office.push(SATO, one, two)
        assert {c.fields["field"] for c in office.open_conflicts(case.id)} == {"summary"}

    def test_going_on_with_a_disputed_narrative_leaves_the_proposal_open(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        office.edit(SATO, case, summary="甲。")
        seen = office.record(case.id)
        office.edit(SUZUKI, seen, summary="甲。乙。")
        office.edit(SATO, seen, summary="甲。丙。")
        office.edit(SATO, office.record(case.id), summary="甲。乙。丁。")
        assert [c.fields["proposed"] for c in office.open_conflicts(case.id)] == ["甲。丙。"]
        office.edit(SATO, office.record(case.id), summary="甲。乙。丁。丙。")
        assert office.open_conflicts(case.id) == []
        assert office.record(case.id).fields["summary"] == "甲。乙。丁。丙。"

    def test_whoever_has_a_state_has_the_conflicts_that_were_raised_with_it(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        office.edit(SUZUKI, case, number="B")
        result = office.edit(SATO, case, number="S")
        (conflict,) = office.open_conflicts(case.id)
        assert result.seq is not None
        assert conflict.seq < result.seq == office.record(case.id).seq

    def test_asking_the_supervisor_is_a_change_of_the_conflict(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        office.edit(SUZUKI, case, number="B")
        (conflict,) = office.edit(SATO, case, number="S").conflicts
        result = office.edit(SATO, office.record(conflict), asked=True, question="どちらでしょうか")
        assert result.status == "applied"
        assert office.record(conflict).fields["asked"] is True
        forged = office.edit(SATO, office.record(conflict), state="resolved")
        assert forged.errors[0].code == "server_field"

    # Deleting

    def test_delete_against_an_unseen_edit_keeps_the_edit_and_asks(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        visit = office.create(SATO, "support", **VISIT, case=case.id)
        office.edit(SUZUKI, visit, place="自宅")
        result = office.edit(SATO, visit, deleted=True)
        assert result.status == "conflict"
        assert not office.record(visit.id).deleted
        (conflict,) = office.open_conflicts(visit.id)
        assert (conflict.fields["field"], conflict.fields["proposed"]) == ("deleted", True)

    def test_an_edit_of_what_was_deleted_meanwhile_brings_it_back_and_asks(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        visit = office.create(SATO, "support", **VISIT, case=case.id)
        assert office.edit(SATO, visit, deleted=True).status == "applied"
        result = office.edit(SUZUKI, visit, place="自宅")
        assert result.status == "conflict"
        assert not office.record(visit.id).deleted
        assert office.record(visit.id).fields["place"] == "自宅"
        (conflict,) = office.open_conflicts(visit.id)
        assert conflict.fields.items() >= {"field": "deleted", "proposed": True, "proposed_by": SATO.user}.items()

    def test_a_deleted_record_can_be_restored_but_not_edited_unawares(self, office: Office) -> None:
        case = office.case_of(SATO)
        visit = office.create(SATO, "support", **VISIT, case=case.id)
        office.edit(SATO, visit, deleted=True)
        refused = office.edit(SATO, office.record(visit.id), place="自宅")
        assert (refused.status, refused.code) == ("rejected", "record_deleted")
        assert office.edit(SATO, office.record(visit.id), deleted=False).status == "applied"
        assert not office.record(visit.id).deleted

    # Refusing, one by one

    def test_one_bad_change_harms_no_other(self, office: Office) -> None:
        case = office.case_of(SATO)
        good = [office.change("support", office.new_id(), None, VISIT | {"case": case.id}) for _ in range(3)]
        bad = office.change("support", office.new_id(), None, VISIT | {"case": case.id, "method": "teleport"})
        results = office.push(SATO, good[0], bad, 7, good[1], {"id": "x"}, good[2])
        assert [result.status for result in results] == [
            "applied",
            "rejected",
            "rejected",
            "applied",
            "rejected",
            "applied",
        ]
        assert office.store.records([bad["record"]]) == {}

    def test_what_belongs_to_others_is_refused(self, office: Office) -> None:
        case = office.case_of(SUZUKI)
        visit = office.create(SUZUKI, "support", **VISIT, case=case.id)
        assert office.edit(SATO, visit, place="x").code == "not_yours"
        assert office.edit(SATO, case, number="x").code == "not_yours"
        (new,) = office.push(SATO, office.change("support", office.new_id(), None, VISIT | {"case": case.id}))
        assert [(e.field, e.code) for e in new.errors] == [("case", "unknown_reference")]

    def test_nobody_opens_a_case_on_a_person_they_may_not_see(self, office: Office) -> None:
        case = office.case_of(SUZUKI)
        fields = {"person": case.fields["person"], "state": "open"}
        (result,) = office.push(SATO, office.change("case", office.new_id(), None, fields))
        assert [(e.field, e.code) for e in result.errors] == [("person", "unknown_reference")]

    def test_a_change_from_the_future_is_refused_by_the_phones_own_clock(self, office: Office) -> None:
        case = office.case_of(SATO)
        change = office.change("case", case.id, case.head, {"number": "1"})
        change["made_at"] = write_moment(office.now + dt.timedelta(hours=2))
        assert office.push(SATO, change)[0].code == "made_in_future"
        ahead = dataclasses.replace(SATO, clock_offset=dt.timedelta(hours=2))
        assert office.push(ahead, change)[0].status == "applied"

    # Reading

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

    # Roles

    def test_work_under_a_role_that_was_lost_is_kept_and_marked(self, office: Office) -> None:
        case = office.case_of(SATO)
        note = office.create(dataclasses.replace(SATO, late=True), "support", **VISIT, case=case.id)
        assert note.fields["late"] is True
        assert office.store.entries([note.head])[note.head].late

    def test_what_somebody_brought_in_a_file_came_from_no_device_and_names_them(self, office: Office) -> None:
        case = office.case_of(SATO)
        note = office.create(
            dataclasses.replace(SATO, device=case.id, brought_by="command"), "support", **VISIT, case=case.id
        )
        entry = office.store.entries([note.head])[note.head]
        assert (entry.author, entry.device, entry.brought_by) == (SATO.user, None, "command")

    def test_a_supervisor_writes_in_every_case_but_pulls_only_their_own(self, office: Office) -> None:
        case = office.case_of(SATO)
        assert office.edit(BOSS, case, summary="方針を確認。").status == "applied"
        assert case.id not in {record.id for record in office.pull(BOSS).records}

    def test_a_notice_reaches_its_reader_and_nobody_else(self, office: Office) -> None:
        fields = {"worker": SATO.user, "reminder": "monitoring_due", "made_at": "2026-11-21T00:00:00Z"}
        (refused,) = office.push(SATO, office.change("notice", office.new_id(), None, fields))
        assert (refused.status, refused.code) == ("rejected", "not_allowed")
        notice = office.create(SERVER, "notice", **fields)
        assert notice.id in {record.id for record in office.pull(SATO).records}
        assert notice.id not in {record.id for record in office.pull(SUZUKI).records}
        assert office.edit(SATO, notice, seen=True).status == "applied"
        assert office.edit(SUZUKI, notice, seen=None).code == "not_yours"

    def test_a_visit_under_watch_stays_with_whoever_is_out(self, office: Office) -> None:
        case = office.case_of(SATO)
        fields = {"case": case.id, "started_at": "2026-11-21T01:00:00Z", "expected_end": "2026-11-21T02:00:00Z"}
        (refused,) = office.push(SATO, office.change("outing", office.new_id(), None, fields | {"worker": SUZUKI.user}))
        assert (refused.status, refused.code) == ("rejected", "not_yours")
        outing = office.create(SATO, "outing", **fields, worker=SATO.user)
        office.assign(case.id, SUZUKI.user, [])
        held = {record.id for record in office.pull(SATO).records}
        assert outing.id in held
        assert case.id not in held
        assert office.edit(SATO, outing, alarm_at="2026-11-21T01:30:00Z").status == "applied"
        assert outing.id not in {record.id for record in office.pull(SUZUKI).records}
        assert office.edit(SUZUKI, outing, ended_at="2026-11-21T01:30:00Z").code == "not_yours"

    def test_nobody_is_watched_over_in_a_case_of_others(self, office: Office) -> None:
        case = office.case_of(SUZUKI)
        fields = {"case": case.id, "started_at": "2026-11-21T01:00:00Z", "expected_end": "2026-11-21T02:00:00Z"}
        (refused,) = office.push(SATO, office.change("outing", office.new_id(), None, fields | {"worker": SATO.user}))
        assert [(error.field, error.code) for error in refused.errors] == [("case", "unknown_reference")]

    def test_a_plan_waits_for_approval_again_when_what_was_approved_changes(self, office: Office) -> None:
        case = office.case_of(SATO)
        plan = office.create(SATO, "plan", case=case.id, number=1, goal="一人で買い物に行きたい。")
        assert "approval" not in plan.fields
        office.edit(SATO, plan, submitted=True)
        assert office.record(plan.id).fields["approval"] == "asked"
        office.edit(SERVER, office.record(plan.id), approval="approved")
        office.edit(SATO, office.record(plan.id), next_monitoring="2026-12-L")
        assert office.record(plan.id).fields["approval"] == "approved"
        office.edit(SATO, office.record(plan.id), goal="一人で買い物に行きたい。働きたい。")
        assert office.record(plan.id).fields["approval"] == "changed"

    def test_a_plan_that_was_returned_waits_again_when_it_is_submitted_anew(self, office: Office) -> None:
        case = office.case_of(SATO)
        plan = office.create(SATO, "plan", case=case.id, number=1, goal="一人で買い物に行きたい。", submitted=True)
        office.edit(SERVER, plan, approval="returned", submitted=None)
        office.edit(SATO, office.record(plan.id), goal="一人で買い物に行きたい。働きたい。")
        assert office.record(plan.id).fields["approval"] == "returned"
        office.edit(SATO, office.record(plan.id), submitted=True)
        assert office.record(plan.id).fields["approval"] == "asked"

    @pytest.mark.parametrize(("end", "status"), [("2026-11", "applied"), ("2026-11-U", "rejected")])
    def test_a_plans_period_may_end_in_the_month_in_which_it_starts(
        self, office: Office, end: str, status: str
    ) -> None:
        case = office.case_of(SATO)
        fields = {"case": case.id, "number": 1, "period_start": "2026-11-L", "period_end": end}
        (result,) = office.push(SATO, office.change("plan", office.new_id(), None, fields))
        assert result.status == status

    def test_a_worker_deletes_notes_but_no_cases(self, office: Office) -> None:
        case = office.case_of(SATO)
        assert office.edit(SATO, case, deleted=True).code == "not_allowed"
        assert office.edit(BOSS, case, deleted=True).status == "applied"

    def test_a_note_changed_after_its_review_waits_again(self, office: Office) -> None:
        case = office.case_of(SATO)
        visit = office.create(SATO, "support", **VISIT, case=case.id)
        office.edit(SERVER, visit, review="returned", reviewed_by=BOSS.user)
        office.edit(SATO, office.record(visit.id), purpose="通院の付き添い")
        assert office.record(visit.id).fields["review"] == "revised"
