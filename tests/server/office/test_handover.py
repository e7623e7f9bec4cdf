"""Somebody's work is listed, handed to colleagues in one step, and that step is undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from server.ground.ids import new_id
from server.services.casework import change_as_server
from server.store import utcnow, writing
from tests.server.office.desk import Desk
from tests.server.people import OfficeUnderTest, change
from tests.server.restricting import restrict

DeskFor = Callable[[str], Desk]


@pytest.fixture
def desk(desk_for: DeskFor) -> Desk:
    return desk_for("supervisor")


@pytest.fixture
def colleague(office: OfficeUnderTest) -> str:
    return office.hire("worker2", "worker")


def written(office: OfficeUnderTest, kind: str, **fields: Any) -> str:
    """A record as the office writes it."""
    record, by = new_id(), office.users["manager"]
    with office.app.app_context(), writing(office.id) as store:
        change_as_server(store, kind, record, fields, by=by, now=utcnow())
    return record


def to_do(office: OfficeUnderTest, case: str) -> dict[str, str]:
    """Something of each kind that is ahead in a case in the worker's name, by kind."""
    worker = office.users["worker"]
    rhythm = {"repeats": "weekly", "starts_on": "2026-01-05", "from_time": "09:30"}
    return {
        "appointment": written(
            office, "appointment", case=case, worker=worker, method="visit", starts_at="2099-01-10T01:00:00Z"
        ),
        "series": written(office, "series", case=case, worker=worker, method="visit", **rhythm),
        "task": written(office, "task", case=case, worker=worker, what="決定通知を届ける"),
    }


def work_of(desk: Desk, user: str) -> str:
    return desk.open(f"/office/handover/?from={user}")


def test_everything_of_a_leaver_goes_to_a_colleague_in_one_step_and_comes_back_in_one(
    office: OfficeUnderTest, case: str, desk: Desk, colleague: str
) -> None:
    worker = office.users["worker"]
    ahead = to_do(office, case)
    written(office, "task", case=case, worker=worker, what="済み", done_on="2026-11-20")
    before = office.stored(case, *ahead.values())
    page = work_of(desk, worker)
    assert "見本 花子" in page
    assert [f"{word} 1" in page for word in ("Appointments", "Recurring visits", "Tasks")] == [True] * 3
    assert desk.send(to=colleague).status_code == 303
    page = desk.follow()
    assert "1 case was handed over. With them 3 appointments, recurring visits and tasks." in page
    assert office.stored(case)[case]["main_worker"] == colleague
    assert {office.stored(id_)[id_]["worker"] for id_ in ahead.values()} == {colleague}
    phone = office.client(login=office.login("worker2"))
    assert {case, *ahead.values()} <= {each["id"] for each in phone.pull()["records"]}
    desk.send(form="/undo")
    assert "The hand-over is undone. Everything stands as before." in desk.follow()
    assert office.stored(case, *ahead.values()) == before
    assert ">Undo<" not in desk.page.text


def test_each_case_goes_to_whom_is_chosen_for_it_and_stays_where_that_is_said(
    office: OfficeUnderTest, desk: Desk, colleague: str
) -> None:
    worker, supervisor = office.users["worker"], office.users["supervisor"]
    default, apart, stays = (office.case_of(worker) for _ in range(3))
    work_of(desk, worker)
    desk.send(to=colleague, **{f"to.{apart}": supervisor, f"to.{stays}": "stays"})
    assert [office.stored(case)[case]["main_worker"] for case in (default, apart, stays)] == [
        colleague,
        supervisor,
        worker,
    ]


def test_a_case_that_came_after_the_list_was_read_stays(
    office: OfficeUnderTest, case: str, desk: Desk, colleague: str
) -> None:
    worker = office.users["worker"]
    work_of(desk, worker)
    later = office.case_of(worker)
    desk.send(to=colleague)
    assert office.stored(case)[case]["main_worker"] == colleague
    assert office.stored(later)[later]["main_worker"] == worker


def test_what_somebody_changed_since_stays_and_is_named(
    office: OfficeUnderTest, case: str, desk: Desk, colleague: str
) -> None:
    worker, supervisor = office.users["worker"], office.users["supervisor"]
    ahead, second = to_do(office, case), office.case_of(worker, "港 二郎")
    work_of(desk, worker)
    desk.send(to=colleague)
    written_by = office.users["manager"]
    with office.app.app_context(), writing(office.id) as store:
        change_as_server(store, "task", ahead["task"], {"worker": supervisor}, by=written_by, now=utcnow())
        change_as_server(store, "case", second, {"main_worker": supervisor}, by=written_by, now=utcnow())
        change_as_server(store, "case", case, {"number": "K-7"}, by=written_by, now=utcnow())
    desk.open("/office/handover/")
    page = desk.send(form="/undo").text
    assert "2 records stay as they are" in page
    assert "港 二郎" in page
    assert "決定通知を届ける" in page
    stored = office.stored(case, second, *ahead.values())
    assert (stored[case]["main_worker"], stored[case]["number"]) == (worker, "K-7")
    assert (stored[second]["main_worker"], stored[ahead["task"]]["worker"]) == (supervisor, supervisor)
    assert stored[ahead["appointment"]]["worker"] == worker


def test_a_step_is_undone_once(office: OfficeUnderTest, case: str, desk: Desk, colleague: str) -> None:
    worker = office.users["worker"]
    work_of(desk, worker)
    desk.send(to=colleague)
    desk.follow()
    undo = desk.form("/undo")
    desk.post(undo.action, **undo.values)
    work_of(desk, worker)
    desk.send(to=colleague)
    desk.post(undo.action, **undo.values)
    assert office.stored(case)[case]["main_worker"] == colleague


def test_who_has_only_something_to_do_in_a_case_hands_that_over_with_the_sight_of_it(
    office: OfficeUnderTest, desk: Desk, colleague: str
) -> None:
    supervisor = office.users["supervisor"]
    case = office.case_of(supervisor)
    task = written(office, "task", case=case, worker=office.users["worker"], what="届ける")
    assert "Not in charge" in work_of(desk, office.users["worker"])
    desk.send(to=colleague)
    stored = office.stored(case, task)
    assert (stored[case]["main_worker"], stored[case]["co_workers"]) == (supervisor, [colleague])
    assert stored[task]["worker"] == colleague


def test_unsent_work_of_a_leaver_is_taken_and_their_phone_is_emptied(
    office: OfficeUnderTest, case: str, desk: Desk, colleague: str
) -> None:
    phone = office.client("worker")
    phone.cursor = phone.pull()["cursor"]
    work_of(desk, office.users["worker"])
    desk.send(to=colleague)
    answer = phone.exchange(change("task", {"case": case, "what": "電話する"})).get_json()
    assert answer["results"][0]["status"] == "applied"
    assert case in answer["gone"]


def test_cases_without_a_worker_are_handed_out(office: OfficeUnderTest, desk: Desk, colleague: str) -> None:
    case = office.case_of(None)
    board = desk.open("/office/team/")
    assert "1 case without a worker" in board
    assert f"/office/cases/{case}" in desk.open("/office/handover/")
    work_of(desk, "nobody")
    desk.send(to=colleague)
    assert office.stored(case)[case]["main_worker"] == colleague
    assert "case without a worker" not in desk.open("/office/team/")


def test_a_restricted_case_goes_to_nobody_who_would_not_see_it(
    office: OfficeUnderTest, case: str, desk_for: DeskFor, desk: Desk, colleague: str
) -> None:
    worker, manager = office.users["worker"], office.users["manager"]
    open_case = office.case_of(worker, "港 二郎")
    restrict(office, case, worker, manager)
    assert "1 restricted case of the office is not among them" in work_of(desk, worker)
    named = desk_for("manager")
    work_of(named, worker)
    answer = named.send(to=colleague)
    assert answer.status_code == 422
    assert "This case is restricted." in answer.text
    assert office.stored(open_case)[open_case]["main_worker"] == worker
    named.send(to=colleague, **{f"to.{case}": manager})
    assert office.stored(case)[case]["main_worker"] == manager
    desk.open("/office/handover/")
    desk.send(form="/undo")
    assert "Somebody who may open them can undo it." in desk.follow()
    assert office.stored(case)[case]["main_worker"] == manager


def test_nobody_who_does_not_work_with_cases_takes_them_over(office: OfficeUnderTest, case: str, desk: Desk) -> None:
    for stranger in ("", office.users["clerk"], office.users["worker"], new_id()):
        work_of(desk, office.users["worker"])
        assert desk.send(to=stranger).status_code == 422
    assert office.stored(case)[case]["main_worker"] == office.users["worker"]


def test_a_worker_hands_nothing_over(case: str, desk_for: DeskFor) -> None:
    desk_for("worker").open("/office/handover/", status=403)
    desk_for("clerk").open("/office/handover/", status=403)
