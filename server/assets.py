"""Built files by their logical names: ``asset("app.js")`` is ``/static/dist/app.3f9a….js``."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Flask, current_app


class Assets:
    """The build's manifest, read again when the build has changed it."""

    def __init__(self, folder: Path) -> None:
        self._manifest = folder / "manifest.json"
        self._stamp = 0
        self._files: dict[str, str] = {}

    def path(self, name: str) -> str | None:
        """The built file's path below ``static/dist/``, or ``None`` where there is none of this name."""
        try:
            stamp = self._manifest.stat().st_mtime_ns
        except FileNotFoundError:
            return None
        if stamp != self._stamp:
            self._files, self._stamp = json.loads(self._manifest.read_text("utf-8")), stamp
        return self._files.get(name)


def init_app(app: Flask, static: Path) -> None:
    """Give templates ``asset(name)``."""
    app.extensions["banso_assets"] = Assets(static / "dist")
    app.jinja_env.globals["asset"] = asset


def asset(name: str) -> str:
    """The address of a built file.

    A name that was not built stands for itself, so that a page without its style still works.
    """
    found = current_app.extensions["banso_assets"].path(name)
    return f"/static/dist/{found or name}"
