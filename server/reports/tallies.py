"""From counts by month to the tables of an annual report: what a table has for columns, and how each is summed.

A count is **of** a code of a list, ``route.self``; what has none of the codes is of ``route.not_stated``. A column sums
some codes, or a whole list (``route``). What the columns count is told in
docs/decisions/0031-what-the-tables-count.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

NOT_STATED: Final = "not_stated"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there were of something in a month: ``2023-04``, ``route.self``, 13."""

    month: str
    of: str
    count: int


@dataclass(frozen=True, slots=True)
class Column:
    """A column: it adds what is counted of ``adds`` and takes away what is of ``takes``. A ``carried`` one goes on from
    the month before, and a year ends with its last month. ``share_of`` is the column whose part it is. One that is
    ``beside`` is not of the published table: it tells apart what the published columns cannot say, and is left out
    of the CSV. One that neither adds nor takes is asked for by the table, and no record tells it.
    """

    name: str
    adds: tuple[str, ...]
    takes: tuple[str, ...] = ()
    carried: bool = False
    share_of: str | None = None
    beside: bool = False

    @property
    def is_told(self) -> bool:
        """Whether records tell it."""
        return bool(self.adds or self.takes)


@dataclass(frozen=True, slots=True)
class MonthlyTable:
    """A table with a row for each month. ``lists`` are what has to be counted for it."""

    name: str
    columns: tuple[Column, ...]
    charted: str = "total"
    """The column that a chart shows."""

    @property
    def names(self) -> tuple[str, ...]:
        """What its columns are called."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """One column. Raises ``StopIteration`` where there is none of this name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists whose codes it counts."""
        return _lists_of(self.columns)

    @property
    def carried_lists(self) -> tuple[str, ...]:
        """Those of them of which also counts what was before the first month."""
        return _lists_of(column for column in self.columns if column.carried)


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A row of a monthly table, a cell for each column."""

    month: str
    cells: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MonthlyFigures:
    """A monthly table with its figures: a row for each month, and one for them all."""

    rows: tuple[MonthRow, ...]
    year: tuple[int, ...]
    shares: tuple[str, ...]
    """What part of the year's total each column is, in percent with one decimal; empty where it is part of nothing."""


def monthly_figures(
    table: MonthlyTable, months: Sequence[str], tallies: Iterable[Tally], before: Mapping[str, int] | None = None
) -> MonthlyFigures:
    """The table for some months in their order. ``tallies`` of one month and code are added up. ``before`` is what was
    counted of each list before the first month, for carried columns.
    """
    counted: dict[str, Counter[str]] = {month: Counter() for month in months}
    for tally in tallies:
        counted[tally.month].update(_with_its_list(tally.of, tally.count))
    carried = [_sum(column, before or {}) if column.carried else 0 for column in table.columns]
    rows: list[MonthRow] = []
    for month in months:
        sums = [_sum(column, counted[month]) for column in table.columns]
        cells = [start + added for start, added in zip(carried, sums, strict=True)]
        carried = [cell if column.carried else 0 for cell, column in zip(cells, table.columns, strict=True)]
        rows.append(MonthRow(month, tuple(cells)))
    year = tuple(
        (rows[-1].cells[place] if rows else 0) if column.carried else sum(row.cells[place] for row in rows)
        for place, column in enumerate(table.columns)
    )
    return MonthlyFigures(tuple(rows), year, _shares(table, year))


def share(part: int, whole: int) -> str:
    """``part`` of ``whole`` in percent with one decimal, rounded half up; empty where there is no whole."""
    if whole == 0:
        return ""
    tenths = (part * 2_000 + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}"


def per_100_000(count: int, months: int, people: int) -> str:
    """What ``count`` in some months is for 100,000 people and a month, with one decimal, rounded half up; empty where
    it is not known how many people there are.
    """
    among = months * people
    if among == 0:
        return ""
    tenths = (2_000_000 * count + among) // (2 * among)
    return f"{tenths // 10}.{tenths % 10}"


def _lists_of(columns: Iterable[Column]) -> tuple[str, ...]:
    named = (of.partition(".")[0] for column in columns for of in (*column.adds, *column.takes))
    return tuple(dict.fromkeys(named))


def _shares(table: MonthlyTable, year: Sequence[int]) -> tuple[str, ...]:
    by_name = {column.name: count for column, count in zip(table.columns, year, strict=True)}
    return tuple(
        share(by_name[column.name], by_name[column.share_of]) if column.share_of else "" for column in table.columns
    )


def _with_its_list(of: str, count: int) -> dict[str, int]:
    return {of: count, of.partition(".")[0]: count}


def _sum(column: Column, counted: Mapping[str, int]) -> int:
    return sum(counted.get(of, 0) for of in column.adds) - sum(counted.get(of, 0) for of in column.takes)
