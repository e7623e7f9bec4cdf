"""``flask audit``: whether the trail, the change log and the records are as they were written."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from server.cli.terminal import say
from server.ground.installation import installation
from server.services import anchors
from server.store import directory, utcnow
from server.store.directory import OfficeRow


@click.group("audit")
def group() -> None:
    """Hold the trail to itself, to the change log, and to what was written down elsewhere."""


@group.command("verify")
@click.option("--office", help="The office's id or name. All offices, where it is left out.")
@with_appcontext
def verify(office: str | None) -> None:
    """Find what was changed, removed, put in or reordered past the application. Ends with 1 where there is anything.

    Nothing is changed. What is printed are ids and codes; docs/operations.md says what each means.
    """
    folder, total = installation().anchors, 0
    kept = anchors.read(folder)
    if kept.unreadable:
        say(f"{folder / anchors.FILE_NAME}: {kept.unreadable} lines cannot be read")
    for each in _offices(office):
        for finding in anchors.verify(folder, each.id):
            say(f"office {each.id}: {finding.code} {finding.place}")
            total += 1
        if not kept.of(each.id):
            say(f"office {each.id}: nothing was written down, so that an end that was cut off would not be found")
    if total or kept.unreadable:
        say(f"Findings: {total}")
        raise SystemExit(1)
    say("Everything is as it was written.")


@group.command("anchor")
@with_appcontext
def anchor() -> None:
    """Write down how far the trail of each office has come, and print it: to be put where the database is not."""
    for made in anchors.write_down(installation().anchors, utcnow()):
        say(f"{made.day.isoformat()} office {made.office} entry {made.number}")
        say(f"  {made.printed}")


def _offices(named: str | None) -> list[OfficeRow]:
    with directory() as lookup:
        known = lookup.offices()
    chosen = [office for office in known if named is None or named in {office.id, office.name}]
    if not chosen and named is not None:
        raise click.BadParameter(f"no office is called {named!r}", param_hint="--office")
    return chosen
