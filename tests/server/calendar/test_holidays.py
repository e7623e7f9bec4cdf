"""Offices, the common table and the law agree on every day of the years for which the phone knows holidays."""

from __future__ import annotations

import datetime as dt

import pytest

from server.calendar.days import is_closed
from server.calendar.holidays import HOLIDAY_YEARS
from tests.server.calendar.day_by_day import HOLIDAYS, every_day, is_shut
from tests.server.calendar.holidays import equinox, holidays

# 国立天文台 暦要項, the years that have been announced.
SPRING = [20, 20, 21, 21, 20, 20, 20]
AUTUMN = [22, 23, 23, 23, 22, 23, 23]


def test_the_equinoxes_are_those_that_the_observatory_has_announced() -> None:
    years = range(2020, 2027)
    assert [equinox(year, 3) for year in years] == [
        dt.date(year, 3, day) for year, day in zip(years, SPRING, strict=True)
    ]
    assert [equinox(year, 9) for year in years] == [
        dt.date(year, 9, day) for year, day in zip(years, AUTUMN, strict=True)
    ]


@pytest.mark.parametrize("year", HOLIDAY_YEARS)
def test_the_common_table_has_the_holidays_of_the_law(year: int) -> None:
    assert HOLIDAYS[str(year)] == [f"{day:%m-%d}" for day in holidays(year)]


@pytest.mark.parametrize("year", HOLIDAY_YEARS)
def test_offices_are_closed_on_the_days_of_the_table_and_on_no_others(year: int) -> None:
    days = every_day(dt.date(year, 1, 1), dt.date(year, 12, 31))
    assert [day for day in days if is_closed(day)] == [day for day in days if is_shut(day)]


def test_the_table_has_every_year_that_the_phone_knows_the_holidays_of() -> None:
    assert [int(year) for year in HOLIDAYS] == list(HOLIDAY_YEARS)
