"""What waits for what an office lost is decided when its time has come, whether or not its phone offers it again."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Final

from flask import Flask

from server.jobs.offices import each_office
from server.services.recovery import decide_overdue
from server.store import reading, writing

AT_ONCE: Final = 50
"""In one transaction."""

log = logging.getLogger("banso.jobs")


def end_waiting(app: Flask, now: dt.datetime, going_on: Callable[[], bool] = lambda: True) -> int:
    """Decide the changes that have waited long enough by ``now``, and drop those that the log has meanwhile. Returns
    how many were decided.
    """
    decided = 0

    def of_office(office: str) -> None:
        nonlocal decided
        while going_on() and (count := _some(office, now)):
            decided += count

    with app.app_context():
        each_office(of_office)
    if decided:
        log.info("waiting_ended", extra={"count": decided})
    return decided


def _some(office: str, now: dt.datetime) -> int:
    with reading(office) as store:
        if not store.recovery.has_waited():
            return 0
    with writing(office) as store:
        store.lock()
        decided = decide_overdue(store, now, AT_ONCE)
        store.recovery.drop_taken(AT_ONCE)
    return decided
