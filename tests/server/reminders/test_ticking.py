"""A look at an office writes what is missing, and nothing else."""

from __future__ import annotations

from typing import NoReturn

import pytest

from server.reminders.ticking import Ticker
from server.store import writing
from tests.server.people import OfficeUnderTest
from tests.server.reminders.office import deliveries, plan_with_monitoring, subscribe, tick, told, write

OUT = {"started_at": "2026-11-19T01:00:00Z"}


def test_a_monitoring_is_announced_told_repeated_and_escalated(office: OfficeUnderTest) -> None:
    plan_with_monitoring(office, "2026-11-18")
    ticker = Ticker()
    assert tick(office, "2026-11-11 08:29", ticker) == 0
    assert tick(office, "2026-11-11 08:30", ticker) == 1
    assert tick(office, "2026-11-11 08:31", ticker) == 0
    assert tick(office, "2026-11-18 08:30", ticker) == 1
    assert tick(office, "2026-11-25 08:30", ticker) == 2
    assert tick(office, "2026-12-02 08:30", ticker) == 1
    assert told(office) == {
        ("worker", "monitoring_soon"): 1,
        ("worker", "monitoring_due"): 1,
        ("worker", "monitoring_overdue"): 2,
        ("supervisor", "monitoring_escalated"): 1,
    }


def test_a_look_at_which_nothing_is_missing_writes_nothing(office: OfficeUnderTest) -> None:
    plan_with_monitoring(office, "2026-11-18")
    tick(office, "2026-11-18 08:30")
    before = office.last_seq()
    assert tick(office, "2026-11-18 08:31") == 0
    assert office.last_seq() == before


def test_a_ticker_sees_what_has_changed_since_its_last_look(office: OfficeUnderTest) -> None:
    ticker = Ticker()
    _, plan = plan_with_monitoring(office, "2026-12-18")
    assert tick(office, "2026-11-18 10:00", ticker) == 0
    write(office, "plan", {"next_monitoring": "2026-11-18"}, plan)
    assert tick(office, "2026-11-18 10:01", ticker) == 1


def test_a_ticker_sees_what_the_office_chooses_anew(office: OfficeUnderTest) -> None:
    ticker = Ticker()
    plan_with_monitoring(office, "2026-12-04")
    assert tick(office, "2026-11-20 10:00", ticker) == 0
    with office.app.app_context(), writing(office.id) as store:
        store.reminders.keep_settings({"monitoring_soon_days": 14})
    assert tick(office, "2026-11-20 10:01", ticker) == 1


def test_what_is_late_is_told_together_on_the_day_of_the_week_that_the_office_has_chosen(
    office: OfficeUnderTest,
) -> None:
    with office.app.app_context(), writing(office.id) as store:
        store.reminders.keep_settings({"late_weekday": "monday"})
    plan_with_monitoring(office, "2026-11-03")
    plan_with_monitoring(office, "2026-11-06")
    write(office, "case", {"opened_on": "2026-10-14"}, office.case_of(office.users["worker"]))
    for day in (10, 11, 12, 13):
        tick(office, f"2026-11-{day} 08:30")
    assert {reminder for _, reminder in told(office)} == {"monitoring_due"}
    assert tick(office, "2026-11-16 08:29") == 0
    assert tick(office, "2026-11-16 08:30") == 5
    assert told(office) == {
        ("worker", "monitoring_due"): 2,
        ("worker", "monitoring_overdue"): 2,
        ("supervisor", "monitoring_escalated"): 2,
        ("worker", "no_contact"): 1,
    }


def test_every_case_is_looked_at(office: OfficeUnderTest) -> None:
    for _ in range(3):
        plan_with_monitoring(office, "2026-11-18")
    assert tick(office, "2026-11-18 10:00") == 3


def test_tasks_appointments_and_colleagues_who_are_out(office: OfficeUnderTest) -> None:
    worker = office.users["worker"]
    case = office.case_of(worker)
    write(office, "task", {"case": case, "what": "家計表を作る", "due": "2026-11-18"})
    write(office, "task", {"case": case, "what": "済んだこと", "due": "2026-11-18", "done_on": "2026-11-17"})
    visit = {"case": case, "method": "visit"}
    write(office, "appointment", visit | {"starts_at": "2026-11-19T01:00:00Z"})
    write(office, "appointment", visit | {"starts_at": "2026-11-19T05:00:00Z", "state": "cancelled"})
    tick(office, "2026-11-18 08:30")
    tick(office, "2026-11-18 17:00")
    tick(office, "2026-11-19 09:00")
    outing = {"case": case, "worker": worker, "started_at": "2026-11-19T01:00:00Z", "place": "見本町"}
    write(office, "outing", outing | {"expected_end": "2026-11-19T02:00:00Z"})
    tick(office, "2026-11-19 11:10")
    tick(office, "2026-11-19 11:20")
    assert told(office) == {
        ("worker", "task_due"): 1,
        ("worker", "appointments_tomorrow"): 1,
        ("worker", "appointment_soon"): 1,
        ("worker", "visit_overrun"): 1,
        ("supervisor", "visit_overrun_escalated"): 1,
    }


def test_a_call_for_help_that_no_exchange_told_of_is_told_by_the_next_look(office: OfficeUnderTest) -> None:
    worker = office.users["worker"]
    times = {"started_at": "2026-11-19T01:00:00Z", "expected_end": "2026-11-19T02:00:00Z"}
    outing = times | {"case": office.case_of(worker), "worker": worker, "alarm_at": "2026-11-19T01:10:00Z"}
    write(office, "outing", outing)
    assert tick(office, "2026-11-19 10:11") == 1
    assert told(office) == {("supervisor", "alarm"): 1}


def test_a_case_that_was_removed_reminds_of_no_visit(office: OfficeUnderTest) -> None:
    case = office.case_of(office.users["worker"])
    write(office, "appointment", {"case": case, "method": "visit", "starts_at": "2026-11-19T05:00:00Z"})
    write(office, "case", {"deleted": True}, case)
    assert tick(office, "2026-11-18 17:00") == 0


def test_no_phone_says_in_the_morning_what_was_to_be_said_the_evening_before(office: OfficeUnderTest) -> None:
    subscribe(office, "worker")
    with office.app.app_context(), writing(office.id) as store:
        store.reminders.keep_settings({"evening": "20:30"})
    visit = {"case": office.case_of(office.users["worker"]), "method": "visit"}
    write(office, "appointment", visit | {"starts_at": "2026-11-18T12:00:00Z"})
    write(office, "appointment", visit | {"starts_at": "2026-11-19T05:00:00Z"})
    assert tick(office, "2026-11-18 20:30") == 2
    assert told(office) == {("worker", "appointments_tomorrow"): 1, ("worker", "appointment_soon"): 1}
    assert deliveries(office) == {}


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_date_at_the_end_of_the_calendar_keeps_no_reminder_back(office: OfficeUnderTest, day: str) -> None:
    strange, plan = plan_with_monitoring(office, day)
    write(office, "plan", {"period_end": day}, plan)
    write(office, "case", {"opened_on": day}, strange)
    plan_with_monitoring(office, "2026-11-18")
    tick(office, "2026-11-18 08:30")
    assert told(office)["worker", "monitoring_due"] == 1


def test_colleagues_are_watched_though_the_rules_about_days_fail(
    office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> NoReturn:
        raise RuntimeError

    monkeypatch.setattr("server.reminders.ticking.day_notices", fail)
    worker = office.users["worker"]
    out = OUT | {"worker": worker, "expected_end": "2026-11-19T02:00:00Z"}
    write(office, "outing", out | {"case": office.case_of(worker)})
    with pytest.raises(RuntimeError):
        tick(office, "2026-11-19 11:20")
    assert told(office) == {("worker", "visit_overrun"): 1, ("supervisor", "visit_overrun_escalated"): 1}
