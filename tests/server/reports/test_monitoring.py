"""Which monitorings of a plan fell due, and whether they were kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from server.reports.monitoring import PlanCourse, monitorings

TODAY = dt.date(2026, 12, 1)
Dates = Sequence[tuple[str, str | None]]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def kept(dates: Dates, monitored: Sequence[str] = (), evaluated: str | None = None) -> list[tuple[str, str]]:
    course = PlanCourse(
        [(day(set_on), None if due is None else day(due)) for set_on, due in dates],
        [day(each) for each in monitored],
        None if evaluated is None else day(evaluated),
    )
    return [(due.isoformat(), how) for due, how in monitorings(course, TODAY)]


@pytest.mark.parametrize(
    ("monitored", "how"), [("2026-06-29", "on_time"), ("2026-06-30", "on_time"), ("2026-07-01", "late")]
)
def test_a_monitoring_is_kept_by_a_note_of_its_day_or_before(monitored: str, how: str) -> None:
    assert kept([("2026-04-01", "2026-06-30")], [monitored]) == [("2026-06-30", how)]


def test_one_that_nobody_did_is_not_done_once_its_day_is_over() -> None:
    assert kept([("2026-04-01", "2026-11-30")]) == [("2026-11-30", "not_done")]
    assert kept([("2026-04-01", "2026-12-01")]) == []


def test_each_note_answers_the_date_that_was_set_before_it() -> None:
    dates = [("2026-04-01", "2026-06-30"), ("2026-06-20", "2026-08-31"), ("2026-09-10", "2026-11-30")]
    assert kept(dates, ["2026-06-20", "2026-09-10"]) == [
        ("2026-06-30", "on_time"),
        ("2026-08-31", "late"),
        ("2026-11-30", "not_done"),
    ]


def test_a_date_that_was_moved_before_it_came_was_none() -> None:
    moved = [("2026-04-01", "2026-06-30"), ("2026-06-29", "2026-07-31")]
    assert kept(moved, ["2026-07-15"]) == [("2026-07-31", "on_time")]
    too_late = [("2026-04-01", "2026-06-30"), ("2026-07-01", "2026-07-31")]
    assert kept(too_late, ["2026-07-15"]) == [("2026-06-30", "not_done"), ("2026-07-31", "on_time")]


def test_an_evaluation_forestalls_what_was_still_to_come() -> None:
    assert kept([("2026-04-01", "2026-06-30")], evaluated="2026-06-30") == []
    assert kept([("2026-04-01", "2026-06-30")], evaluated="2026-07-01") == [("2026-06-30", "not_done")]


def test_a_date_that_was_taken_out_asks_for_nothing() -> None:
    assert kept([("2026-04-01", "2026-06-30"), ("2026-05-01", None)]) == []
