"""The records behind one figure of a report."""

from __future__ import annotations

import datetime as dt
from typing import Final

from server.office.reports import Period, Report, Table
from server.reports.months import days_of
from server.store import Seen
from server.store.counting import CountedRow

WHOLE: Final = "total"
"""The row of all months together."""


def figure(report: Report, table: Table, row: str, column: str) -> int:
    """The number that stands in a cell. ``row`` is the row's first cell, or ``WHOLE``.

    Raises ``LookupError`` where there is no such cell, or none that counts records.
    """
    if not report.counts(row, column):
        raise LookupError(column)
    rows = {str(cells[0]): cells for cells in table.rows} | ({WHOLE: table.year} if table.year else {})
    cell = rows[row][list(report.columns).index(column)]
    return int(cell)


def records_behind(seen: Seen, report: Report, row: str, column: str, period: Period) -> list[CountedRow]:
    """What the reader sees of the records that are counted in a cell that ``figure`` finds."""
    since, until = days_of(row) if report.monthly and row != WHOLE else (period.since, period.until)
    of, only = report.counts(row, column), period.only
    if report.monthly is None or not report.monthly.column(column).carried:
        return seen.counted.behind(of, since, until, only)
    ended = seen.counted.behind(report.monthly.column(column).takes, dt.date.min, until, only)
    closed = {each.case for each in ended}
    return [each for each in seen.counted.behind(of, dt.date.min, until, only) if each.case not in closed]
