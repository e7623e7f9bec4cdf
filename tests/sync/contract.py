"""What every store must do, as facts about the exchange on it. Run on memory, SQLite and PostgreSQL."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from sync.fields import write_moment
from tests.sync.contract_access import OFFICE, AccessContract
from tests.sync.contract_merging import MergingContract
from tests.sync.contract_reading import ReadingContract
from tests.sync.contract_resolving import ResolvingContract
from tests.sync.contract_restricting import RestrictingContract
from tests.sync.contract_visibility import VisibilityContract
from tests.sync.offices import BOSS, SATO, SERVER, SUZUKI, VISIT, Office

__all__ = ["OFFICE", "StoreContract"]

RESULTS = json.loads((Path(__file__).parents[1] / "cases" / "results.json").read_text(encoding="utf-8"))
"""The phone answers the same table (``tests/app/monitoring.test.ts``)."""


class StoreContract(
    AccessContract, MergingContract, ReadingContract, ResolvingContract, RestrictingContract, VisibilityContract
):
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

    @pytest.mark.parametrize("case", RESULTS, ids=lambda case: json.dumps(case["fields"]))
    def test_a_result_agrees_with_the_method_and_with_who_was_met(self, office: Office, case: dict[str, Any]) -> None:
        note = {"case": office.case_of(SATO).id, **VISIT, **case["fields"]}
        (result,) = office.push(SATO, office.change("support", office.new_id(), None, note))
        assert result.status == ("applied" if case["code"] is None else "rejected")
        assert {error.code for error in result.errors} == ({case["code"]} - {None})

    def test_a_visit_keeps_when_the_office_first_heard_of_it(self, office: Office) -> None:
        case = office.case_of(SATO)
        times = {"started_at": "2026-11-21T04:00:00Z", "expected_end": "2026-11-21T05:00:00Z"}
        outing = office.create(SATO, "outing", case=case.id, worker=SATO.user, **times)
        heard = write_moment(office.now)
        assert outing.fields["received_at"] == heard
        office.now += dt.timedelta(minutes=40)
        office.edit(SATO, outing, expected_end="2026-11-21T05:30:00Z")
        assert office.record(outing.id).fields["received_at"] == heard

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
        assert office.store.by_id([bad["record"]]) == {}

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
