"""``flask report NAME``: what an office publishes, printed from its records; a command for each report there is."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import click

from server.cli.chosen import office_option
from server.cli.terminal import put_out, say, visible
from server.ground.trail import Act, Detail, Noted
from server.language.eras import UnreadableDate, read_date
from server.office.reports import Period, Report, Table, reports
from server.reports.csv_text import as_csv
from server.reports.months import fiscal_year, month_of
from server.reports.narrowing import Narrowing
from server.store import Office, reading, writing
from server.store.directory import OfficeRow
from server.store.reader import THE_OFFICE
from sync.codes import CODE_LISTS
from sync.dates import DueDate

_FIRST_YEAR: Final = 1868
_LAST_YEAR: Final = 9998


class Month(click.ParamType[DueDate]):
    """A month: 2013-06, or as a register prints it (H25年6月)."""

    name = "month"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> DueDate:
        """Read a month, or say that it is none."""
        try:
            due = read_date(str(value)).due
        except UnreadableDate:
            due = None
        if due is None or due.precision != "month":
            self.fail(f"{value!r} is not a month (2013-06)", param, ctx)
        return due


@click.group("report")
def group() -> None:
    """Print the tables and lists that an office publishes."""


def _command(report: Report) -> click.Command:
    """The command of a report: ``flask report NAME``."""

    @click.command(report.name, help=f"{report.title!s}, by month.")
    @click.option(
        "--year",
        type=click.IntRange(_FIRST_YEAR, _LAST_YEAR),
        help="A fiscal year, April to March, by the year in which it begins.",
    )
    @click.option("--from", "since", type=Month(), help="The first month, 2013-06.")
    @click.option("--to", "until", type=Month(), help="The last month, 2014-03.")
    @click.option("--worker", default="", help="Only what is of a member of staff: their login, name or id.")
    @click.option("--programme", default="", type=click.Choice(["", *CODE_LISTS["programme"]]), help="Only of these.")
    @click.option("--district", default="", help="Only of clients whose address has this in it.")
    @office_option(required=False)
    @click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
    def print_report(
        year: int | None,
        since: DueDate | None,
        until: DueDate | None,
        worker: str,
        programme: str,
        district: str,
        office: OfficeRow,
        form: str,
    ) -> None:
        period = _period(year, since, until)
        with reading(office.id) as store:
            period = replace(period, only=Narrowing(_worker(store, worker), programme, district))
            table = report.table(store, store.as_seen_by(THE_OFFICE), period)
        with writing(office.id) as store:
            months: dict[str, Detail] = {"since": month_of(period.since), "until": month_of(period.until)}
            store.trail.note(Noted(Act.EXPORTED, details={"list": report.name, **months}))
        put_out(_written(report, table, period, form))
        totals = (f"{count} {name.replace('_', '-')}" for name, count in table.totals.items())
        if table.totals:
            say(", ".join(totals), err=form != "table")
        if report.untold:
            say(f"No record tells: {', '.join(report.untold)}", err=True)

    return print_report


def _period(year: int | None, since: DueDate | None, until: DueDate | None) -> Period:
    """The months that somebody asked for. Raises ``click.UsageError`` where they are none, or two different ones."""
    if year is not None and since is None and until is None:
        return Period(*fiscal_year(year))
    if year is not None or since is None or until is None:
        raise click.UsageError("Give either --year, or both --from and --to")
    if until.due < since.first:
        raise click.UsageError("--to is before --from")
    return Period(since.first, until.due)


def _worker(store: Office, named: str) -> str:
    """The id of the member of staff whom somebody named. Raises ``click.UsageError`` where it is nobody, or several."""
    chosen = [user.id for user in store.accounts.users() if named in {user.id, user.login, user.name}]
    if named and len(chosen) != 1:
        raise click.UsageError(f"{len(chosen)} members of staff are called {named!r}")
    return chosen[0] if named else ""


def _written(report: Report, table: Table, period: Period, form: str) -> str:
    if form == "json":
        return json.dumps(report.as_json(table, period), ensure_ascii=False, indent=2) + "\n"
    header, rows = report.published(table)
    if form == "csv":
        return as_csv(header, rows)
    if table.year:
        rows += [("total", *report.published_cells(table.year)[1:]), ("%", *report.published_cells(table.shares)[1:])]
    return as_table(header, rows)


def as_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The rows in columns, for a terminal in which a Japanese character is as wide as two letters."""
    lines = [[visible(cell) for cell in row] for row in (header, *rows)]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(header))]
    return "".join(
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)).rstrip() + "\n"
        for line in lines
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


for _report in reports().values():
    group.add_command(_command(_report))
