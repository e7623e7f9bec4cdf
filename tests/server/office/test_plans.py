"""Plans at the office: who sees what of one, the supervisor's word on it, and the days that meetings give it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from server.services.casework import change_as_server
from server.store import utcnow, writing
from tests.server.office.desk import Desk
from tests.server.people import Client, OfficeUnderTest, change, visit

DeskFor = Callable[[str], Desk]
GOAL = "週に一度、母と買い物に行く。"


def drawn_up(office: OfficeUnderTest, case: str, **fields: Any) -> str:
    """A plan of the worker, sent from the phone."""
    plan = change("plan", {"case": case, "number": 1, "goal": GOAL, "submitted": True} | fields)
    (result,) = office.client("worker").push(plan)
    assert result["status"] == "applied", result
    return str(plan["record"])


def changed(office: OfficeUnderTest, plan: str, **fields: Any) -> None:
    """The worker changes a plan on the phone."""
    phone = office.client("worker")
    head = next(record["head"] for record in phone.pull()["records"] if record["id"] == plan)
    (result,) = phone.push(change("plan", fields, plan, head))
    assert result["status"] in {"applied", "merged"}, result


def test_a_plan_that_is_approved_leaves_the_list_and_its_worker_is_told(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    plan = drawn_up(office, case)
    desk = desk_for("supervisor")
    assert f"/office/plans/{plan}" in desk.open("/office/plans/")
    assert GOAL in desk.open(f"/office/plans/{plan}")
    desk.send(form=plan, do="approved")
    assert "The plan is approved." in desk.follow()
    assert plan not in desk.open("/office/plans/")
    stored = office.stored(plan)[plan]
    assert (stored["approval"], stored["approved_by"]) == ("approved", office.users["supervisor"])
    told = [record["fields"] for record in office.client("worker").pull()["records"] if record["kind"] == "notice"]
    assert [(notice["reminder"], notice["about"]) for notice in told] == [("approval", plan)]


def test_the_plan_that_has_waited_longest_comes_next(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    first, second = drawn_up(office, case), drawn_up(office, case, number=2)
    desk = desk_for("manager")
    desk.open(f"/office/plans/{second}")
    desk.send(form=second, do="approved")
    assert desk.page.headers["Location"] == f"/office/plans/{first}"


def test_a_returned_plan_reaches_the_worker_with_its_comment(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    plan = drawn_up(office, case)
    desk = desk_for("supervisor")
    desk.open(f"/office/plans/{plan}")
    assert desk.send(form=plan, do="returned", text=" ").status_code == 422
    desk.send(form=plan, do="returned", text="期間を書き足してください。")
    records = {record["id"]: record for record in office.client("worker").pull()["records"]}
    assert records[plan]["fields"]["approval"] == "returned"
    (comment,) = [record["fields"] for record in records.values() if record["kind"] == "comment"]
    assert (comment["about"], comment["text"]) == (plan, "期間を書き足してください。")


def test_a_returned_plan_waits_again_when_it_is_submitted_anew_and_not_before(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    plan = drawn_up(office, case)
    desk = desk_for("supervisor")
    desk.open(f"/office/plans/{plan}")
    desk.send(form=plan, do="returned", text="期間を書き足してください。")
    changed(office, plan, period_end="2027-03")
    assert plan not in desk.open("/office/plans/")
    changed(office, plan, submitted=True)
    assert plan in desk.open("/office/plans/")
    told = [record["fields"] for record in office.client("supervisor").pull()["records"] if record["kind"] == "notice"]
    assert [notice["reminder"] for notice in told if notice["about"] == plan] == ["approval", "approval"]


def test_a_plan_that_changed_after_it_was_opened_is_not_approved_and_the_comment_stays(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    plan = drawn_up(office, case)
    desk = desk_for("supervisor")
    desk.open(f"/office/plans/{plan}")
    changed(office, plan, goal=GOAL + "月に一度は一人で。")
    answer = desk.send(form=plan, do="approved", text="よい目標です。")
    assert answer.status_code == 409
    assert "has been changed since you opened it" in answer.text
    assert "よい目標です。" in answer.text
    assert office.stored(plan)[plan]["approval"] == "asked"
    desk.send(form=plan, do="approved")
    assert office.stored(plan)[plan]["approval"] == "approved"


def test_an_approved_plan_that_is_changed_waits_again(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    plan = drawn_up(office, case)
    desk = desk_for("supervisor")
    desk.open(f"/office/plans/{plan}")
    desk.send(form=plan, do="approved")
    changed(office, plan, period_end="2027-03")
    assert plan in desk.open("/office/plans/")


def test_only_the_dates_that_were_altered_are_written(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    plan = drawn_up(office, case, coordination_meeting="2026-11-L")
    desk = desk_for("supervisor")
    desk.open(f"/office/plans/{plan}")
    changed(office, plan, coordination_meeting="2026-12-03")
    desk.send(form="/dates", decision="2026-12-03")
    desk.follow()
    stored = office.stored(plan)[plan]
    assert (stored["coordination_meeting"], stored["decision"]) == ("2026-12-03", "2026-12-03")


def test_a_date_that_two_people_gave_differently_is_kept_twice_and_asked(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    plan = drawn_up(office, case)
    desk = desk_for("supervisor")
    desk.open(f"/office/plans/{plan}")
    changed(office, plan, decision="2026-12-01")
    desk.send(form="/dates", decision="2026-12-03")
    assert "Which of the two?" in desk.follow()
    assert office.stored(plan)[plan]["decision"] == "2026-12-01"
    assert "Two people wrote different things here" in desk.open(f"/office/plans/{plan}")


def test_a_date_that_is_none_is_said_beside_its_field(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    plan = drawn_up(office, case)
    desk = desk_for("supervisor")
    desk.open(f"/office/plans/{plan}")
    answer = desk.send(form="/dates", decision="来週", evaluation_meeting="2027-03")
    assert answer.status_code == 422
    assert "Please check the date." in answer.text
    assert 'value="2027-03"' in answer.text
    assert "decision" not in office.stored(plan)[plan]


def test_dates_are_written_as_people_write_them(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    plan = drawn_up(office, case, coordination_meeting="2026-11-L", decision="2026-12-03")
    desk = desk_for("supervisor")
    page = desk.open(f"/office/plans/{plan}?lang=ja")
    assert 'value="2026年11月下旬"' in page
    assert 'value="2026年12月3日"' in page
    desk.send(form="/dates", coordination_meeting="令和8年12月上旬", evaluation_meeting="2027年6月")
    stored = office.stored(plan)[plan]
    assert (stored["coordination_meeting"], stored["evaluation_meeting"]) == ("2026-12-U", "2027-06")
    assert stored["decision"] == "2026-12-03"


def test_two_plans_of_one_number_are_pointed_out_and_one_gets_another(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    first, second = drawn_up(office, case), drawn_up(office, case)
    desk = desk_for("supervisor")
    assert f"/office/plans/{first}" in desk.open(f"/office/plans/{second}")
    assert "have the same number" in desk.open(f"/office/plans/{second}")
    desk.send(form="/dates", number="2")
    assert "have the same number" not in desk.follow()
    assert office.stored(second)[second]["number"] == 2


def test_a_plan_shows_what_it_is_made_of_and_who_looked_at_it_again(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    plan = drawn_up(office, case)
    part = change("plan_support", {"case": case, "plan": plan, "what": "就労準備講座", "agency": "若者ステーション"})
    note = visit(case, narrative="買い物に二度行けた。", monitors=plan)
    office.client("worker").push(part, note)
    page = desk_for("worker").open(f"/office/plans/{plan}")
    assert all(text in page for text in ("就労準備講座", "若者ステーション", "買い物に二度行けた。", note["record"]))


def test_nothing_of_a_case_that_was_removed_waits_for_the_supervisor(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    plan, note = drawn_up(office, case), visit(case)
    office.client("worker").push(note)
    desk = desk_for("supervisor")
    assert plan in desk.open("/office/plans/")
    assert note["record"] in desk.open("/office/notes/")
    with office.app.app_context(), writing(office.id) as store:
        change_as_server(store, "case", case, {"deleted": True}, by=office.users["supervisor"], now=utcnow())
    desk.open(f"/office/plans/{plan}", 404)
    assert plan not in desk.open("/office/plans/")
    assert note["record"] not in desk.open("/office/notes/")


@pytest.mark.parametrize("number", ["0", "100", "２.５", "9" * 5_000])
def test_a_number_that_is_none_is_asked_for_again(
    office: OfficeUnderTest, case: str, desk_for: DeskFor, number: str
) -> None:
    plan = drawn_up(office, case)
    desk = desk_for("supervisor")
    desk.open(f"/office/plans/{plan}")
    answer = desk.send(form="/dates", number=number)
    assert answer.status_code == 422
    assert number in answer.text
    assert office.stored(plan)[plan]["number"] == 1


@pytest.mark.parametrize(
    ("role", "reads"), [("supervisor", True), ("manager", True), ("worker", True), ("clerk", False)]
)
def test_what_people_wrote_in_a_plan_is_for_those_who_work_with_the_case(
    office: OfficeUnderTest, case: str, desk_for: DeskFor, role: str, reads: bool
) -> None:
    plan = drawn_up(office, case, period_end="2027-03")
    office.client("worker").push(
        change("plan_support", {"case": case, "plan": plan, "what": "就労準備講座"}),
        change("comment", {"case": case, "about": plan, "text": "一言", "written_at": "2026-11-20T00:00:00Z"}),
        change("task", {"case": case, "about": plan, "what": "申請書を出す"}),
    )
    page = desk_for(role).open(f"/office/plans/{plan}")
    assert [text in page for text in (GOAL, "就労準備講座", "一言", "申請書を出す")] == [reads] * 4
    assert "March 2027" in page


def test_a_worker_opens_the_plans_of_their_own_cases_only_and_approves_none(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    mine = drawn_up(office, case)
    other = change("plan", {"case": office.case_of(office.users["supervisor"]), "number": 1})
    office.client("supervisor").push(other)
    desk = desk_for("worker")
    desk.open(f"/office/plans/{other['record']}", 404)
    desk.open(f"/office/plans/{mine}")
    given = desk.form(mine).values
    assert desk.post(f"/office/plans/{mine}", **given, do="approved").status_code == 403
    assert desk.post(f"/office/plans/{other['record']}/dates", **given).status_code == 404


def test_a_worker_dates_their_own_plan_at_the_office_as_on_the_phone_and_it_waits_for_approval(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    plan = drawn_up(office, case)
    supervisor = desk_for("supervisor")
    supervisor.open(f"/office/plans/{plan}")
    supervisor.send(form=plan, do="approved")
    desk = desk_for("worker")
    desk.open(f"/office/plans/{plan}")
    assert desk.send(form="/dates", number="2").status_code == 303
    stored = office.stored(plan)[plan]
    assert (stored["number"], stored["approval"]) == (2, "changed")


def test_the_history_of_a_plan_tells_who_altered_what(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    plan = drawn_up(office, case, period_end="2027-03")
    changed(office, plan, period_end="2027-06")
    page = desk_for("supervisor").open(f"/office/plans/{plan}")
    assert re.search(r"March 2027 .*→.* June 2027", page)


def test_a_plan_whose_supports_changed_while_it_was_read_is_not_approved(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    plan = drawn_up(office, case)
    part = change("plan_support", {"case": case, "plan": plan, "what": "家計表を書く"})
    office.client("worker").push(part)
    desk = desk_for("supervisor")
    desk.open(f"/office/plans/{plan}")
    phone = office.client("worker")
    phone.push(change("plan_support", {"what": "買い物に行く"}, part["record"], part["id"]))
    assert desk.send(form=plan, do="approved").status_code == 409
    assert office.stored(plan)[plan]["approval"] == "asked"
    page = desk.open(f"/office/plans/{plan}")
    assert "買い物に行く" in page
    assert desk.send(form=plan, do="approved").status_code == 303
    phone.push(change("plan_support", {"deleted": True}, part["record"], phone_head(phone, part["record"])))
    assert office.stored(plan)[plan]["approval"] == "changed"
    assert "家計表を書く" in desk.open(f"/office/plans/{plan}"), "what was taken out stands in the history"


def phone_head(phone: Client, record: str) -> str:
    """The head of a record as a phone pulls it."""
    return str(next(found["head"] for found in phone.pull()["records"] if found["id"] == record))
