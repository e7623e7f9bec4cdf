"""The tables of an annual report as reports of the registry: counted in the store, summed in ``server.reports``."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from flask_babel import LazyString, get_locale, lazy_gettext

from server.language.words import words_of
from server.office.reports import Cell, Period, Report, Table
from server.reminders.settings import policy_of
from server.reports.chart import Bar, bars
from server.reports.months import fiscal_year, fiscal_year_of, month_of, months_between
from server.reports.tallies import MonthlyFigures, MonthlyTable, Tally, monthly_figures, per_100_000
from server.store import Office, Seen

Counted = Callable[[Office, Period, Collection[str]], Mapping[str, int]]

TOTAL: Final = lazy_gettext("Total")
NOT_STATED: Final = lazy_gettext("Not stated")
_BEFORE_ALL: Final = "0000-00"
_EARLIER_YEARS: Final = 2


def word(code_list: str, code: str) -> LazyString:
    """A code in the word of its list, in the language of whoever reads."""
    return LazyString(_word, code_list, code)


def delay_titles() -> dict[str, LazyString]:
    """What the steps are called in which a report tells how long something took."""
    return {
        "same_day": lazy_gettext("Same day"),
        "next_day": lazy_gettext("Next day"),
        "within_3_days": lazy_gettext("2 to 3 days"),
        "within_7_days": lazy_gettext("4 to 7 days"),
        "later": lazy_gettext("8 days and more"),
    }


def monthly_report(
    table: MonthlyTable, title: LazyString, titles: Mapping[str, LazyString], *, place: int, per_people: bool = False
) -> Report:
    """The report of a monthly table. ``titles`` are of its columns by name, ``place`` is its own among the reports.
    ``per_people``: it tells as well what the figures are for 100,000 people and a month.
    """

    def reckon(store: Office, _: Seen, period: Period) -> Table:
        figures = monthly(store, table, period)
        rows = [(row.month, *_cells(table, row.cells)) for row in figures.rows]
        undated = store.figures.undated_cases() if table.carried_lists and not period.only else 0
        year, shares = ("", *_cells(table, figures.year)), ("", *figures.shares)
        rates = ("", *_rates(store, table, figures)) if per_people else ()
        return Table(rows, year=year, shares=shares, rates=rates if any(rates) else (), undated=undated)

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
        place=place,
    )


def _cells(table: MonthlyTable, counts: Sequence[int]) -> tuple[Cell, ...]:
    """The cells of a row; empty ones for what no record tells."""
    return tuple(count if column.is_told else "" for column, count in zip(table.columns, counts, strict=True))


def _rates(store: Office, table: MonthlyTable, figures: MonthlyFigures) -> list[str]:
    people, months = policy_of(store.reminders.settings()).population, len(figures.rows)
    return [
        per_100_000(count, months, people) if column.is_told else ""
        for column, count in zip(table.columns, figures.year, strict=True)
    ]


def last_years(store: Office, table: MonthlyTable, period: Period) -> list[tuple[int, tuple[Cell, ...]]]:
    """The rows of the fiscal year in which a period ends and of the two before, each by the year in which it begins."""
    last = fiscal_year_of(period.until)
    years = range(max(last - _EARLIER_YEARS, dt.MINYEAR), last + 1)
    return [(year, _cells(table, monthly(store, table, _year(year, period)).year)) for year in years]


def _year(year: int, period: Period) -> Period:
    since, until = fiscal_year(year)
    return replace(period, since=since, until=until)


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
    return monthly_figures(table, months, counted, _before(store, table, period))


def with_erased(store: Office, name: str, lists: Sequence[str], period: Period) -> list[Tally]:
    """What is counted for a report in each month of a period, with what was erased of it; without, where the period is
    narrowed (``Report.table``).
    """
    counted = store.figures.tallies(lists, period.since, period.until, only=period.only)
    if period.only:
        return counted
    erased = store.erasures.tallies(name, month_of(period.since), month_of(period.until))
    return [*counted, *erased]


def counting(lists: Iterable[str]) -> Counted:
    """What some cases count for of some lists in a month: kept when they are erased."""

    def counted(store: Office, period: Period, cases: Collection[str]) -> Mapping[str, int]:
        return _by_code(store.figures.tallies(lists, period.since, period.until, cases))

    return counted


def _before(store: Office, table: MonthlyTable, period: Period) -> Mapping[str, int]:
    """What is counted of each carried list before a period, erased or not."""
    if not table.carried_lists:
        return {}
    counts = Counter(store.figures.before(table.carried_lists, period.since, period.only))
    if period.only:
        return counts
    last = month_of(period.since - dt.timedelta(days=1))
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
