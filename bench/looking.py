"""``python -m bench.looking MODE``: the web server as ``make serve`` starts it, with another way of noting looks.

``as_built`` leaves everything as it is. ``nothing`` notes nothing at all, neither looks nor writes, which is the server
of before. ``first`` writes each look in a transaction of its own before the page is answered.
"""

from __future__ import annotations

import sys
from typing import Any, Final

from server.ground.trail import Noted
from server.http import looks as noting
from server.services import looks
from server.store.trail import Trail
from server.web.__main__ import main

AS_BUILT, NOTHING, FIRST = MODES = ("as_built", "nothing", "first")
_LATER: Final = "note_later"


def _never(*_: Any) -> None:
    """Note nothing."""


def _first(office: str, noted: Noted) -> None:
    looks.append(office, [noted])


def serve(mode: str) -> int:
    """Serve until told to end. Returns the exit code."""
    if mode == NOTHING:
        for module in (noting, looks):
            setattr(module, _LATER, _never)
        setattr(Trail, "settle", _never)  # noqa: B010 - it is put in the place of a method
    if mode == FIRST:
        setattr(noting, _LATER, _first)
    return main()


if __name__ == "__main__":
    sys.exit(serve(sys.argv[1]))
