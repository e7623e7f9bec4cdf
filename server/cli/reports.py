"""``flask report NAME``: what an office publishes, printed from its records; a command for each report there is."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import click

from server.cli.chosen import office_option
from server.cli.terminal import put_out, say, visible
from server.ground.trail import Act, Detail, Noted
from server.language.eras import UnreadableDate, read_date
from server.office.reports import Period, Report, reports
from server.reports.csv_text import as_csv
from server.store import reading, writing
from server.store.directory import OfficeRow
from server.store.reader import THE_OFFICE
from sync.dates import DueDate


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
    """Print the lists that an office publishes."""


def _command(report: Report) -> click.Command:
    """The command of a report: ``flask report NAME``."""

    @click.command(report.name, help=f"{report.title!s}, by month.")
    @click.option("--from", "since", type=Month(), required=True, help="The first month, 2013-06.")
    @click.option("--to", "until", type=Month(), required=True, help="The last month, 2014-03.")
    @office_option(required=False)
    @click.option("--format", "form", type=click.Choice(["table", "csv"]), default="table", show_default=True)
    def print_report(since: DueDate, until: DueDate, office: OfficeRow, form: str) -> None:
        if until.due < since.first:
            raise click.UsageError("--to is before --from")
        with reading(office.id) as store:
            table = report.table(store, store.as_seen_by(THE_OFFICE), Period(since.first, until.due))
        with writing(office.id) as store:
            months: dict[str, Detail] = {"since": str(since), "until": str(until)}
            store.trail.note(Noted(Act.EXPORTED, details={"list": report.name, **months}))
        header = tuple(report.columns)
        put_out(as_csv(header, table.rows) if form == "csv" else as_table(header, table.rows))
        totals = (f"{count} {name.replace('_', '-')}" for name, count in table.totals.items())
        say(", ".join(totals), err=form == "csv")

    return print_report


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
