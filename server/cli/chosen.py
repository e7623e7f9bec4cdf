"""Which office a command works for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from server.cli.terminal import visible
from server.store import directory
from server.store.directory import OfficeRow

Command = TypeVar("Command", bound=Callable[..., Any])


def office_option(*, required: bool) -> Callable[[Command], Command]:
    """The option ``--office``: an office's id or its name. Where it may be left out, the only office is meant."""
    return click.option(
        "--office",
        "office",
        required=required,
        callback=_chosen,
        help="The office's id or name." + ("" if required else " May be left out where there is only one."),
    )


def _chosen(_: click.Context, __: click.Parameter, named: str | None) -> OfficeRow:
    with directory() as offices:
        known = offices.offices()
    chosen = [office for office in known if named is None or named in {office.id, office.name}]
    if len(chosen) == 1:
        return chosen[0]
    names = ", ".join(f"{visible(office.name)} ({office.id})" for office in known) or "none"
    wrong = "Name one of several offices" if named is None else f"{len(chosen)} offices are called {named!r}"
    raise click.BadParameter(f"{wrong}. Offices here: {names}")
