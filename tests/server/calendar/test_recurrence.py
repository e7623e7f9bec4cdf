"""A recurring visit falls on the days of the common table, and on those of a slow, plain second reckoning."""

from __future__ import annotations

import calendar
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jpholiday
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from server.calendar.days import is_closed, pension_day
from server.calendar.describe import HOLIDAY_YEARS, main, typescript
from server.calendar.recurrence import occurrences
from sync.codes import CODE_LISTS

CASES = json.loads(Path("tests/cases/recurrence.json").read_text(encoding="utf-8"))
FIRST, LAST = dt.date(2020, 1, 1), dt.date(2039, 12, 31)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize("case", CASES["occurrences"], ids=lambda case: case["fact"])
def test_a_series_falls_on_the_days_of_the_table(case: dict[str, Any]) -> None:
    first, last = dt.date.fromisoformat(case["first"]), dt.date.fromisoformat(case["last"])
    found = occurrences(case["series"], first, last, is_closed)
    assert [day.isoformat() for day in found] == case["days"]


def test_the_table_has_every_rhythm_and_every_rule_for_closed_days() -> None:
    series = [case["series"] for case in CASES["occurrences"]]
    assert {each["repeats"] for each in series} == set(CODE_LISTS["repeats"])
    assert {each["closed_days"] for each in series if "closed_days" in each} == set(CODE_LISTS["closed_days"])


@pytest.mark.parametrize(("year", "days"), CASES["pension_days"].items())
def test_pensions_are_paid_on_the_days_on_which_they_were_paid(year: str, days: list[str]) -> None:
    paid = [pension_day(int(year), month) for month in range(1, 13)]
    assert [day.isoformat() for day in paid if day is not None] == days


@pytest.mark.parametrize(("day", "closed"), CASES["closed_days"].items())
def test_offices_are_closed_at_weekends_on_holidays_and_at_the_turn_of_the_year(day: str, closed: bool) -> None:
    assert is_closed(dt.date.fromisoformat(day)) == closed


def test_the_phone_is_told_of_every_holiday_on_which_somebody_would_work() -> None:
    text = typescript()
    for year in HOLIDAY_YEARS:
        assert f'"{year}": "' in text
    assert '"2026": "01120211022303200429' in text


def test_writing_the_holidays_twice_leaves_the_file_untouched(tmp_path: Path) -> None:
    path = tmp_path / "holidays.gen.ts"
    assert main([str(path)]) == 0
    written = path.stat().st_mtime_ns
    assert main([str(path)]) == 0
    assert path.stat().st_mtime_ns == written
    assert main([]) == 2


# The second reckoning looks at every day of twenty years and asks whether the visit falls on it.

days = st.dates(min_value=FIRST, max_value=LAST)


@st.composite
def series(draw: st.DrawFn) -> dict[str, str]:
    made = {"repeats": draw(st.sampled_from(CODE_LISTS["repeats"])), "starts_on": draw(days).isoformat()}
    until, rule = draw(st.none() | days), draw(st.none() | st.sampled_from(CODE_LISTS["closed_days"]))
    if until is not None:
        made["until"] = until.isoformat()
    return made if rule is None else made | {"closed_days": rule}


@given(series())
@example({"repeats": "monthly_by_date", "starts_on": "2020-01-31", "closed_days": "before"})
@example({"repeats": "weekly", "starts_on": "2020-01-04", "closed_days": "after"})
def test_the_days_are_those_of_a_second_reckoning_over_twenty_years(made: dict[str, str]) -> None:
    assert occurrences(made, FIRST, LAST, is_closed) == sorted(set(slowly(made)))


@given(series(), days, days)
def test_a_part_of_the_days_is_the_same_as_all_of_them_cut(made: dict[str, str], first: dt.date, last: dt.date) -> None:
    whole = occurrences(made, FIRST, LAST, is_closed)
    assert occurrences(made, first, last, is_closed) == [day for day in whole if first <= day <= last]


@given(series())
def test_a_time_that_makes_way_for_closed_days_never_falls_on_one(made: dict[str, str]) -> None:
    if made["repeats"] in {"pension_day", "after_pension_day"} or made.get("closed_days", "keep") != "keep":
        assert not any(closed(day) for day in occurrences(made, FIRST, LAST, is_closed))


def slowly(made: dict[str, str]) -> Iterator[dt.date]:
    start = dt.date.fromisoformat(made["starts_on"])
    until = dt.date.fromisoformat(made["until"]) if "until" in made else LAST + 20 * DAY
    for nominal in every_day(max(start, FIRST - 20 * DAY), min(until, LAST + 20 * DAY)):
        if not has(made["repeats"], nominal, start):
            continue
        rule = "keep" if "pension" in made["repeats"] else made.get("closed_days", "keep")
        day = nominal
        while rule in {"before", "after"} and closed(day):
            day += DAY if rule == "after" else -DAY
        if FIRST <= day <= LAST and not (rule == "skip" and closed(day)):
            yield day


def has(repeats: str, day: dt.date, start: dt.date) -> bool:
    if repeats in {"weekly", "every_two_weeks"}:
        return (day - start).days % (7 if repeats == "weekly" else 14) == 0
    if repeats == "monthly_by_date":
        is_last = (day + DAY).month != day.month
        return day.day == start.day or (is_last and day.day < start.day)
    if repeats == "monthly_by_weekday":
        return day == same_weekday(day, start)
    paid = payment(day.year, day.month)
    if repeats == "pension_day":
        return day == paid
    return paid is not None and day == next(
        later for later in every_day(paid + DAY, paid + 20 * DAY) if not closed(later)
    )


def same_weekday(day: dt.date, start: dt.date) -> dt.date:
    """By the printed calendar of each month: the week in which the first time's weekday stands."""
    of_start = [week[start.weekday()] for week in calendar.monthcalendar(start.year, start.month)]
    of_day = [week[start.weekday()] for week in calendar.monthcalendar(day.year, day.month)]
    place = [date for date in of_start if date].index(start.day)
    dates = [date for date in of_day if date]
    return day.replace(day=dates[min(place, len(dates) - 1)])


def payment(year: int, month: int) -> dt.date | None:
    if month not in {2, 4, 6, 8, 10, 12}:
        return None
    return max(day for day in every_day(dt.date(year, month, 1), dt.date(year, month, 15)) if not closed(day))


def closed(day: dt.date) -> bool:
    if day.strftime("%a") in {"Sat", "Sun"} or day.strftime("%m%d") in {"1229", "1230", "1231", "0101", "0102", "0103"}:
        return True
    return jpholiday.is_holiday_name(day) is not None


def every_day(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    while first <= last:
        yield first
        first += DAY
