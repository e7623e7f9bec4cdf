"""A recurring visit falls on the days of the common table, and on those of a plain second reckoning of twenty years."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from server.calendar.days import is_closed, pension_day
from server.calendar.holidays import HOLIDAY_YEARS, typescript
from server.calendar.recurrence import occurrences
from sync.codes import CODE_LISTS
from tests.server.calendar.day_by_day import FIRST, LAST, days_of, is_shut, pension_days

CASES = json.loads(Path("tests/cases/recurrence.json").read_text(encoding="utf-8"))


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


days = st.dates(min_value=FIRST, max_value=LAST)


@st.composite
def series(draw: st.DrawFn) -> dict[str, str]:
    made = {"repeats": draw(st.sampled_from(CODE_LISTS["repeats"])), "starts_on": draw(days).isoformat()}
    until, rule = draw(st.none() | days), draw(st.none() | st.sampled_from(CODE_LISTS["closed_days"]))
    if until is not None:
        made["until"] = until.isoformat()
    return made if rule is None else made | {"closed_days": rule}


@settings(deadline=None)
@given(series())
@example({"repeats": "monthly_by_date", "starts_on": "2020-01-31", "closed_days": "before"})
@example({"repeats": "weekly", "starts_on": "2020-01-04", "closed_days": "after"})
@example({"repeats": "after_pension_day", "starts_on": "2020-01-04"})
def test_the_days_are_those_of_a_second_reckoning_over_twenty_years(made: dict[str, str]) -> None:
    assert occurrences(made, FIRST, LAST, is_closed) == days_of(made)


@settings(deadline=None)
@given(series(), days, days)
def test_a_part_of_the_days_is_the_same_as_all_of_them_cut(made: dict[str, str], first: dt.date, last: dt.date) -> None:
    whole = occurrences(made, FIRST, LAST, is_closed)
    assert occurrences(made, first, last, is_closed) == [day for day in whole if first <= day <= last]


@settings(deadline=None)
@given(series())
def test_a_time_that_makes_way_for_closed_days_never_falls_on_one(made: dict[str, str]) -> None:
    if made["repeats"] in {"pension_day", "after_pension_day"} or made.get("closed_days", "keep") != "keep":
        assert not any(is_shut(day) for day in occurrences(made, FIRST, LAST, is_closed))


def test_twenty_years_of_pension_days_are_those_of_the_second_reckoning() -> None:
    months = [(year, month) for year in range(FIRST.year, LAST.year + 1) for month in range(1, 13)]
    paid = [pension_day(year, month) for year, month in months]
    assert [day for day in paid if day is not None] == pension_days()
    assert len(pension_days()) == 20 * 6
