"""``flask check`` and ``flask rebuild``: what follows from the records, held to them."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from server.cli.terminal import say
from server.services.upkeep import differences, rebuild
from server.store import directory, reading, utcnow, writing


@click.command("check")
@with_appcontext
def check_command() -> None:
    """Name the records whose columns or grants are not as the records say. Ends with 1 where there are any."""
    total = 0
    for office in _offices():
        with reading(office) as store:
            differing = differences(store, utcnow())
        for record in differing.columns:
            say(f"office {office}: the columns of record {record} differ")
        for user, scope in differing.grants:
            say(f"office {office}: whether user {user} sees {scope} differs")
        total += len(differing.columns) + len(differing.grants)
    if total:
        say(f"Differences: {total}. To put them right: flask --app server rebuild")
        raise SystemExit(1)
    say("Everything is as the records say.")


@click.command("rebuild")
@with_appcontext
def rebuild_command() -> None:
    """Write columns and grants anew from the records, office by office. Nobody else writes in an office meanwhile."""
    for office in _offices():
        with writing(office) as store:
            count = rebuild(store, utcnow())
        say(f"office {office}: {count} records")


COMMANDS = (check_command, rebuild_command)


def _offices() -> list[str]:
    with directory() as offices:
        return [office.id for office in offices.offices()]
