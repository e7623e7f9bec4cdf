"""What waits for what an office lost is decided when its time has come, whether or not its phone offers it again."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Final

from flask import Flask

from server.errors import log_incident
from server.jobs.retention import Steady
from server.recovery import decide_overdue
from server.store import directory, utcnow, writing

AT_ONCE: Final = 50
"""In one transaction."""

log = logging.getLogger("banso.jobs")


def end_waiting(app: Flask, now: dt.datetime, going_on: Callable[[], bool] = lambda: True) -> int:
    """Decide what has waited long enough by ``now``, and drop what was taken meanwhile. Returns how much was decided.

    Each office is gone through by itself: what goes wrong in one is logged under an incident id.
    """
    decided = 0
    with app.app_context():
        with directory() as found:
            offices = [office.id for office in found.offices()]
        for office in offices:
            try:
                while going_on() and (count := _some(office, now)):
                    decided += count
            except Exception as error:  # noqa: BLE001 - one office must not keep the others from it
                log_incident(error)
    if decided:
        log.info("waiting_ended", extra={"count": decided})
    return decided


def _some(office: str, now: dt.datetime) -> int:
    with writing(office) as store:
        store.lock()
        decided = decide_overdue(store, now, AT_ONCE)
        store.drop_taken(AT_ONCE)
    return decided


def waiting_job(app: Flask, going_on: Callable[[], bool]) -> Callable[[], None]:
    """The job: nothing is decided before the clock has been seen to go on steadily."""
    is_steady = Steady()

    def work() -> None:
        now = utcnow()
        if is_steady(now):
            end_waiting(app, now, going_on)

    return work
