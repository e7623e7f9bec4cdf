"""The registry of reports: what an office prints and publishes from its records.

A module of this folder with a ``REPORT`` is one. Its page, its CSV, its print and its command come by themselves
(``server.views.office.reports``, ``server.cli.reports``).
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from flask_babel import LazyString

from server.store import Office, Seen
from sync.modules import modules_of


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a report is about, both included: whole months, as its reader chose them."""

    since: dt.date
    until: dt.date


@dataclass(frozen=True, slots=True)
class Table:
    """What a report says: a cell for each of its columns in each row, and its ``totals`` by their names. ``erased`` is
    how much of them has no row any more, since it was erased."""

    rows: Sequence[tuple[str, ...]]
    totals: Mapping[str, int] = field(default_factory=dict)
    erased: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """One report.

    ``name`` stands in addresses and on the command line, ``columns`` are what each is called, by the name that heads it
    in a CSV, ``totals`` likewise. ``reckon`` makes it from the office's records of a period, for a reader: what is
    withheld from them is counted, and names nobody. ``counted`` is what some cases that belong together count for in
    the totals of a month: it is kept when they are erased, so that past years stay as they were counted
    (docs/decisions/0026-erasure.md).
    """

    name: str
    title: LazyString
    columns: Mapping[str, LazyString]
    totals: Mapping[str, LazyString]
    reckon: Callable[[Office, Seen, Period], Table]
    counted: Callable[[Office, Period, Collection[str]], Mapping[str, int]]

    def table(self, store: Office, seen: Seen, period: Period) -> Table:
        """The report of a period, as a reader sees it, what was erased since counted as it was. Raises ``ValueError``
        where a row has not a cell for each column.
        """
        table = self.reckon(store, seen, period)
        if any(len(row) != len(self.columns) for row in table.rows):
            raise ValueError(f"report {self.name}: a row has not a cell for each column")
        erased = store.erasures.counts(self.name, f"{period.since:%Y-%m}", f"{period.until:%Y-%m}")
        totals = {name: count + erased.get(name, 0) for name, count in table.totals.items()}
        return replace(table, totals=totals, erased=erased)


@cache
def reports() -> Mapping[str, Report]:
    """Every report, by its name."""
    return {module.REPORT.name: module.REPORT for module in modules_of(__name__)}


def kept_of(
    store: Office, cases: Collection[str], months: Iterable[str]
) -> Iterator[tuple[str, str, Mapping[str, int]]]:
    """What cases that belong together count for, by report and month (``2026-04``)."""
    for month in months:
        since = dt.date.fromisoformat(f"{month}-01")
        period = Period(since, since.replace(day=calendar.monthrange(since.year, since.month)[1]))
        for report in reports().values():
            totals = {name: count for name, count in report.counted(store, period, cases).items() if count}
            if totals:
                yield report.name, month, totals
