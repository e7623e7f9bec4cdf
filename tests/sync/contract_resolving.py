"""How a conflict ends, and what a deletion does that somebody had not seen, on every store."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from tests.sync.offices import BOSS, SATO, SUZUKI, VISIT, Office


class ResolvingContract:
    """Mixed into ``StoreContract``."""

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
