"""Appointments, recurring visits and tasks, made and changed at the desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from server.store import reading, utcnow
from server.store.reader import THE_OFFICE
from sync.fields import read_moment, write_moment
from tests.server.office.desk import Desk
from tests.server.people import OfficeUnderTest, change

DeskFor = Callable[[str], Desk]

WEEKLY = {
    "method": "visit",
    "repeats": "weekly",
    "closed_days": "keep",
    "from_time": "09:30",
    "to_time": "10:15",
    "place": "自宅",
}


@pytest.fixture
def desk(desk_for: DeskFor) -> Desk:
    return desk_for("supervisor")


def live(office: OfficeUnderTest, case: str, kind: str) -> list[dict[str, Any]]:
    """The records of a kind in a case, with their ids."""
    with office.app.app_context(), reading(office.id) as store:
        records = store.as_seen_by(THE_OFFICE).in_case(case, (kind,))
    return [{"id": each.id, **each.fields} for each in records]


def next_week(office: OfficeUnderTest) -> dt.date:
    with office.app.app_context(), reading(office.id) as store:
        return store.day(utcnow()) + dt.timedelta(days=7)


def made_weekly(office: OfficeUnderTest, case: str, desk: Desk) -> tuple[str, str]:
    """A weekly visit from next week on, and its first day."""
    day = next_week(office).isoformat()
    desk.open(f"/office/series/new/{case}")
    assert desk.send(**WEEKLY, starts_on=day).status_code == 303
    (series,) = live(office, case, "series")
    return series["id"], day


def test_an_appointment_is_made_for_whoever_has_the_case(office: OfficeUnderTest, case: str, desk: Desk) -> None:
    desk.open(f"/office/appointments/new/{case}")
    assert desk.send(starts_at="2099-01-10T10:00", place="市役所", purpose="手続き").status_code == 303
    assert "市役所" in desk.follow()
    (made,) = live(office, case, "appointment")
    assert (made["worker"], made["starts_at"], made["state"], made["method"]) == (
        office.users["worker"],
        "2099-01-10T01:00:00Z",
        "planned",
        "visit",
    )
    phones = [each for each in office.client("worker").pull()["records"] if each["kind"] == "appointment"]
    assert [each["id"] for each in phones] == [made["id"]]
    assert "市役所" in desk.open(f"/office/cases/{case}")


def test_an_appointment_that_ends_before_it_starts_is_refused_and_kept(
    office: OfficeUnderTest, case: str, desk: Desk
) -> None:
    desk.open(f"/office/appointments/new/{case}")
    answer = desk.send(starts_at="2099-01-10T10:00", ends_at="2099-01-10T09:00", purpose="手続き")
    assert answer.status_code == 422
    assert "手続き" in answer.text
    assert live(office, case, "appointment") == []


def test_an_appointment_is_cancelled_planned_again_and_removed(office: OfficeUnderTest, case: str, desk: Desk) -> None:
    made = change("appointment", {"case": case, "method": "visit", "starts_at": "2099-01-10T01:00:00Z"})
    office.client("worker").push(made)
    for does, state in (("cancel", "cancelled"), ("plan", "planned")):
        desk.open(f"/office/appointments/{made['record']}/edit")
        assert desk.send(form="/state", do=does).status_code == 303
        desk.follow()
        assert office.stored(str(made["record"]))[str(made["record"])]["state"] == state
    desk.open(f"/office/appointments/{made['record']}/edit")
    desk.send(form="/state", do="remove")
    assert "The appointment is removed." in desk.follow()
    assert live(office, case, "appointment") == []


def test_of_two_who_move_an_appointment_differently_the_second_is_told(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    made = change("appointment", {"case": case, "method": "visit", "starts_at": "2099-01-10T01:00:00Z"})
    office.client("worker").push(made)
    first, second = desk_for("supervisor"), desk_for("manager")
    for desk in (first, second):
        desk.open(f"/office/appointments/{made['record']}/edit")
    first.send(form="/edit", starts_at="2099-01-11T10:00", place="市役所")
    second.send(form="/edit", starts_at="2099-01-12T10:00")
    assert "Both are kept: please choose." in second.follow()


def test_a_recurring_visit_is_made_and_its_times_are_ahead(office: OfficeUnderTest, case: str, desk: Desk) -> None:
    series, day = made_weekly(office, case, desk)
    assert f"/office/series/{series}/times/{day}" in desk.follow()
    assert f"/office/series/{series}/times/{day}" in desk.open(f"/office/cases/{case}")


def test_one_time_of_a_recurring_visit_is_moved_and_the_others_stay(
    office: OfficeUnderTest, case: str, desk: Desk
) -> None:
    series, day = made_weekly(office, case, desk)
    desk.open(f"/office/series/{series}/times/{day}")
    assert desk.send(form=day, starts_at=f"{day}T14:00", ends_at="").status_code == 303
    (instead,) = live(office, case, "appointment")
    assert (instead["series"], instead["occurrence"], instead["place"]) == (series, day, "自宅")
    assert read_moment(instead["starts_at"]).hour == 5
    assert "ends_at" not in instead
    page = desk.follow()
    assert f"/times/{day}" not in page
    assert page.count(f"/office/series/{series}/times/") >= 3
    desk.open(f"/office/series/{series}/times/{day}", status=303)
    assert instead["id"] in desk.page.headers["Location"]


def test_one_time_is_cancelled_once_and_given_back(office: OfficeUnderTest, case: str, desk: Desk) -> None:
    series, day = made_weekly(office, case, desk)
    desk.open(f"/office/series/{series}/times/{day}")
    token = desk.token()
    for _ in range(2):
        desk.post(f"/office/series/{series}/times/{day}/cancel", csrf_token=token)
        desk.follow()
    (cancelled,) = live(office, case, "appointment")
    assert (cancelled["state"], cancelled["occurrence"]) == ("cancelled", day)
    desk.open(f"/office/appointments/{cancelled['id']}/edit")
    desk.send(form="/state", do="remove")
    assert f"/times/{day}" in desk.follow()


def test_of_two_who_move_the_same_time_the_second_is_told_and_keeps_the_text(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    first, second = desk_for("supervisor"), desk_for("manager")
    series, day = made_weekly(office, case, first)
    for desk in (first, second):
        desk.open(f"/office/series/{series}/times/{day}")
    first.send(form=day, starts_at=f"{day}T14:00", ends_at="")
    answer = second.send(form=day, starts_at=f"{day}T15:00", ends_at="", purpose="受診の同行")
    assert answer.status_code == 409
    assert "受診の同行" in answer.text
    assert len(live(office, case, "appointment")) == 1


def test_a_recurring_visit_is_changed_but_for_its_rhythm_and_ended(
    office: OfficeUnderTest, case: str, desk: Desk
) -> None:
    series, _ = made_weekly(office, case, desk)
    assert 'name="repeats"' not in desk.open(f"/office/series/{series}/edit")
    desk.send(form="/edit", from_time="13:00", to_time="14:00")
    assert office.stored(series)[series]["from_time"] == "13:00"
    desk.open(f"/office/series/{series}/edit")
    desk.send(form="/end")
    assert "The recurring visit has ended." in desk.follow()
    assert live(office, case, "series") == []


def test_a_recurring_visit_that_has_begun_ends_today(office: OfficeUnderTest, case: str, desk: Desk) -> None:
    made = change("series", {**WEEKLY, "case": case, "starts_on": "2020-01-06"})
    office.client("worker").push(made)
    desk.open(f"/office/series/{made['record']}/edit")
    desk.send(form="/end")
    today = next_week(office) - dt.timedelta(days=7)
    assert live(office, case, "series")[0]["until"] == today.isoformat()


@pytest.mark.parametrize("day", ["2026-13-01", "20270216", "nonsense"])
def test_a_day_that_is_none_has_no_time(office: OfficeUnderTest, case: str, desk: Desk, day: str) -> None:
    series, _ = made_weekly(office, case, desk)
    desk.open(f"/office/series/{series}/times/{day}", status=404)


def test_a_task_is_written_changed_and_removed(office: OfficeUnderTest, case: str, desk: Desk) -> None:
    desk.open(f"/office/tasks/new/{case}")
    assert desk.send().status_code == 422
    assert desk.send(what="決定通知を届ける", due="令和9年1月20日").status_code == 303
    assert "決定通知を届ける" in desk.follow()
    (task,) = live(office, case, "task")
    assert (task["due"], task["worker"]) == ("2027-01-20", office.users["worker"])
    desk.open(f"/office/tasks/{task['id']}/edit")
    desk.send(form="/edit", due="2027-01-25")
    assert live(office, case, "task")[0]["due"] == "2027-01-25"
    desk.open(f"/office/tasks/{task['id']}/edit")
    desk.send(form="/remove")
    assert live(office, case, "task") == []


def test_what_was_planned_and_never_settled_is_asked_for(office: OfficeUnderTest, case: str, desk: Desk) -> None:
    yesterday = write_moment(utcnow() - dt.timedelta(days=1))
    made = change("appointment", {"case": case, "method": "visit", "starts_at": yesterday, "place": "公民館"})
    office.client("worker").push(made)
    page = desk.open(f"/office/cases/{case}/ahead/")
    assert "Planned, and nobody said how it went" in page
    assert "公民館" in page
    desk.open(f"/office/appointments/{made['record']}/edit")
    desk.send(form="/state", do="done")
    assert "公民館" not in desk.follow()


def test_nobody_plans_in_cases_that_they_do_not_see_and_a_clerk_in_none(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    made = change("task", {"case": case, "what": "届ける"})
    office.client("worker").push(made)
    office.hire("worker2", "worker")
    stranger = Desk(office.app.test_client())
    stranger.sign_in(office.login("worker2"))
    stranger.open(f"/office/appointments/new/{case}", status=404)
    stranger.open(f"/office/cases/{case}/ahead/", status=404)
    stranger.open(f"/office/tasks/{made['record']}/edit", status=404)
    desk_for("clerk").open(f"/office/appointments/new/{case}", status=403)
