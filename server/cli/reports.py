"""``flask report``: the lists that an office publishes, printed from its records."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import click

from server.cli.chosen import office_option
from server.registers.eras import Unreadable, read_date
from server.reports.accompaniment import HEADER
from server.reports.csv_text import as_csv
from server.store import reading
from server.store.rows import OfficeRow
from server.visits import accompaniment_list_of
from sync.dates import DueDate


class Month(click.ParamType[DueDate]):
    """A month: 2013-06, or as a register prints it (H25年6月)."""

    name = "month"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> DueDate:
        """Read a month, or say that it is none."""
        try:
            due = read_date(str(value)).due
        except Unreadable:
            due = None
        if due is None or due.precision != "month":
            self.fail(f"{value!r} is not a month (2013-06)", param, ctx)
        return due


@click.group("report")
def group() -> None:
    """Print the lists that an office publishes."""


@group.command("accompaniment")
@click.option("--from", "since", type=Month(), required=True, help="The first month, 2013-06.")
@click.option("--to", "until", type=Month(), required=True, help="The last month, 2014-03.")
@office_option(required=False)
@click.option("--format", "form", type=click.Choice(["table", "csv"]), default="table", show_default=True)
def accompaniment(since: DueDate, until: DueDate, office: OfficeRow, form: str) -> None:
    """Home visits and accompaniments by month, client and destination."""
    if until.due < since.first:
        raise click.UsageError("--to is before --from")
    with reading(office.id) as store:
        listed = accompaniment_list_of(store, office, since.first, until.due)
    rows = [line.cells for line in listed.lines]
    click.echo(as_csv(HEADER, rows) if form == "csv" else as_table(HEADER, rows), nl=False)
    click.echo(f"{listed.visits} visits, {listed.client_months} client-months", err=form == "csv")


def as_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The rows in columns, for a terminal in which a Japanese character is as wide as two letters."""
    lines = [header, *rows]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(header))]
    return "".join(
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)).rstrip() + "\n"
        for line in lines
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)
