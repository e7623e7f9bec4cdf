"""``flask import unsent``: the file of unsent work that a phone saved."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from server.cli.chosen import office_option
from server.cli.terminal import say, visible
from server.store import utcnow
from server.store.directory import OfficeRow
from server.unsent import BY_COMMAND
from server.unsent.file import UnreadableFile, read_unsent
from server.unsent.taking import Brought, bring, try_out


@click.command("unsent", help="Take in the file of unsent work that a phone saved (banso-unsent.json).")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@office_option(required=True)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
def command(file: Path, office: OfficeRow, dry_run: bool) -> None:
    """Print the fate of each part, and end with 1 where something is not with the office."""
    try:
        unsent = read_unsent(file.read_bytes())
        brought = (try_out if dry_run else bring)(office, unsent, by=BY_COMMAND, now=utcnow())
    except UnreadableFile as unreadable:
        raise click.ClickException(f"{visible(file.name)}: {unreadable.code}") from unreadable
    _say(file.name, brought, dry_run=dry_run)
    if brought.refused:
        raise SystemExit(1)


def _say(name: str, brought: Brought, *, dry_run: bool) -> None:
    """Ids, kinds and codes: what people wrote is not for a terminal."""
    say(f"{name}: written by {brought.author.login}{', dry run: nothing is stored' if dry_run else ''}")
    for fate in brought.changes:
        change = fate.change if isinstance(fate.change, dict) else {}
        why = ", ".join(f"{error.field}: {error.code}" for error in fate.result.errors) or fate.result.code or ""
        say(f"  {change.get('kind')} {change.get('record')}: {fate.status}{f' ({why})' if why else ''}")
    for each in brought.attachments:
        say(f"  content of {each.attachment.id}: {each.status}{f' ({each.code})' if each.code else ''}")
    if brought.drafts:
        say(f"  {len(brought.drafts)} drafts, which the page Files from phones shows for somebody to read")
    counts = Counter(fate.status for fate in brought.changes)
    say("  total: " + (", ".join(f"{count} {status}" for status, count in counts.items()) or "no changes"))
