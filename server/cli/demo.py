"""``flask demo``: an invented office that publishes the figures of a city's tables."""

from __future__ import annotations

from pathlib import Path

import click

from server.cli.terminal import say, visible
from server.demo.building import build_office
from server.demo.tables import read_tables
from server.store import directory, utcnow


@click.command("demo")
@click.option(
    "--tables",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="A folder with consultations.csv, routes.csv and so on, as a report prints them.",
)
@click.option(
    "--carried", type=click.IntRange(0, 100_000), required=True, help="Cases that were open before the first month."
)
@click.option("--office", "name", required=True, help="What the new office is called.")
def demo(folder: Path, carried: int, name: str) -> None:
    """Build an office of invented clients whose reports are the tables in a folder, and print its id."""
    tables, wrong = read_tables({path.name: path.read_bytes() for path in folder.glob("*.csv")}, carried)
    for finding in wrong:
        say(visible(str(finding)), err=True)
    if wrong:
        raise click.ClickException("The tables do not add up; nothing was built.")
    with directory() as lookup:
        if any(office.name == name for office in lookup.offices()):
            raise click.ClickException(f"There is an office called {visible(name)} already; nothing was built.")
    say(build_office(name, tables, carried, now=utcnow()))


COMMANDS = (demo,)
