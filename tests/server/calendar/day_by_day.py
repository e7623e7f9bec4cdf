"""The days of a recurring visit a second time: goes through every day of twenty years and asks whether it falls there.

Nothing of ``server.calendar`` is used, and no package that knows holidays: they are those of
``tests/cases/holidays.json``, which is held to the law (``test_holidays.py``). The phone's tests do the same in their
own language (``tests/app/recurrence_years.test.ts``).
"""

from __future__ import annotations

import calendar
import datetime as dt
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

FIRST: Final = dt.date(2020, 1, 1)
LAST: Final = dt.date(2039, 12, 31)
DAY: Final = dt.timedelta(days=1)
END: Final = LAST + 20 * DAY
"""What falls after the twenty years may be moved into them."""
HOLIDAYS: Final[Mapping[str, list[str]]] = json.loads(Path("tests/cases/holidays.json").read_text(encoding="utf-8"))
YEAR_END: Final = {"12-29", "12-30", "12-31", "01-01", "01-02", "01-03"}


@cache
def is_shut(day: dt.date) -> bool:
    """Whether offices are closed, by the calendar on the wall."""
    date = f"{day:%m-%d}"
    return day.isoweekday() in {6, 7} or date in YEAR_END or date in HOLIDAYS.get(str(day.year), [])


def every_day(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + n * DAY for n in range((last - first).days + 1)]


def days_of(series: Mapping[str, str]) -> list[dt.date]:
    """The days of twenty years on which a series falls that starts in them."""
    start = dt.date.fromisoformat(series["starts_on"])
    until = dt.date.fromisoformat(series["until"]) if "until" in series else END
    rule = "keep" if "pension" in series["repeats"] else series.get("closed_days", "keep")
    found = set()
    for nominal in every_day(start, min(until, END)):
        if not falls_on(nominal, series["repeats"], start):
            continue
        day = nominal
        while rule in {"before", "after"} and is_shut(day):
            day += DAY if rule == "after" else -DAY
        if not (rule == "skip" and is_shut(day)):
            found.add(day)
    return sorted(day for day in found if FIRST <= day <= LAST)


def falls_on(day: dt.date, repeats: str, start: dt.date) -> bool:
    """Whether the rhythm has ``day``, wherever closed days may move it then."""
    if repeats in {"weekly", "every_two_weeks"}:
        return (day - start).days % (7 if repeats == "weekly" else 14) == 0
    if repeats == "monthly_by_date":
        is_last = (day + DAY).month != day.month
        return day.day == start.day or (is_last and day.day < start.day)
    if repeats == "monthly_by_weekday":
        return day == same_weekday(day, start)
    return day in (pension_days() if repeats == "pension_day" else days_after_pension_days())


def same_weekday(day: dt.date, start: dt.date) -> dt.date:
    """By the printed calendar of each month: the week in which the first time's weekday stands."""
    of_start = [week[start.weekday()] for week in calendar.monthcalendar(start.year, start.month)]
    of_day = [week[start.weekday()] for week in calendar.monthcalendar(day.year, day.month)]
    place = [date for date in of_start if date].index(start.day)
    dates = [date for date in of_day if date]
    return day.replace(day=dates[min(place, len(dates) - 1)])


@cache
def pension_days() -> list[dt.date]:
    """The last day up to the 15th, of each even month of the twenty years, on which somebody works."""
    months = [(year, month) for year in range(FIRST.year, LAST.year + 1) for month in (2, 4, 6, 8, 10, 12)]
    days = [every_day(dt.date(year, month, 1), dt.date(year, month, 15)) for year, month in months]
    return [max(day for day in half if not is_shut(day)) for half in days]


@cache
def days_after_pension_days() -> list[dt.date]:
    weeks = [every_day(paid + DAY, paid + 10 * DAY) for paid in pension_days()]
    return [min(day for day in week if not is_shut(day)) for week in weeks]
