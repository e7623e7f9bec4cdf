"""The registry of reports: what an office prints and publishes from its records.

A module of this folder with a ``REPORT`` is one. Its page, its CSV, its print and its command come by themselves
(``server.views.office.reports``, ``server.cli.reports``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache

from flask_babel import LazyString

from server.language.words import words_of
from server.reports.months import days_of
from server.reports.narrowing import EVERYTHING, Narrowing
from server.reports.tallies import MonthlyTable
from server.store import Office, Seen
from sync.fields import Json
from sync.modules import modules_of


@dataclass(frozen=True, slots=True)
class Period:
    """What a report is about: days, both included, which are whole months, and whose records ``only`` they are, as its
    reader chose.
    """

    since: dt.date
    until: dt.date
    only: Narrowing = EVERYTHING


Cell = str | int


@dataclass(frozen=True, slots=True)
class Table:
    """What a report says: a cell for each of its columns in each row, and its ``totals`` by their names. ``year`` are
    the cells of a row for all months, ``shares`` what part of the year each is in percent; a list has neither.
    ``rates`` what it is for 100,000 people and a month, where the report tells that and their number is known.
    ``erased`` is how much of the totals has no row any more, since it was erased. ``undated`` are the cases that it
    cannot place in any month.
    """

    rows: Sequence[tuple[Cell, ...]]
    totals: Mapping[str, int] = field(default_factory=dict)
    year: tuple[Cell, ...] = ()
    shares: tuple[str, ...] = ()
    rates: tuple[str, ...] = ()
    undated: int = 0
    erased: Mapping[str, int] = field(default_factory=dict)


def _counts_nothing(_: str, __: str) -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Report:
    """One report.

    ``name`` stands in addresses and on the command line, ``columns`` are what each is called, by the name that heads it
    in a CSV, ``totals`` likewise. Columns that are ``beside`` are left out of a CSV, which has those of the published
    table and no others; the cells of those in ``codes`` are codes of the list beside them. ``reckon`` makes the report
    from the office's records of a period, for a reader: what is withheld from them is counted, and names nobody.
    ``counted`` is what some cases that belong together count for in the totals of a month: it is kept when they are
    erased, so that past years stay as they were counted (docs/decisions/0026-erasure.md). ``counts`` says of which
    codes a cell is the count, by the first cell of its row and its column: the records behind it are found by these.
    ``monthly`` is the table of a report that has a row for each month. One that is ``personal`` names clients.
    ``place`` orders the reports as an annual report has them.
    """

    name: str
    title: LazyString
    columns: Mapping[str, LazyString]
    totals: Mapping[str, LazyString]
    reckon: Callable[[Office, Seen, Period], Table]
    counted: Callable[[Office, Period, Collection[str]], Mapping[str, int]]
    beside: frozenset[str] = frozenset()
    codes: Mapping[str, str] = field(default_factory=dict)
    counts: Callable[[str, str], Sequence[str]] = field(default=_counts_nothing)
    monthly: MonthlyTable | None = None
    personal: bool = False
    place: int = 0

    @property
    def untold(self) -> Mapping[str, LazyString]:
        """What it is asked for and no record tells: these columns, which are empty, with their titles."""
        columns = () if self.monthly is None else self.monthly.columns
        return {column.name: self.columns[column.name] for column in columns if not column.is_told}

    def table(self, store: Office, seen: Seen, period: Period) -> Table:
        """The report of a period, as a reader sees it. What was erased since counts as it did, but where the report is
        narrowed: of what was erased nobody knows any more whose it was. Raises ``ValueError`` where a row has not a
        cell for each column.
        """
        table = self.reckon(store, seen, period)
        if any(len(row) != len(self.columns) for row in table.rows):
            raise ValueError(f"report {self.name}: a row has not a cell for each column")
        if period.only:
            return table
        erased = store.erasures.counts(self.name, f"{period.since:%Y-%m}", f"{period.until:%Y-%m}")
        totals = {name: count + erased.get(name, 0) for name, count in table.totals.items()}
        return replace(table, totals=totals, erased=erased)

    def published(self, table: Table) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
        """The header and the rows of its CSV: the published columns, with codes in the Japanese words of the list."""
        header = tuple(name for name in self.columns if name not in self.beside)
        return header, [self.published_cells(row) for row in table.rows]

    def published_cells(self, row: Sequence[Cell]) -> tuple[str, ...]:
        """The cells of a row that stand in a CSV."""
        cells = zip(self.columns, row, strict=True)
        return tuple(self._printed(name, cell) for name, cell in cells if name not in self.beside)

    def as_json(self, table: Table, period: Period) -> dict[str, Json]:
        """All of it as JSON: every column, numbers as numbers, codes as codes."""
        told: dict[str, Json] = {
            "report": self.name,
            "since": f"{period.since:%Y-%m}",
            "until": f"{period.until:%Y-%m}",
            "rows": [self._told(row) for row in table.rows],
        }
        if period.only:
            told["only"] = {name: value for name, value in asdict(period.only).items() if value}
        if table.year:
            first = next(iter(self.columns))
            year = self._told(table.year)
            shares = dict(zip(self.columns, table.shares, strict=True))
            told["year"] = {name: cell for name, cell in year.items() if name != first}
            told["percent"] = {name: float(cell) for name, cell in shares.items() if cell}
        if table.rates:
            rates = zip(self.columns, table.rates, strict=True)
            told["per_100000_a_month"] = {name: float(cell) for name, cell in rates if cell}
        if table.undated:
            told["undated_cases"] = table.undated
        return told | ({"totals": dict(table.totals)} if table.totals else {})

    def _told(self, row: Sequence[Cell]) -> dict[str, Json]:
        """A row by its columns; ``None`` for what no record tells."""
        told: dict[str, Json] = dict(zip(self.columns, row, strict=True))
        return told | dict.fromkeys(self.untold)

    def _printed(self, column: str, cell: Cell) -> str:
        return words_of("ja")["codes"][self.codes[column]][cell] if column in self.codes else str(cell)


@cache
def reports() -> Mapping[str, Report]:
    """Every report, by its name, in their order."""
    declared = [module.REPORT for module in modules_of(__name__)]
    return {report.name: report for report in sorted(declared, key=lambda report: report.place)}


def kept_of(
    store: Office, cases: Collection[str], months: Iterable[str]
) -> Iterator[tuple[str, str, Mapping[str, int]]]:
    """What cases that belong together count for, by report and month (``2026-04``)."""
    for month in months:
        period = Period(*days_of(month))
        for report in reports().values():
            totals = {name: count for name, count in report.counted(store, period, cases).items() if count}
            if totals:
                yield report.name, month, totals
