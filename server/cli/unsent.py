"""``flask import unsent``: the file of unsent work that a phone saved."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from server.cli.chosen import office_option
from server.store import utcnow
from server.store.rows import OfficeRow
from server.unsent import BY_COMMAND
from server.unsent.file import Unreadable, read_unsent
from server.unsent.taking import Brought, bring, try_out


@click.command("unsent", help="Take in the file of unsent work that a phone saved (banso-unsent.json).")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@office_option(required=True)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
def command(file: Path, office: OfficeRow, dry_run: bool) -> None:
    """Print the fate of each part, and end with 1 where something is not with the office."""
    try:
        found = read_unsent(file.read_bytes())
        brought = (try_out if dry_run else bring)(office, found, by=BY_COMMAND, now=utcnow())
    except Unreadable as unreadable:
        raise click.ClickException(f"{file.name}: {unreadable.code}") from unreadable
    _say(file.name, brought, dry_run=dry_run)
    if brought.refused:
        raise SystemExit(1)


def _say(name: str, brought: Brought, *, dry_run: bool) -> None:
    """Ids, kinds and codes: what people wrote is not for a terminal."""
    click.echo(f"{name}: written by {brought.author.login}{', dry run: nothing is stored' if dry_run else ''}")
    for fate in brought.changes:
        given = fate.change if isinstance(fate.change, dict) else {}
        why = ", ".join(f"{error.field}: {error.code}" for error in fate.result.errors) or fate.result.code or ""
        click.echo(f"  {given.get('kind')} {given.get('record')}: {fate.status}{f' ({why})' if why else ''}")
    for paper in brought.papers:
        click.echo(f"  content of {paper.paper.id}: {paper.status}{f' ({paper.code})' if paper.code else ''}")
    if brought.drafts:
        click.echo(f"  {len(brought.drafts)} drafts, which the page Files from phones shows for somebody to read")
    counts = Counter(fate.status for fate in brought.changes)
    click.echo("  total: " + (", ".join(f"{count} {status}" for status, count in counts.items()) or "no changes"))
