"""What was judged is kept for all to see; whose words are whose; who writes what for whom. Run on every store."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sync.changes import Author
from sync.codes import CODE_LISTS
from sync.store import Record
from tests.sync.offices import BOSS, CLERK, SATO, SERVER, SUZUKI, VISIT, Office

AT = "2026-11-21T01:00:00Z"
PLAN = {"number": 1, "goal": "一人で買い物に行きたい。", "submitted": True}

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "cases" / "plan_approval.json").read_text(encoding="utf-8")
)
"""Which changes of a plan wait for approval. The phone answers the same."""
APPROVED: dict[str, Any] = {
    name: value for case in CASES for name, value in case["fields"].items() if case["asks"] and len(case["fields"]) == 1
}


def approved_plan(office: Office, case: Record) -> Record:
    plan = office.create(SATO, "plan", case=case.id, **PLAN)
    office.edit(SERVER, plan, approval="approved", approved_by=BOSS.user, approved_at=AT)
    return office.record(plan.id)


def judged_note(office: Office, case: Record, review: str = "approved", **fields: Any) -> Record:
    note = office.create(SATO, "support", **VISIT, case=case.id, **fields)
    office.edit(SERVER, note, review=review, reviewed_by=BOSS.user, reviewed_at=AT)
    return office.record(note.id)


def attachment(case: Record, about: Record) -> dict[str, Any]:
    described = {"name": "手紙.jpg", "media_type": "image/jpeg", "size": 3, "sha256": "0" * 64}
    return {"case": case.id, "about": about.id, **described}


class EvidenceContract:
    """Facts about evidence, for a test class that gives the fixture ``office``."""

    # Notes

    @pytest.mark.parametrize("review", ["read", "approved", "returned"])
    def test_a_worker_who_deletes_a_judged_note_asks_for_its_removal(self, office: Office, review: str) -> None:
        note = judged_note(office, office.case_of(SATO), review)
        change = office.change("support", note.id, note.head, {"deleted": True})
        (result,) = office.push(SATO, change)
        stored = office.record(note.id)
        assert (result.status, result.head) == ("merged", stored.head)
        assert (stored.deleted, stored.fields["removal_asked"], stored.fields["review"]) == (False, True, review)
        assert office.push(SATO, change) == [result]
        (entry,) = office.store.entries([change["id"]]).values()
        assert (entry.fields, entry.after) == ({"deleted": True}, {"removal_asked": True})

    def test_what_was_judged_while_the_phone_was_out_of_reach_is_not_deleted(self, office: Office) -> None:
        note = office.create(SATO, "support", **VISIT, case=office.case_of(SATO).id)
        office.edit(SERVER, note, review="approved", reviewed_by=BOSS.user, reviewed_at=AT)
        assert office.edit(SATO, note, deleted=True).status == "merged"
        assert office.record(note.id).fields["removal_asked"] is True

    def test_a_note_that_was_corrected_after_its_review_was_judged_all_the_same(self, office: Office) -> None:
        note = judged_note(office, office.case_of(SATO))
        office.edit(SATO, note, purpose="通院の付き添い")
        office.edit(SATO, office.record(note.id), deleted=True)
        assert (office.record(note.id).deleted, office.record(note.id).fields["review"]) == (False, "revised")

    def test_the_worker_sees_the_note_after_asking_and_may_take_the_request_back(self, office: Office) -> None:
        note = judged_note(office, office.case_of(SATO))
        office.edit(SATO, note, removal_asked=True)
        assert office.record(note.id).fields["review"] == "approved"
        office.edit(SATO, office.record(note.id), removal_asked=None)
        assert "removal_asked" not in office.record(note.id).fields
        assert office.record(note.id).fields["review"] == "approved"

    def test_a_supervisor_removes_a_judged_note_and_only_they_bring_it_back(self, office: Office) -> None:
        note = judged_note(office, office.case_of(SATO))
        assert office.edit(BOSS, note, deleted=True).status == "applied"
        assert office.edit(SATO, office.record(note.id), deleted=None).code == "kept_for_the_record"
        assert office.edit(BOSS, office.record(note.id), deleted=None).status == "applied"

    def test_a_note_that_nobody_judged_is_its_workers_to_delete(self, office: Office) -> None:
        note = office.create(SATO, "support", **VISIT, case=office.case_of(SATO).id)
        assert office.edit(SATO, note, deleted=True).status == "applied"
        assert office.record(note.id).deleted
        assert office.edit(SATO, office.record(note.id), deleted=None).status == "applied"

    def test_a_disputed_deletion_of_a_judged_note_is_not_decided_by_its_worker(self, office: Office) -> None:
        case = office.case_of(SATO, SUZUKI)
        note = office.create(SATO, "support", **VISIT, case=case.id)
        office.edit(SUZUKI, note, purpose="通院の付き添い")
        assert office.edit(SATO, note, deleted=True).status == "conflict"
        (conflict,) = office.open_conflicts(note.id)
        office.edit(SERVER, office.record(note.id), review="approved", reviewed_by=BOSS.user, reviewed_at=AT)
        office.edit(SATO, office.record(note.id), resolves=[conflict.id], deleted=True)
        assert (office.record(note.id).deleted, office.record(note.id).fields["removal_asked"]) == (False, True)
        assert office.open_conflicts(note.id) == []

    def test_an_attachment_that_comes_changes_or_goes_makes_a_judged_note_wait_again(self, office: Office) -> None:
        case = office.case_of(SATO)
        added = None
        for step in ("comes", "changes", "goes"):
            note = judged_note(office, case)
            if step != "comes":
                added = office.create(SERVER, "attachment", **attachment(case, note))
                office.edit(SATO, added, **({"name": "他.jpg"} if step == "changes" else {"deleted": True}))
            else:
                office.create(SATO, "attachment", **attachment(case, note))
            assert office.record(note.id).fields["review"] == "revised", step

    def test_content_that_arrives_and_attachments_of_a_note_not_judged_change_nothing(self, office: Office) -> None:
        case = office.case_of(SATO)
        note = office.create(SATO, "support", **VISIT, case=case.id)
        added = office.create(SATO, "attachment", **attachment(case, note))
        assert office.record(note.id).head == note.head
        office.edit(SERVER, note, review="approved", reviewed_by=BOSS.user, reviewed_at=AT)
        office.edit(SERVER, added, received_at=AT)
        assert office.record(note.id).fields["review"] == "approved"

    # Comments

    def test_a_comment_is_its_authors_alone(self, office: Office) -> None:
        case = office.case_of(SATO)
        note = judged_note(office, case)
        said = {"case": case.id, "about": note.id, "text": "確認しました。", "written_at": AT}
        theirs, mine = office.create(BOSS, "comment", **said), office.create(SATO, "comment", **said)
        for other, comment in ((SATO, theirs), (BOSS, mine), (SUZUKI, theirs)):
            for fields in ({"text": "承認します。"}, {"deleted": True}, {"text": "承認します。", "deleted": True}):
                assert office.edit(other, comment, **fields).code == "not_yours"
            assert office.record(comment.id) == comment

    def test_an_edit_of_a_comment_is_marked_and_its_author_stays(self, office: Office) -> None:
        case = office.case_of(SATO)
        said = {"case": case.id, "about": judged_note(office, case).id, "text": "確認しました。", "written_at": AT}
        comment = office.create(BOSS, "comment", **said)
        assert "edited_at" not in comment.fields
        assert office.edit(BOSS, comment, text="確認しました。次回は同行します。").status == "applied"
        stored = office.record(comment.id)
        assert (stored.fields["author"], stored.fields["edited_at"]) == (BOSS.user, AT)
        assert office.edit(BOSS, stored, deleted=True).status == "applied"

    # Plans

    @pytest.mark.parametrize("case", CASES, ids=[case["fact"] for case in CASES])
    def test_a_change_of_what_was_approved_waits_for_approval(self, office: Office, case: dict[str, Any]) -> None:
        plan = approved_plan(office, office.case_of(SATO))
        assert office.edit(SATO, plan, **case["fields"]).status == "applied"
        assert office.record(plan.id).fields["approval"] == ("changed" if case["asks"] else "approved")

    @pytest.mark.parametrize("field", APPROVED)
    def test_taking_out_what_was_approved_waits_for_approval(self, office: Office, field: str) -> None:
        case = office.case_of(SATO)
        plan = office.create(SATO, "plan", case=case.id, **PLAN | APPROVED)
        office.edit(SERVER, plan, approval="approved", approved_by=BOSS.user, approved_at=AT)
        taken_out: dict[str, Any] = {field: 3 if field == "number" else None}
        assert office.edit(SATO, office.record(plan.id), **taken_out).status == "applied"
        assert office.record(plan.id).fields["approval"] == "changed"

    def test_a_visit_that_moves_the_next_monitoring_asks_for_nothing(self, office: Office) -> None:
        case = office.case_of(SATO)
        plan = approved_plan(office, case)
        note = office.create(SATO, "support", **VISIT, case=case.id, monitors=plan.id)
        office.edit(SATO, plan, next_monitoring="2026-12-L")
        assert office.record(plan.id).fields["approval"] == "approved"
        assert office.record(note.id).fields["review"] == "unread"

    def test_what_a_supervisor_changes_stays_approved(self, office: Office) -> None:
        plan = approved_plan(office, office.case_of(SATO))
        office.edit(BOSS, plan, decision="2026-11-25")
        assert office.record(plan.id).fields["approval"] == "approved"

    def test_a_support_that_comes_changes_or_goes_makes_its_plan_wait_for_approval(self, office: Office) -> None:
        case = office.case_of(SATO)
        for step in ("comes", "changes", "goes"):
            plan = approved_plan(office, case)
            part = {"case": case.id, "plan": plan.id, "what": "家計表を書く"}
            support = office.create(SERVER, "plan_support", **part)
            assert office.record(plan.id).fields["approval"] == "approved"
            if step == "comes":
                office.create(SATO, "plan_support", **part)
            else:
                office.edit(SATO, support, **({"frequency": "月1回"} if step == "changes" else {"deleted": True}))
            stored = office.record(plan.id)
            assert (stored.fields["approval"], stored.head != plan.head) == ("changed", True), step
            (entry,) = office.store.entries([stored.head]).values()
            assert (entry.author, entry.after) == (SATO.user, {"approval": "changed"})

    def test_a_support_of_a_plan_that_nobody_approved_leaves_it_as_it_is(self, office: Office) -> None:
        case = office.case_of(SATO)
        plan = office.create(SATO, "plan", case=case.id, **PLAN)
        office.create(SATO, "plan_support", case=case.id, plan=plan.id, what="家計表を書く")
        assert office.record(plan.id) == plan

    def test_a_phone_that_did_not_know_goes_on_with_the_plan_that_waits(self, office: Office) -> None:
        case = office.case_of(SATO)
        plan = approved_plan(office, case)
        results = office.push(
            SATO,
            office.change("plan_support", office.new_id(), None, {"case": case.id, "plan": plan.id, "what": "通院"}),
            office.change("plan", plan.id, plan.head, {"next_monitoring": "2026-12-L"}),
        )
        assert [result.status for result in results] == ["applied", "merged"]
        assert office.record(plan.id).fields["approval"] == "changed"
        assert office.record(plan.id).fields["next_monitoring"] == "2026-12-L"

    # Meetings, absences, notices

    def test_what_was_talked_about_at_a_meeting_stays(self, office: Office) -> None:
        case = office.case_of(SATO)
        meeting = office.create(BOSS, "meeting", meeting_kind="coordination", held_at=AT)
        about = {"case": case.id, "meeting": meeting.id, "purpose": "consult", "treatment": "discuss"}
        item = office.create(SATO, "agenda_item", **about)
        assert office.edit(SATO, item, deleted=True).code == "not_allowed"
        office.edit(SATO, item, minutes="次回までに確認する。")
        assert office.edit(BOSS, office.record(item.id), deleted=True).code == "kept_for_the_record"
        unused = office.create(SATO, "agenda_item", **about)
        assert office.edit(BOSS, unused, deleted=True).status == "applied"

    @pytest.mark.parametrize("role", CODE_LISTS["role"])
    def test_meetings_are_the_supervisors(self, office: Office, role: str) -> None:
        who, may = Author(BOSS.user, role), role in {"supervisor", "manager"}
        fields = {"meeting_kind": "coordination", "held_at": AT}
        (made,) = office.push(who, office.change("meeting", office.new_id(), None, fields))
        meeting = office.create(SERVER, "meeting", **fields)
        changed = office.edit(who, meeting, notes="変更")
        assert [result.status == "applied" for result in (made, changed)] == [may, may]

    def test_an_absence_is_ones_own_and_the_supervisors(self, office: Office) -> None:
        def absence(who: Author, of: Author) -> str | None:
            fields = {"worker": of.user, "since": "2026-11-24"}
            return office.push(who, office.change("absence", office.new_id(), None, fields))[0].code

        assert absence(SATO, SATO) is absence(CLERK, CLERK) is absence(BOSS, SATO) is None
        assert absence(SATO, SUZUKI) == absence(SATO, BOSS) == absence(CLERK, SATO) == "not_yours"
        theirs = office.create(SUZUKI, "absence", worker=SUZUKI.user, since="2026-11-24")
        for fields in ({"until": "2026-11-24"}, {"deleted": True}, {"worker": SATO.user}):
            assert office.edit(SATO, theirs, **fields).code == "not_yours"
        assert office.edit(SUZUKI, theirs, worker=SATO.user).code == "not_yours"
        assert office.edit(BOSS, theirs, until="2026-11-25").status == "applied"

    def test_only_the_reader_of_a_notice_marks_it_as_seen(self, office: Office) -> None:
        for reader, others in ((SATO, (BOSS, SUZUKI)), (BOSS, (SATO, SUZUKI))):
            notice = office.create(SERVER, "notice", worker=reader.user, reminder="no_contact", made_at=AT)
            assert {office.edit(other, notice, seen=True).code for other in others} == {"not_yours"}
            assert office.edit(reader, notice, seen=True).status == "applied"
