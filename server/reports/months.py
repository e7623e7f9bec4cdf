"""Months as tables name them (``2023-04``), and the fiscal year (年度), which runs from April to March."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Final

_FIRST_MONTH: Final = 4


def month_of(day: dt.date) -> str:
    """The month of a day."""
    return f"{day:%Y-%m}"


def months_between(since: dt.date, until: dt.date) -> tuple[str, ...]:
    """The months from that of one day to that of another, both included."""
    numbers = range(_number(since), _number(until) + 1)
    return tuple(f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers)


def fiscal_year_of(day: dt.date) -> int:
    """The fiscal year of a day, by the year in which it begins."""
    return day.year if day.month >= _FIRST_MONTH else day.year - 1


def fiscal_year(year: int) -> tuple[dt.date, dt.date]:
    """The first and the last day of a fiscal year."""
    return dt.date(year, _FIRST_MONTH, 1), dt.date(year + 1, _FIRST_MONTH, 1) - dt.timedelta(days=1)


def days_of(month: str) -> tuple[dt.date, dt.date]:
    """The first and the last day of a month."""
    first = dt.date.fromisoformat(f"{month}-01")
    return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _number(day: dt.date) -> int:
    return day.year * 12 + day.month - 1
