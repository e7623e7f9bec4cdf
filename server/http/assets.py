"""Built files by their logical names: ``asset("app.js")`` is ``/static/dist/app-3F9A….js``, and ``parts("app.js")`` the
addresses of the scripts that it loads at its start.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from flask import Flask, current_app

_BUILT: Final = "/static/dist/"


class Assets:
    """The build's manifest, read again when the build has changed it."""

    def __init__(self, folder: Path) -> None:
        self._manifest = folder / "manifest.json"
        self._stamp = 0
        self._built: dict[str, dict[str, Any]] = {}

    def path(self, name: str) -> str | None:
        """The built file's path below ``static/dist/``, or ``None`` where there is none of this name."""
        return self._read().get("files", {}).get(name)

    def parts(self, name: str) -> list[str]:
        """The paths of the scripts that a built script loads at its start."""
        paths: list[str] = self._read().get("parts", {}).get(name, [])
        return paths

    def _read(self) -> dict[str, dict[str, Any]]:
        try:
            stamp = self._manifest.stat().st_mtime_ns
        except FileNotFoundError:
            return {}
        if stamp != self._stamp:
            self._built, self._stamp = json.loads(self._manifest.read_text("utf-8")), stamp
        return self._built


def init_app(app: Flask, static: Path) -> None:
    """Give templates ``asset(name)`` and ``parts(name)``."""
    app.extensions["banso_assets"] = Assets(static / "dist")
    app.jinja_env.globals["asset"] = asset
    app.jinja_env.globals["parts"] = parts


def asset(name: str) -> str:
    """The address of a built file.

    A name that was not built stands for itself, so that a page without its style still works.
    """
    path = current_app.extensions["banso_assets"].path(name)
    return f"{_BUILT}{path or name}"


def parts(name: str) -> list[str]:
    """The addresses of what a built script loads at its start: a page that names them saves a round for each."""
    return [f"{_BUILT}{path}" for path in current_app.extensions["banso_assets"].parts(name)]
