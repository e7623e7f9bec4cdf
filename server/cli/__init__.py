"""Commands, ``flask --app server …``: each module of this package that has commands names them.

A command works on a database that fits the code, and otherwise says what to do and does nothing. A module whose
commands make a database fit, or need none, says so by ``ANY_DATABASE = True``.
"""

from __future__ import annotations

from typing import Any

import click
from flask import Flask, has_app_context
from flask.cli import ScriptInfo

from server.ground.config import Misconfigured
from server.startup import check_schema
from sync.modules import modules_of


def init_app(app: Flask) -> None:
    """Add every command of the package: a module's ``COMMANDS``, or its one ``group``."""
    for module in modules_of(__name__):
        group = getattr(module, "group", None)
        for command in getattr(module, "COMMANDS", () if group is None else (group,)):
            if not getattr(module, "ANY_DATABASE", False):
                _check_first(command)
            app.cli.add_command(command)


def _check_first(command: click.Command) -> None:
    """Have a command look at the database before it does anything. Commands belong to their modules, not to an
    application, so each is wrapped once.
    """
    if getattr(command, "checks_first", False):
        return
    invoke = command.invoke

    def checked(context: click.Context) -> Any:
        if not has_app_context():
            context.with_resource(context.ensure_object(ScriptInfo).load_app().app_context())
        try:
            check_schema()
        except Misconfigured as error:
            raise click.ClickException(str(error)) from error
        return invoke(context)

    command.invoke = checked  # type: ignore[method-assign, assignment]  # its own, for all callers
    command.checks_first = True  # type: ignore[attr-defined]  # click has no place for it
