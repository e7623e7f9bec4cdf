"""``python -m tests.server.appending URL OFFICE TIMES``: a process of its own that appends to an office's trail."""

from __future__ import annotations

import sys

from server import create_app
from server.ground.ids import new_id
from server.ground.trail import Act, Noted, Origin
from server.store import writing
from tests.conftest import settings_for


def append(office: str, times: int) -> None:
    """Append entries, each in a transaction of its own."""
    for _ in range(times):
        with writing(office) as store:
            store.trail.note(Noted(Act.READ, "case", new_id(), origin=Origin(new_id(), None, "192.0.2.7")))


def main(url: str, office: str, times: int) -> None:
    """Say that it is ready, wait for a word, and go on."""
    with create_app(settings_for(url)).app_context():
        print("ready", flush=True)
        sys.stdin.readline()
        append(office, times)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
