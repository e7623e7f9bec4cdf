"""Commands, ``flask --app server …``: every module of this package that has commands lists or names them."""

from __future__ import annotations

import importlib
import pkgutil

from flask import Flask


def init_app(app: Flask) -> None:
    """Add every command of the package: a module's ``COMMANDS``, or its one ``group``."""
    for found in pkgutil.iter_modules(__path__, f"{__name__}."):
        module = importlib.import_module(found.name)
        group = getattr(module, "group", None)
        for command in getattr(module, "COMMANDS", () if group is None else (group,)):
            app.cli.add_command(command)
