"""Days on which offices are closed, and days on which pensions are paid.

Closed are Saturdays and Sundays, the nation's holidays, and 29 December to 3 January
(行政機関の休日に関する法律, article 1, which the ordinances of municipalities follow).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

import jpholiday

ClosedDays = Callable[[dt.date], bool]
"""Says of a day whether offices are closed on it."""

DAY: Final = dt.timedelta(days=1)
SATURDAY: Final = 5
PENSION_DATE: Final = 15


def is_closed(day: dt.date) -> bool:
    """Whether offices are closed on ``day``."""
    return day.weekday() >= SATURDAY or is_year_end(day) or jpholiday.is_holiday(day)


def is_year_end(day: dt.date) -> bool:
    """Whether ``day`` lies between 29 December and 3 January (年末年始)."""
    return (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)


def working_day_before(day: dt.date, closed: ClosedDays = is_closed) -> dt.date:
    """The last working day before ``day``."""
    day -= DAY
    while closed(day):
        day -= DAY
    return day


def working_day_after(day: dt.date, closed: ClosedDays = is_closed) -> dt.date:
    """The first working day after ``day``."""
    day += DAY
    while closed(day):
        day += DAY
    return day


def pension_day(year: int, month: int, closed: ClosedDays = is_closed) -> dt.date | None:
    """The day on which pensions are paid in a month, ``None`` in the odd ones.

    It is the 15th of the even months, or the working day before where that is closed (国民年金法 article 18, and the
    Pension Service's calendar of payments).
    """
    if month % 2 == 1:
        return None
    day = dt.date(year, month, PENSION_DATE)
    return working_day_before(day, closed) if closed(day) else day
