"""The nation's holidays, written out for the phone, which reckons recurring visits with no network."""

from __future__ import annotations

import datetime as dt
import json
from typing import Final

import jpholiday

from server.calendar.days import SATURDAY, is_year_end

HOLIDAY_YEARS: Final = range(2020, 2046)
"""Those that the phone knows the holidays of."""

_HEADER: Final = """\
// Written by `python -m tools.describe holidays` from the package jpholiday. Not committed; build again.

/**
 * The nation's holidays by year, four digits each: `0112` is 12 January. Those that fall on a Saturday, on a Sunday or
 * between 29 December and 3 January are left out, since offices are closed then anyway.
 */
"""


def typescript() -> str:
    """The whole generated file."""
    holidays = {year: "".join(f"{day:%m%d}" for day in _holidays(year)) for year in HOLIDAY_YEARS}
    return (
        f"{_HEADER}export const HOLIDAYS: {{ readonly [year: string]: string }} = {json.dumps(holidays, indent=2)};\n"
    )


def _holidays(year: int) -> list[dt.date]:
    named = jpholiday.between(dt.date(year, 1, 1), dt.date(year, 12, 31))
    return [day for day, _ in named if day.weekday() < SATURDAY and not is_year_end(day)]
