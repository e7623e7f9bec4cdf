"""From counts to tables: what a column adds, what is carried on, and what part of the year it is."""

from __future__ import annotations

import datetime as dt

import pytest

from server.reports.crossings import issue_by_age
from server.reports.months import days_of, fiscal_year, fiscal_year_of, months_between
from server.reports.published import CONSULTATIONS, ROUTES
from server.reports.tallies import MonthlyFigures, MonthlyTable, Tally, monthly_figures, share

APRIL, MAY = "2023-04", "2023-05"


def cell(table: MonthlyTable, figures: MonthlyFigures, row: int, name: str) -> int:
    return figures.rows[row].cells[[column.name for column in table.columns].index(name)]


def test_what_is_open_at_the_end_of_a_month_is_what_was_open_and_new_less_what_was_closed() -> None:
    tallies = [Tally(APRIL, "sex.male", 3), Tally(APRIL, "closure.employment", 1), Tally(MAY, "closure.referred", 4)]
    figures = monthly_figures(CONSULTATIONS, [APRIL, MAY], tallies, {"sex": 10, "closure": 2})
    assert [cell(CONSULTATIONS, figures, row, "open_at_month_end") for row in (0, 1)] == [10, 6]
    assert figures.year[-1] == 6


def test_a_clients_sex_that_no_published_column_has_is_told_beside_them() -> None:
    tallies = [Tally(APRIL, f"sex.{code}", 1) for code in ("male", "female", "other", "unknown", "not_stated")]
    figures = monthly_figures(CONSULTATIONS, [APRIL], tallies)
    names = ("new", "male", "female", "other_sex", "sex_not_stated")
    assert [cell(CONSULTATIONS, figures, 0, name) for name in names] == [5, 1, 1, 1, 2]


def test_counts_of_one_month_and_code_are_added_up() -> None:
    figures = monthly_figures(ROUTES, [APRIL], [Tally(APRIL, "route.self", 2), Tally(APRIL, "route.self", 3)])
    assert cell(ROUTES, figures, 0, "self") == cell(ROUTES, figures, 0, "total") == 5


def test_agencies_are_those_within_and_those_outside_of_the_city() -> None:
    codes = ("agency_within_city", "agency_outside_city")
    figures = monthly_figures(ROUTES, [APRIL], [Tally(APRIL, f"route.{code}", 2) for code in codes])
    assert cell(ROUTES, figures, 0, "agencies_total") == 4
    assert cell(ROUTES, figures, 0, "total") == 4


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [(1, 8, "12.5"), (1, 3, "33.3"), (2, 3, "66.7"), (1, 16, "6.3"), (1, 2000, "0.1"), (0, 5, "0.0"), (5, 5, "100.0"),
     (0, 0, "")],
)  # fmt: skip
def test_a_part_is_in_percent_with_one_decimal_rounded_half_up(part: int, whole: int, printed: str) -> None:
    assert share(part, whole) == printed


def test_an_item_is_counted_by_age_and_unknown_ages_beside_the_published_columns() -> None:
    ages = ("20s", "70_and_over", "unknown", "not_stated")
    rows = {item: row for item, *row in issue_by_age(Tally(APRIL, f"issue_item.illness.{age}", 1) for age in ages)}
    assert len(rows) == 22
    assert rows["illness"] == [(0, 1, 0, 0, 0, 0, 1), 2]
    assert rows["injury"] == [(0,) * 7, 0]


def test_a_fiscal_year_runs_from_april_to_march() -> None:
    since, until = fiscal_year(2023)
    assert (since, until) == (dt.date(2023, 4, 1), dt.date(2024, 3, 31))
    assert [fiscal_year_of(day) for day in (since, until, until + dt.timedelta(days=1))] == [2023, 2023, 2024]
    months = months_between(since, until)
    assert (len(months), months[0], months[8:10], months[-1]) == (12, "2023-04", ("2023-12", "2024-01"), "2024-03")
    assert days_of("2024-02") == (dt.date(2024, 2, 1), dt.date(2024, 2, 29))
