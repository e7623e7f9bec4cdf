"""The random histories of ``tests/sync/test_all_together.py``, over HTTP, on the real stores. ``make soak`` runs 100 on
each.
"""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest
from flask import Flask
from hypothesis.stateful import run_state_machine_as_test

from server.store import database
from tests.server.putting_back import copied
from tests.server.served_office import ServedOffice
from tests.sync.phones import Phone
from tests.sync.test_all_together import AllTogether, histories

HISTORIES = max(5, int(os.environ.get("HISTORIES", "0")) // 500)


def test_nobody_keeps_what_is_not_theirs_and_nothing_is_lost(
    anywhere: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = itertools.count(1)
    begin = copied(anywhere, tmp_path, 0)

    class Served(AllTogether):
        """Each history begins with an empty database."""

        # An account that is out of use has no session with which its phone could ask.
        an_account_changes = None  # type: ignore[assignment] # so that it is no rule
        # Each page is looked at as it comes.
        whoever_asks_without_the_job_having_run_is_told_nothing_more = None  # type: ignore[assignment] # nor is this

        def __init__(self) -> None:
            begin()
            self.served = ServedOffice(anywhere, tmp_path, numbers)
            monkeypatch.setattr(database, "wall_clock", self.seconds)
            super().__init__(self.served)

        def seconds(self) -> float:
            """The server's clock is that of the history."""
            return self.served.now.timestamp()

        def is_refused(self, phone: Phone) -> None:
            response = self.served.asked(phone.name, phone.author, phone.position, phone.anchor, [], 1000)
            assert (response.status_code, response.get_json()["code"]) == (403, "device_revoked")

    run_state_machine_as_test(Served, settings=histories(HISTORIES))
