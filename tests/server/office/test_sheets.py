"""A case on one page: everything that a colleague must know, and for whom."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from server.ground.ids import new_id
from server.office.sheets import CONTACTS, case_sheets
from server.services.casework import change_as_server
from server.store import reading, utcnow, writing
from server.store.reader import reader_of
from sync.followup import Thresholds
from tests.server.counting import counted
from tests.server.office.desk import Desk
from tests.server.people import OfficeUnderTest, change, visit

DeskFor = Callable[[str], Desk]


@pytest.fixture
def case(office: OfficeUnderTest) -> str:
    """A case with something in every part of its page."""
    case, by, household = office.case_of(office.users["worker"]), office.users["manager"], new_id()
    with office.app.app_context(), writing(office.id) as store:
        person = store.records.by_id([case])[case].fields["person"]
        home = {"name": "見本家", "members": "母と二人", "safety_notes": "犬に注意"}
        change_as_server(store, "household", household, home, by=by, now=utcnow())
        change_as_server(store, "person", person, {"household": household}, by=by, now=utcnow())
        told = {"summary": "ここまでの経過", "issues": ["housing"], "route": "self", "opened_on": "2026-04-01"}
        change_as_server(store, "case", case, told, by=by, now=utcnow())
    old = change("plan", {"case": case, "number": 1, "goal": "前の目標", "result": "new_plan", "evaluated": "2026-09"})
    plan = change("plan", {"case": case, "number": 2, "goal": "今の目標", "decision": "2026-10-05"})
    support = change("plan_support", {"case": case, "plan": plan["record"], "what": "家計の相談"})
    tasks = [
        change("task", {"case": case, "what": "保険証の写し"}),
        change("task", {"case": case, "what": "済んだこと", "done_on": "2026-11-01"}),
    ]
    notes = [visit(case, started_at=f"2026-11-{day:02d}T01:00:00Z", narrative=f"{day}日の話") for day in range(10, 17)]
    office.client("worker").push(old, plan, support, *tasks, *notes)
    return case


def test_the_page_tells_what_a_colleague_must_know(case: str, desk_for: DeskFor) -> None:
    page = desk_for("worker").open(f"/office/cases/{case}/sheet")
    told = ["見本 花子", "犬に注意", "母と二人", "ここまでの経過", "今の目標", "家計の相談", "保険証の写し", "16日の話"]
    assert [text for text in told if text not in page] == []
    assert not any(text in page for text in ("前の目標", "済んだこと", f"{16 - CONTACTS}日の話"))
    assert "No monitoring date" in page


@pytest.mark.parametrize(("role", "status"), [("supervisor", 200), ("manager", 200), ("clerk", 403), ("partner", 403)])
def test_the_page_is_for_those_who_work_with_cases(case: str, desk_for: DeskFor, role: str, status: int) -> None:
    desk_for(role).open(f"/office/cases/{case}/sheet", status)


def test_a_worker_gets_no_page_of_a_case_that_is_not_theirs(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    other = office.case_of(office.users["supervisor"])
    desk_for("worker").open(f"/office/cases/{other}/sheet", 404)


def test_many_pages_take_no_more_queries_than_one(office: OfficeUnderTest, case: str) -> None:
    others = [office.case_of(office.users["worker"], f"架空 {number}") for number in range(6)]
    supervisor = reader_of(office.users["supervisor"], "supervisor")
    with office.app.app_context():
        with reading(office.id) as store, counted(office.app) as one:
            assert set(case_sheets(store.as_seen_by(supervisor), [case], Thresholds(), utcnow())) == {case}
        with reading(office.id) as store, counted(office.app) as many:
            assert set(case_sheets(store.as_seen_by(supervisor), [case, *others], Thresholds(), utcnow())) == {
                case,
                *others,
            }
    assert len(many) == len(one)
