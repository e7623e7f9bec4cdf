"""``flask import persons|cases|support|accounts``: lists as centres keep them, and taking an import back."""

from __future__ import annotations

from pathlib import Path

import click

from server.cli.chosen import office_option
from server.cli.terminal import say, visible
from server.ground.installation import installation
from server.imports.judging import Fate
from server.imports.running import By, NotTaken, NotWhole, Outcome, Wish, bring_in, look
from server.imports.sorts import SORTS, Sort
from server.imports.telling import problem_word
from server.imports.undoing import NothingToUndo, undo
from server.imports.whole import NoArchive, NotEmpty, unpack
from server.registers.headers import header_word
from server.store import reading
from server.store.directory import OfficeRow
from server.store.reader import THE_OFFICE
from server.unsent import BY_COMMAND

_BY = By(BY_COMMAND, THE_OFFICE)


def _command(sort: Sort) -> click.Command:
    @click.command(sort.name, help=f"Import a list of {sort.name}: CSV, tab-separated text, or .xlsx.")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @office_option(required=True)
    @click.option("--dry-run", is_flag=True, help="Say what becomes of each row, and do nothing.")
    @click.option("--take-doubtful", is_flag=True, help="Take rows in doubt as new.")
    @click.option("--leave-out", is_flag=True, help="Import the others where rows are refused.")
    @click.option("--column", "columns", multiple=True, metavar="WORD=COLUMN", help="What a word of the header means.")
    def command(
        file: Path, office: OfficeRow, dry_run: bool, take_doubtful: bool, leave_out: bool, columns: tuple[str, ...]
    ) -> None:
        chosen = dict(_chosen(sort, each) for each in columns)
        wish = Wish(sort.name, file.name, file.read_bytes(), chosen, take_doubtful, leave_out)
        try:
            outcome = look(office.id, wish, _BY) if dry_run else bring_in(office.id, wish, _BY, _progress)
        except NotWhole as not_whole:
            _tell(file.name, not_whole.outcome)
            raise click.ClickException("Nothing was imported. --leave-out imports the rows that can be.") from None
        except NotTaken as not_taken:
            raise click.ClickException(f"Nothing was imported: {not_taken}") from not_taken
        _tell(file.name, outcome)
        say(f"import {outcome.run}" if outcome.run else "dry run: nothing is stored")
        if outcome.unread:
            raise SystemExit(1)

    return command


@click.command("undo")
@click.argument("run")
@office_option(required=True)
def undo_command(run: str, office: OfficeRow) -> None:
    """Take back the import RUN: all of it that nobody has changed or used since."""
    try:
        undone = undo(office.id, run, BY_COMMAND)
    except NothingToUndo:
        raise click.ClickException(f"There is no import {run!r} to take back.") from None
    for record, why in undone.kept:
        say(f"kept: {record.kind} {record.id} ({why})")
    say(f"{len(undone.gone)} records taken back, {len(undone.kept)} kept")


@click.command("list")
@office_option(required=True)
def list_command(office: OfficeRow) -> None:
    """Print every import of an office, newest first."""
    with reading(office.id) as store:
        for run in store.imports.runs():
            counts = ", ".join(f"{count} {fate}" for fate, count in run.counts.items())
            undone = f", taken back {run.undone_at:%Y-%m-%d}" if run.undone_at else ""
            say(f"{run.id}  {run.at:%Y-%m-%d %H:%M}  {run.sort}: {counts}{undone}")


@click.command("office")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@office_option(required=True)
def office_command(file: Path, office: OfficeRow) -> None:
    """Take an archive of a whole office (flask export office) into an office that has no records."""
    try:
        taken = unpack(office.id, file.read_bytes(), installation().blobs, _progress)
    except NotEmpty:
        raise click.ClickException("The office has records already; nothing was imported.") from None
    except NoArchive as no_archive:
        raise click.ClickException(f"This is no archive of an office: {visible(str(no_archive))}") from no_archive
    except NotTaken as not_taken:
        raise click.ClickException(f"Nothing was imported: {not_taken.record.id} {not_taken}") from not_taken
    for kind, count in taken.records.items():
        say(f"{kind}: {count}")
    say(f"contents of attachments: {taken.contents}")


COMMANDS_OF_IMPORT = (*(_command(sort) for sort in SORTS.values()), office_command, undo_command, list_command)


def _chosen(sort: Sort, given: str) -> tuple[str, str]:
    word, _, column = given.rpartition("=")
    if not word or (column and column not in sort.words):
        raise click.BadParameter(f"{given!r}. Columns of {sort.name}: {', '.join(sort.words)}")
    return header_word(word), column


def _progress(done: int, of: int) -> None:
    say(f"{done} of {of} records", err=True)


def _tell(name: str, outcome: Outcome) -> None:
    for finding in (*outcome.unread, *outcome.notices):
        say(f"{finding.severity}: {finding}")
    for fate in outcome.fates:
        say(_told(name, fate))
    say(f"{name}: " + (", ".join(f"{count} {fate}" for fate, count in outcome.counts.items()) or "no rows"))


def _told(name: str, fate: Fate) -> str:
    why = "; ".join(f"{problem_word(each, 'ja')} {problem_word(each, 'en')} [{each.code}]" for each in fate.problems)
    return f"{fate.code}: {name}:{fate.line}: 「{fate.called}」 {why}".rstrip()
