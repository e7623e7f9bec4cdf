"""The days on which a recurring visit falls. ``static/app/sync/recurrence.ts`` says the same for the phone, and both
are held to one table of cases, ``tests/cases/recurrence.json``.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from server.calendar.days import DAY, ClosedDays, pension_day, working_day_after, working_day_before
from sync.kinds import Values

FARTHEST_SHIFT: Final = 14 * DAY
"""No time is moved further. The longest that offices were ever closed is ten days, in 2019."""

PENSION_KINDS: Final = frozenset({"pension_day", "after_pension_day"})
"""Their days are working days, so that ``closed_days`` has nothing to say."""

Nominal = Callable[[dt.date, dt.date, dt.date, ClosedDays], Iterator[dt.date]]
"""From the day a series starts on: the days of its rhythm, all of those from a first to a last day and perhaps some
around.
"""


def occurrences(series: Values, first: dt.date, last: dt.date, closed: ClosedDays) -> list[dt.date]:
    """The days from ``first`` to ``last``, both included, on which a ``series`` (in the spelling of the wire) falls.

    A day of its rhythm counts where it lies between ``starts_on`` and ``until``, wherever ``closed_days`` moves it
    then. Two that are moved onto the same day are one. A date that a month does not have is its last day; a fifth
    weekday that it does not have, the last such weekday.
    """
    starts_on = dt.date.fromisoformat(series["starts_on"])
    begin = max(starts_on, first - FARTHEST_SHIFT)
    end = min(dt.date.fromisoformat(series.get("until") or "9999-12-31"), last + FARTHEST_SHIFT)
    nominal = _NOMINAL[series["repeats"]](starts_on, begin, end, closed)
    place = "keep" if series["repeats"] in PENSION_KINDS else series.get("closed_days", "keep")
    placed = {_placed(day, place, closed) for day in nominal if begin <= day <= end}
    return sorted(day for day in placed if day is not None and first <= day <= last)


def _placed(day: dt.date, place: str, closed: ClosedDays) -> dt.date | None:
    if place == "keep" or not closed(day):
        return day
    if place == "before":
        return working_day_before(day, closed)
    return working_day_after(day, closed) if place == "after" else None


def _every(step: dt.timedelta) -> Nominal:
    def nominal(starts_on: dt.date, first: dt.date, last: dt.date, _: ClosedDays) -> Iterator[dt.date]:
        day = starts_on + (first - starts_on) // step * step
        while day <= last:
            yield day
            day += step

    return nominal


def _by_date(starts_on: dt.date, first: dt.date, last: dt.date, _: ClosedDays) -> Iterator[dt.date]:
    for year, month in _months(first, last):
        yield dt.date(year, month, min(starts_on.day, _length(year, month)))


def _by_weekday(starts_on: dt.date, first: dt.date, last: dt.date, _: ClosedDays) -> Iterator[dt.date]:
    weeks = (starts_on.day - 1) // 7
    for year, month in _months(first, last):
        to_weekday = (starts_on.weekday() - dt.date(year, month, 1).weekday()) % 7
        day = 1 + to_weekday + 7 * weeks
        yield dt.date(year, month, day if day <= _length(year, month) else day - 7)


def _pension_day(_: dt.date, first: dt.date, last: dt.date, closed: ClosedDays) -> Iterator[dt.date]:
    for year, month in _months(first, last):
        paid = pension_day(year, month, closed)
        if paid is not None:
            yield paid


def _after_pension_day(starts_on: dt.date, first: dt.date, last: dt.date, closed: ClosedDays) -> Iterator[dt.date]:
    for paid in _pension_day(starts_on, first, last, closed):
        yield working_day_after(paid, closed)


_NOMINAL: Final[Mapping[str, Nominal]] = {
    "weekly": _every(7 * DAY),
    "every_two_weeks": _every(14 * DAY),
    "monthly_by_date": _by_date,
    "monthly_by_weekday": _by_weekday,
    "pension_day": _pension_day,
    "after_pension_day": _after_pension_day,
}


def _months(first: dt.date, last: dt.date) -> Iterator[tuple[int, int]]:
    """The months from that of ``first`` to that of ``last``."""
    for count in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield count // 12, count % 12 + 1


def _length(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]
