"""The reports: what there is, one report for some months, and the same as a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, Response, request
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from server.ground.errors import NotFound
from server.ground.trail import Act, Detail, Noted, note_later, origin
from server.http.access import Permission, allow, signed_in
from server.office.behind import WHOLE, figure, records_behind
from server.office.reports import Cell, Report, Table, reports
from server.office.statistics import chart_of, last_years
from server.office.workbook import MEDIA_TYPE, as_workbook
from server.reports.chart import Bar
from server.reports.csv_text import as_csv
from server.reports.months import fiscal_year, fiscal_year_of, month_of
from server.store import Office, reading, utcnow, writing
from server.store.counting import CountedRow
from server.store.rows import Listing
from server.views.office.frame import (
    PAGE_SIZE,
    as_seen,
    existing,
    page,
    page_number,
    staff_options,
    today,
    words,
)
from server.views.office.months import Months, fiscal_year_in, fiscal_years
from server.views.office.pages import Group, OfficePage

blueprint = Blueprint("office_reports", __name__, url_prefix="/office/reports")
PAGE = OfficePage(blueprint, Group.FIGURES, 95, lazy_gettext("Lists"))


@blueprint.get("/")
@allow(Permission.READ_REPORTS)
def index() -> AnyResponse:
    """What there is."""
    with reading(signed_in().office.id) as store:
        return page("reports.html", store=store, reports=list(reports().values()))


@blueprint.get("/annual")
@allow(Permission.READ_REPORTS)
def annual() -> AnyResponse:
    """All tables of a fiscal year on paper, each with its chart and the last three years; those that name clients are
    lists of their own.
    """
    with reading(signed_in().office.id) as store:
        now = fiscal_year_of(today(store))
        year = fiscal_year_in(request.args.get("year")) or now
        since, until = fiscal_year(year)
        months = Months(month_of(since), month_of(until))
        seen = as_seen(store)
        printed = [report for report in reports().values() if not report.personal]
        for report in printed:
            _note(store, report, months)
        return page(
            "annual.html",
            store=store,
            year=year,
            fiscal_years=fiscal_years(today(store)),
            months=months,
            printed_on=today(store),
            parts_of_year=[
                _part(store, report, report.table(store, seen, months.period), months) for report in printed
            ],
            words=words(store),
        )


@blueprint.get("/<name>")
@allow(Permission.READ_REPORTS)
def show(name: str) -> AnyResponse:
    """One report, for the months that are asked for, and beneath it the last three years."""
    with reading(signed_in().office.id) as store:
        report, months, table = _asked(store, name)
        _note(store, report, months)
        return page(
            "report.html",
            store=store,
            report=report,
            part=_part(store, report, table, months),
            months=months,
            fiscal_years=fiscal_years(today(store)),
            staff=staff_options(store),
            words=words(store),
        )


@blueprint.get("/<name>/records")
@allow(Permission.READ_REPORTS)
def records(name: str) -> AnyResponse:
    """The records that one figure of a report counts."""
    with reading(signed_in().office.id) as store:
        report, months, table = _asked(store, name)
        row = request.args.get("row", WHOLE)
        column = request.args.get("column", report.monthly.charted if report.monthly else "")
        seen = as_seen(store)
        try:
            counted = figure(report, table, row, column)
        except LookupError:
            raise NotFound from None
        found = records_behind(seen, report, row, column, months.period)
        _note(store, report, months)
        return page(
            "report_records.html",
            store=store,
            report=report,
            months=months,
            row=row,
            column=column,
            figure=counted,
            hidden=counted - len(found),
            listing=_page_of(found),
            cases=seen.cases.by_id({each.case for each in found}),
            words=words(store),
        )


@blueprint.get("/<name>.csv")
@allow(Permission.READ_REPORTS)
def download(name: str) -> Response:
    """The same as a file that a spreadsheet opens, with the published columns."""
    report, months, table = _taken_out(name)
    return _file(report, months, "csv", "text/csv", as_csv(*report.published(table)))


@blueprint.get("/<name>.json")
@allow(Permission.READ_REPORTS)
def as_json(name: str) -> Response:
    """The same for a program: every column, numbers as numbers."""
    report, months, table = _taken_out(name)
    body = json.dumps(report.as_json(table, months.period), ensure_ascii=False)
    return _file(report, months, "json", "application/json", body)


@blueprint.get("/<name>.xlsx")
@allow(Permission.READ_REPORTS)
def workbook(name: str) -> Response:
    """The same as an Excel workbook."""
    report, months, table = _taken_out(name)
    with reading(signed_in().office.id) as store:
        body = as_workbook(report, table, words(store))
    return _file(report, months, "xlsx", MEDIA_TYPE, body)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the annual report."""

    report: Report
    table: Table
    totals: Sequence[tuple[str, int]]
    chart: Sequence[Bar]
    years: Sequence[tuple[int, tuple[Cell, ...]]]


def _part(store: Office, report: Report, table: Table, months: Months) -> _Part:
    totals = [(str(called), table.totals[name]) for name, called in report.totals.items()]
    years = last_years(store, report.monthly, months.period) if report.monthly else []
    return _Part(report, table, totals, chart_of(report, table), years)


def _taken_out(name: str) -> tuple[Report, Months, Table]:
    """A report that leaves the house as a file: noted before it goes. Raises ``NotFound``."""
    with reading(signed_in().office.id) as store:
        report, months, table = _asked(store, name)
    with writing(signed_in().office.id) as store:
        store.trail.note(Noted(Act.EXPORTED, details=_named(report, months)))
    return report, months, table


def _file(report: Report, months: Months, suffix: str, media_type: str, body: str | bytes) -> Response:
    file = f"{report.name}_{months.since}_{months.until}.{suffix}"
    return Response(body, mimetype=media_type, headers={"Content-Disposition": f'attachment; filename="{file}"'})


def _asked(store: Office, name: str) -> tuple[Report, Months, Table]:
    """A report, for which months, and what it says. Raises ``NotFound``."""
    report = existing(reports().get(name))
    months = Months.chosen(request.args, today(store))
    return report, months, report.table(store, as_seen(store), months.period)


def _note(store: Office, report: Report, months: Months) -> None:
    note_later(store.id, Noted(Act.REPORT_READ, details=_named(report, months), origin=origin(), at=utcnow()))


def _page_of(found: list[CountedRow]) -> Listing[CountedRow]:
    listing = Listing(found, len(found), page_number(), PAGE_SIZE)
    first = (listing.page - 1) * PAGE_SIZE
    return replace(listing, rows=found[first : first + PAGE_SIZE])


def _named(report: Report, months: Months) -> dict[str, Detail]:
    return {"list": report.name, "since": months.since, "until": months.until}
