"""Days as the demonstration's case files give them, counted from today."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Final

from server.calendar.days import is_closed, pension_day, working_day_after, working_day_before
from server.demo.staff import TIME_ZONE
from sync.fields import write_moment

ZONE: Final = zoneinfo.ZoneInfo(TIME_ZONE)


def day_of(today: dt.date, written: int | str) -> dt.date:
    """A day counted from today, or the working day after the last or the next payment of the pension.

    A day on which offices are closed moves away from today to the nearest working day; today itself stays.
    """
    if isinstance(written, str):
        which = {"after last pension day": -1, "after next pension day": 1}[written]
        return working_day_after(_pension_day(today, which))
    day = today + dt.timedelta(days=written)
    if written == 0 or not is_closed(day):
        return day
    return working_day_after(day) if written > 0 else working_day_before(day)


def moment(day: dt.date, clock: str, minutes: int = 0) -> dt.datetime:
    """A time of day at the office, some minutes later."""
    return dt.datetime.combine(day, dt.time.fromisoformat(clock), ZONE) + dt.timedelta(minutes=minutes)


def wire(day: dt.date, clock: str, minutes: int = 0) -> str:
    """A time of day at the office, as records have it."""
    return write_moment(moment(day, clock, minutes))


def _pension_day(today: dt.date, which: int) -> dt.date:
    """The next pension day, or the last.

    The last one is at least six days ago, so that the day after it is past as well.
    """
    year_and_month = today.year * 12 + today.month - 1
    months = range(year_and_month - 3, year_and_month + 4)
    paid = (pension_day(month // 12, month % 12 + 1) for month in months)
    days = [day for day in paid if day is not None]
    if which > 0:
        return min(day for day in days if day > today)
    return max(day for day in days if day <= today - dt.timedelta(days=6))
