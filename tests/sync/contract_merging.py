"""What comes of changes that two people make without having seen each other's, on every store."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from sync.fields import write_moment
from tests.sync.offices import SATO, SUZUKI, VISIT, Office


class MergingContract:
    """Mixed into ``StoreContract``."""

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
        expected |= {"current_device": SATO.device, "proposed_device": SUZUKI.device}
        expected |= dict.fromkeys(("current_at", "proposed_at"), write_moment(office.now))
        assert conflict.fields.items() >= expected.items()
        assert conflict.scope == case.id

    def test_a_disagreement_of_one_person_with_themselves_tells_phone_from_desk(self, office: Office) -> None:
        case = office.case_of(SATO)
        office.edit(dataclasses.replace(SATO, device=None), case, number="R8-1")
        office.now += dt.timedelta(minutes=5)
        office.edit(SATO, case, number="R8-2")
        (conflict,) = office.open_conflicts(case.id)
        assert (conflict.fields["current_by"], conflict.fields["proposed_by"]) == (SATO.user, SATO.user)
        assert (conflict.fields.get("current_device"), conflict.fields["proposed_device"]) == (None, SATO.device)
        assert conflict.fields["current_at"] < conflict.fields["proposed_at"]

    def test_what_somebody_else_made_of_a_rules_other_fields_is_not_taken_back_with_it(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        why = {"method": "accompaniment", "purpose": "手続き", "reason": "ひとりでは難しい"}
        note = office.create(SATO, "support", case=case.id, **VISIT | why)
        office.edit(SATO, note, purpose="年金の手続き", reason="書類が多い")
        office.edit(SUZUKI, note, purpose="窓口の手続き")
        (conflict,) = office.open_conflicts(note.id)
        assert "proposed_with" not in conflict.fields

    def test_whose_end_a_beginning_no_longer_goes_with_is_named(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        times = {"starts_at": "2026-11-30T05:00:00Z", "ends_at": "2026-11-30T07:00:00Z"}
        visit = office.create(SATO, "appointment", case=case.id, method="visit", **times)
        office.edit(SUZUKI, visit, ends_at="2026-11-30T05:30:00Z")
        office.edit(SATO, visit, starts_at="2026-11-30T06:00:00Z")
        (conflict,) = office.open_conflicts(visit.id)
        assert (conflict.fields["field"], conflict.fields["current_by"]) == ("starts_at", SUZUKI.user)

    def test_a_disputed_beginning_brings_its_end_along(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        times = {"starts_at": "2026-11-30T05:00:00Z", "ends_at": "2026-11-30T06:00:00Z"}
        visit = office.create(SATO, "appointment", case=case.id, method="visit", **times)
        office.edit(SATO, visit, starts_at="2026-11-30T06:00:00Z", ends_at="2026-11-30T07:00:00Z")
        office.edit(SUZUKI, visit, starts_at="2026-11-30T05:30:00Z")
        (conflict,) = office.open_conflicts(visit.id)
        assert (conflict.fields["field"], conflict.fields["proposed"]) == ("starts_at", "2026-11-30T05:30:00Z")
        assert conflict.fields["proposed_with"] == {"ends_at": "2026-11-30T06:00:00Z"}

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
