"""``flask export``: lists of an office, and the whole office, as files (``docs/imports.md``)."""

from __future__ import annotations

from pathlib import Path

import click

from server.cli.chosen import office_option
from server.cli.terminal import say
from server.ground.installation import installation
from server.ground.private import open_private
from server.ground.trail import Act, Noted
from server.imports.whole import pack
from server.language.words import Words
from server.office.exports import LISTS, exported, ids_in
from server.office.workbook import as_sheet
from server.reports.csv_text import as_csv
from server.store import writing
from server.store.directory import OfficeRow
from server.store.reader import THE_OFFICE


@click.group("export")
def group() -> None:
    """Take out lists of an office, or all of it."""


@group.command("list")
@click.argument("name", type=click.Choice(tuple(LISTS)))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@office_option(required=True)
def list_command(name: str, file: Path, office: OfficeRow) -> None:
    """Write the list NAME into FILE, whose name ends in .csv or .xlsx."""
    if file.suffix not in {".csv", ".xlsx"}:
        raise click.BadParameter("the name of the file ends in .csv or .xlsx")
    with writing(office.id) as store:
        seen = store.as_seen_by(THE_OFFICE)
        records = seen.of_kind(LISTS[name])
        names = {user.id: user.name for user in store.accounts.users()} | seen.names(ids_in(records))
        taken = exported(seen, name, records, Words("ja", store.zone, names))
        store.trail.note(Noted(Act.EXPORTED, details={"list": name, "records": len(records)}))
        rows = [[str(cell) for cell in row] for row in taken.rows]
        is_csv = file.suffix == ".csv"
        body = as_csv(taken.header, rows).encode() if is_csv else as_sheet(taken.title, taken.header, taken.rows)
        with open_private(file) as target:
            target.write(body)
    say(f"{len(records)} records")


@group.command("office")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@office_option(required=True)
def office_command(file: Path, office: OfficeRow) -> None:
    """Write every record of an office, and the contents of its attachments, into FILE, a zip archive."""
    with writing(office.id) as store, open_private(file) as target:
        counts = pack(store, store.as_seen_by(THE_OFFICE), installation().blobs, target)
    for kind, count in counts.items():
        say(f"{kind}: {count}")
