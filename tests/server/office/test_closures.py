"""Cases closed with a reason and reopened, and tasks ticked, at the desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from server.store import reading, utcnow
from tests.server.office.desk import Desk
from tests.server.people import OfficeUnderTest, change

DeskFor = Callable[[str], Desk]


def today(office: OfficeUnderTest) -> dt.date:
    with office.app.app_context(), reading(office.id) as store:
        return store.day(utcnow())


def test_a_case_is_closed_with_a_reason_on_a_day(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    desk = desk_for("supervisor")
    desk.open(f"/office/cases/{case}/closure")
    answer = desk.send()
    assert answer.status_code == 422
    assert 'href="#closure"' in answer.text
    assert desk.send(closure="employment").status_code == 303
    assert "The case is closed." in desk.follow()
    stored = office.stored(case)[case]
    assert (stored["state"], stored["closure"]) == ("closed", "employment")
    assert stored["closed_on"] == today(office).isoformat()


def test_a_closing_is_corrected_by_the_same_form(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    desk = desk_for("supervisor")
    desk.open(f"/office/cases/{case}/closure")
    desk.send(closure="employment", closed_on="2026-11-30")
    desk.open(f"/office/cases/{case}/closure")
    desk.send(closure="referred")
    stored = office.stored(case)[case]
    assert (stored["closure"], stored["closed_on"]) == ("referred", "2026-11-30")


def test_a_reopening_takes_the_closing_back(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    desk = desk_for("clerk")
    desk.open(f"/office/cases/{case}/reopening")
    desk.send()
    assert "Nothing was changed." in desk.follow()
    desk.open(f"/office/cases/{case}/closure")
    desk.send(closure="interrupted", closed_on="2026-11-30")
    desk.open(f"/office/cases/{case}/reopening")
    assert desk.send().status_code == 303
    stored = office.stored(case)[case]
    assert stored["state"] == "open"
    assert stored.keys().isdisjoint({"closure", "closed_on"})


def test_a_case_is_not_closed_before_it_was_opened(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    phone = office.client("supervisor")
    opened = change("case", {"opened_on": "2026-11-20"}, case)
    head = next((each["head"] for each in phone.pull()["records"] if each["id"] == case), None)
    desk = desk_for("supervisor")
    desk.open(f"/office/cases/{case}/closure")
    base = head or desk.form().values["seen"][0]
    assert phone.push(opened | {"base": base})[0]["status"] == "applied"
    desk.open(f"/office/cases/{case}/closure")
    answer = desk.send(closure="employment", closed_on="2026-11-19")
    assert answer.status_code == 422
    assert "2026-11-19" in answer.text


def test_of_two_who_close_a_case_differently_the_second_is_told(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    first, second = desk_for("supervisor"), desk_for("manager")
    for desk in (first, second):
        desk.open(f"/office/cases/{case}/closure")
    first.send(closure="employment")
    second.send(closure="referred")
    assert "Both are kept: please choose." in second.follow()
    assert office.stored(case)[case]["closure"] == "employment"


def test_a_clerk_who_disagrees_is_told_and_chooses_nothing(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    first, clerk = desk_for("supervisor"), desk_for("clerk")
    for desk in (first, clerk):
        desk.open(f"/office/cases/{case}/closure")
    first.send(closure="employment")
    clerk.send(closure="referred")
    assert "Both are kept until one is chosen." in clerk.follow()


def test_what_is_still_ahead_is_said_before_a_case_is_closed(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    office.client("worker").push(
        change("appointment", {"case": case, "method": "visit", "starts_at": "2099-01-10T01:00:00Z"}),
        change("task", {"case": case, "what": "決定通知を届ける"}),
        change("task", {"case": case, "what": "済んだこと", "done_on": "2026-11-20"}),
    )
    page = desk_for("supervisor").open(f"/office/cases/{case}/closure")
    assert "1 appointment is still ahead. 1 task is not done yet." in page
    assert "still ahead" not in desk_for("clerk").open(f"/office/cases/{case}/closure")


def test_a_task_is_ticked_where_it_is_read_and_unticked(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    made = change("task", {"case": case, "what": "決定通知を届ける"})
    office.client("worker").push(made)
    task, desk = str(made["record"]), desk_for("supervisor")
    desk.open(f"/office/cases/{case}")
    answer = desk.send(form=f"/tasks/{task}", do="done")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/office/cases/{case}#tasks")
    assert office.stored(task)[task]["done_on"] == today(office).isoformat()
    assert "The task is done." in desk.follow()
    desk.send(form=f"/tasks/{task}", do="open")
    assert "done_on" not in office.stored(task)[task]


def test_after_a_tick_nobody_is_sent_elsewhere(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    made = change("task", {"case": case, "what": "決定通知を届ける"})
    office.client("worker").push(made)
    task, desk = str(made["record"]), desk_for("supervisor")
    desk.open(f"/office/cases/{case}")
    answer = desk.send(form=f"/tasks/{task}", do="done", here="//elsewhere.example/")
    assert answer.headers["Location"].startswith(f"/office/cases/{case}")


def test_nobody_ticks_or_closes_what_they_do_not_see(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    made = change("task", {"case": case, "what": "決定通知を届ける"})
    office.client("worker").push(made)
    office.hire("worker2", "worker")
    desk = Desk(office.app.test_client())
    desk.sign_in(office.login("worker2"))
    desk.open(f"/office/cases/{case}/closure", status=404)
    desk.open("/office/records/")
    assert desk.post(f"/office/tasks/{made['record']}", do="done", csrf_token=desk.token()).status_code == 404
