"""Writes the nation's holidays down for the browser: ``python -m server.calendar.describe PATH``.

The phone reckons recurring visits with no network, so it carries the holidays with it. The file is made at every build
and never committed.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Final

import jpholiday

from server.calendar.days import SATURDAY, is_year_end

HOLIDAY_YEARS: Final = range(2020, 2046)
"""Those that the phone knows the holidays of."""

_HEADER: Final = """\
// Written by `python -m server.calendar.describe` from the package jpholiday. Not committed; build again.

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


def main(arguments: list[str]) -> int:
    """Write the generated file. Leaves it untouched where nothing has changed, so that a watching build rests."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m server.calendar.describe PATH\n")
        return 2
    path, text = Path(arguments[0]), typescript()
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
