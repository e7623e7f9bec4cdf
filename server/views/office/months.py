"""Which months a report is asked for, and whose records alone, as its address says it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

from server.office.reports import Period
from server.reports.months import fiscal_year, fiscal_year_of, month_of
from server.reports.narrowing import EVERYTHING, Narrowing
from server.views.office.frame import identifier
from sync.codes import CODE_LISTS
from sync.dates import DueDate
from sync.fields import LINE_LENGTH

_MONTH: Final = re.compile(r"\d{4}-\d\d", re.ASCII)
_FISCAL_YEAR: Final = re.compile(r"\d{4}", re.ASCII)
_YEARS_OFFERED: Final = 5
_MOST_YEARS: Final = 3
"""The years that a page shows at most: it would be too long to be read. The command (``flask report``) has no limit."""


@dataclass(frozen=True, slots=True)
class Months:
    """The months that somebody chose, as their inputs hold them, and whose records alone."""

    since: str
    until: str
    only: Narrowing = EVERYTHING

    @classmethod
    def chosen(cls, asked: Mapping[str, str], day: dt.date) -> Months:
        """The months of an address, ``_MOST_YEARS`` years at most: those of a fiscal year (``year``), or from one to
        another. A missing or unreadable one is the first of the fiscal year, or the month of ``day``.
        """
        only = Narrowing(
            identifier(asked.get("worker")) or "",
            asked.get("programme", "") if asked.get("programme") in CODE_LISTS["programme"] else "",
            asked.get("district", "").strip()[:LINE_LENGTH],
        )
        if year := fiscal_year_in(asked.get("year")):
            first, last = fiscal_year(year)
            return cls(month_of(first), month_of(last), only)
        begun, now = month_of(fiscal_year(fiscal_year_of(day))[0]), month_of(day)
        since, until = _month(asked.get("since")) or begun, _month(asked.get("until")) or now
        latest = f"{min(int(since[:4]) + _MOST_YEARS, dt.MAXYEAR):04}{since[4:]}"
        return cls(since, min(max(since, until), latest), only)

    @property
    def period(self) -> Period:
        """The days of these months."""
        return Period(DueDate.parse(self.since).first, DueDate.parse(self.until).due, self.only)

    @property
    def narrowed(self) -> dict[str, str]:
        """Whose records alone, in an address."""
        return {name: value for name, value in asdict(self.only).items() if value}

    @property
    def asked(self) -> dict[str, str]:
        """All of it in an address."""
        return {"since": self.since, "until": self.until, **self.narrowed}


def fiscal_years(day: dt.date) -> list[int]:
    """The fiscal years to choose from, the present one first."""
    now = fiscal_year_of(day)
    return list(range(now, now - _YEARS_OFFERED, -1))


def fiscal_year_in(text: str | None) -> int | None:
    """A fiscal year, by the year in which it begins; ``None`` for anything else."""
    return int(text) if text and _FISCAL_YEAR.fullmatch(text) and dt.MINYEAR <= int(text) < dt.MAXYEAR else None


def _month(text: str | None) -> str | None:
    """A month, ``2026-04``; ``None`` for anything else."""
    if text is None or not _MONTH.fullmatch(text):
        return None
    try:
        return str(DueDate.parse(text))
    except ValueError:
        return None
