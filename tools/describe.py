"""Writes out what the code declares, for those who do not run it: ``python -m tools.describe NAME [PATH]``.

``OUTPUTS`` has the names, and the place of each where no ``PATH`` is given; ``-`` is the standard output. A file stays
untouched where nothing has changed, so that a watching build rests.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import server
from server.calendar import holidays
from server.ground.config import Settings
from server.ground.errors import TOLD_ON_PHONES
from server.http import api
from sync import describe, tables

ROOT: Final = Path(__file__).parents[1]
STANDARD_OUTPUT: Final = "-"


def api_description() -> str:
    """The API's description, as ``GET /api/openapi.json`` serves it. No server need run, and no database be there."""
    with tempfile.TemporaryDirectory() as instance:
        os.environ["BANSO_INSTANCE"] = instance
        unused = f"sqlite:///{instance}/unused.db"
        app = server.create_app(Settings("testing", secrets.token_hex(), unused, serving=False))
        return json.dumps(api.description(app))


def problems(language: str) -> str:
    """What the phone says of requests that were refused."""
    return describe.problems(language, [error.code for error in TOLD_ON_PHONES])


OUTPUTS: Final[dict[str, tuple[str, Callable[[], str]]]] = {
    "kinds": ("static/app/sync/kinds.gen.ts", describe.typescript),
    "holidays": ("static/app/sync/holidays.gen.ts", holidays.typescript),
    **{
        f"problems-{language}": (f"static/app/i18n/{language}/problems.gen.ts", partial(problems, language))
        for language in describe.LANGUAGES
    },
    "records": ("docs/records.md", tables.page),
    "api": (STANDARD_OUTPUT, api_description),
}
"""What can be written out, by name: its place, and what gives its text.

``kinds`` is what the engine declares, ``holidays`` the nation's holidays, and ``problems-ja`` and ``problems-en`` what
is said of requests that were refused: TypeScript for the phone, made at every build and not committed. ``records`` is
the page of records for people who write a client, ``api`` the description from which ``tools/wire.mjs`` makes the types
of what goes over the wire.
"""


def main(arguments: list[str]) -> int:
    """Write one thing out."""
    name, *given_place = arguments or [""]
    if name not in OUTPUTS or len(given_place) > 1:
        print(f"usage: python -m tools.describe ({' | '.join(OUTPUTS)}) [PATH]", file=sys.stderr)
        return 2
    place, text = OUTPUTS[name]
    place = given_place[0] if given_place else place
    if place == STANDARD_OUTPUT:
        sys.stdout.write(text())
    else:
        _write(Path(place) if given_place else ROOT / place, text())
    return 0


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
