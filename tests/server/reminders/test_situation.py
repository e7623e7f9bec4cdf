"""On which morning something is said: what is still to come not after its day, what is late not before."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.calendar.days import is_closed
from server.reminders.settings import DEFAULT, WEEKDAYS
from server.reminders.situation import Situation

TOKYO = zoneinfo.ZoneInfo("Asia/Tokyo")
DAY = dt.timedelta(days=1)


def situation(**choices: Any) -> Situation:
    return Situation(dt.datetime(2026, 11, 1, 9, tzinfo=TOKYO), replace(DEFAULT, **choices), is_closed, [])


def said_on(moment: dt.datetime) -> dt.date:
    local = moment.astimezone(TOKYO)
    assert local.time() == DEFAULT.morning
    return local.date()


@pytest.mark.parametrize(
    ("late", "weekday", "said"),
    [
        ("2026-11-10", "monday", "2026-11-16"),
        ("2026-11-16", "monday", "2026-11-16"),
        ("2026-11-14", "monday", "2026-11-16"),
        ("2026-11-16", "friday", "2026-11-20"),
        # The Monday is a holiday.
        ("2026-11-17", "monday", "2026-11-24"),
        # Tuesday 29 December: closed until the Sunday after the New Year.
        ("2026-12-23", "tuesday", "2027-01-04"),
        # The holidays of May 2026 are a Sunday, a Monday, a Tuesday and a Wednesday.
        ("2026-04-28", "monday", "2026-05-07"),
        ("2026-11-10", None, "2026-11-10"),
        ("2026-11-14", None, "2026-11-16"),
    ],
)
def test_what_is_late_waits_for_the_day_of_the_week_and_for_a_working_day(
    late: str, weekday: str | None, said: str
) -> None:
    at = situation(late_weekday=weekday).following(dt.date.fromisoformat(late))
    assert said_on(at) == dt.date.fromisoformat(said)


def test_an_office_that_is_reminded_on_closed_days_hears_on_that_very_day() -> None:
    office = situation(late_weekday="monday", working_days_only=False)
    assert said_on(office.following(dt.date(2026, 11, 17))) == dt.date(2026, 11, 23)


DATES = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))


@given(DATES, st.sampled_from(WEEKDAYS))
def test_what_is_late_is_said_on_a_working_day_and_keeps_its_order(day: dt.date, weekday: str) -> None:
    office = situation(late_weekday=weekday)
    wanted = next(later for later in _days_from(day) if later.weekday() == WEEKDAYS.index(weekday))
    assert said_on(office.following(day)) == next(later for later in _days_from(wanted) if not is_closed(later))
    assert office.following(day) <= office.following(day + DAY)


@given(DATES, st.sampled_from(WEEKDAYS))
def test_what_is_still_to_come_does_not_wait_for_the_day_of_the_week(day: dt.date, weekday: str) -> None:
    assert situation(late_weekday=weekday).announcing(day) == situation().announcing(day)


def _days_from(day: dt.date) -> Iterator[dt.date]:
    while True:
        yield day
        day += DAY
