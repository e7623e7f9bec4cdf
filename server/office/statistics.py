"""The tables of an annual report as reports of the registry: counted in the store, summed in ``server.reports``."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final

from flask_babel import LazyString, get_locale, lazy_gettext

from server.language.words import words_of
from server.office.reports import Cell, Period, Report, Table
from server.reports.chart import Bar, bars
from server.reports.months import fiscal_year, fiscal_year_of, month_of, months_between
from server.reports.tallies import MonthlyFigures, MonthlyTable, Tally, monthly_figures
from server.store import Office, Seen

Counted = Callable[[Office, Period, Collection[str]], Mapping[str, int]]

TOTAL: Final = lazy_gettext("Total")
NOT_STATED: Final = lazy_gettext("Not stated")
_BEFORE_ALL: Final = "0000-00"
_EARLIER_YEARS: Final = 2


def word(code_list: str, code: str) -> LazyString:
    """A code in the word of its list, in the language of whoever reads."""
    return LazyString(_word, code_list, code)


def monthly_report(table: MonthlyTable, title: LazyString, titles: Mapping[str, LazyString]) -> Report:
    """The report of a monthly table. ``titles`` are of its columns by name."""

    def reckon(store: Office, _: Seen, period: Period) -> Table:
        figures = monthly(store, table, period)
        rows: list[tuple[Cell, ...]] = [(row.month, *row.cells) for row in figures.rows]
        undated = store.figures.undated_cases() if table.carried_lists else 0
        return Table(rows, year=("", *figures.year), shares=("", *figures.shares), undated=undated)

    return Report(
        table.name,
        title,
        {"month": lazy_gettext("Month")} | {column.name: titles[column.name] for column in table.columns},
        {},
        reckon,
        counting(table.lists),
        beside=frozenset(column.name for column in table.columns if column.beside),
        counts=lambda _, name: table.column(name).adds if name in table.names else (),
        monthly=table,
    )


def last_years(store: Office, table: MonthlyTable, day: dt.date) -> list[tuple[int, tuple[int, ...]]]:
    """The rows of the fiscal year of a day and of the two before, each by the year in which it begins."""
    last = fiscal_year_of(day)
    years = range(max(last - _EARLIER_YEARS, dt.MINYEAR), last + 1)
    return [(year, monthly(store, table, Period(*fiscal_year(year))).year) for year in years]


def chart_of(report: Report, table: Table) -> list[Bar]:
    """The chart of a monthly table: a bar for each month, of the column that it is about."""
    if report.monthly is None:
        return []
    place = list(report.columns).index(report.monthly.charted)
    return bars([(str(row[0]), int(row[place])) for row in table.rows])


def monthly(store: Office, table: MonthlyTable, period: Period) -> MonthlyFigures:
    """A monthly table for the months of a period, what was erased since counted as it was."""
    counted = with_erased(store, table.name, table.lists, period)
    months = months_between(period.since, period.until)
    return monthly_figures(table, months, counted, _before(store, table, period.since))


def with_erased(store: Office, name: str, lists: Sequence[str], period: Period) -> list[Tally]:
    """What is counted for a report in each month of a period, with what was erased of it."""
    erased = store.erasures.tallies(name, month_of(period.since), month_of(period.until))
    return [*store.figures.tallies(lists, period.since, period.until), *erased]


def counting(lists: Iterable[str]) -> Counted:
    """What some cases count for of some lists in a month: kept when they are erased."""

    def counted(store: Office, period: Period, cases: Collection[str]) -> Mapping[str, int]:
        return _by_code(store.figures.tallies(lists, period.since, period.until, cases))

    return counted


def _before(store: Office, table: MonthlyTable, since: dt.date) -> Mapping[str, int]:
    """What is counted of each carried list before a day, erased or not."""
    if not table.carried_lists:
        return {}
    counts = Counter(store.figures.before(table.carried_lists, since))
    last = month_of(since - dt.timedelta(days=1))
    for tally in store.erasures.tallies(table.name, _BEFORE_ALL, last):
        counts[tally.of.partition(".")[0]] += tally.count
    return counts


def _by_code(tallies: Iterable[Tally]) -> Mapping[str, int]:
    counts: Counter[str] = Counter()
    for tally in tallies:
        counts[tally.of] += tally.count
    return counts


def _word(code_list: str, code: str) -> str:
    text: str = words_of(str(get_locale()))["codes"][code_list][code]
    return text[:1].upper() + text[1:]
