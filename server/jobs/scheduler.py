"""Which job runs how often."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from server.backups.schedule import Schedule
from server.config import Settings
from server.errors import log_incident
from server.jobs.backing_up import back_up_if_due
from server.jobs.reminding import remind
from server.push.sending import send_due
from server.reminders.ticking import Ticker
from server.store import utcnow

REMIND_EVERY_S: Final = 60
PUSH_EVERY_S: Final = 5
BACKUP_LOOK_EVERY_S: Final = 60

log = logging.getLogger("banso.jobs")

# It warns of every round that comes while the one before is still at work, which a long one is meant to do.
logging.getLogger("apscheduler").setLevel(logging.ERROR)


def scheduler(app: Flask) -> BackgroundScheduler:
    """The jobs, not started yet. The first round is at once.

    A job never runs twice at a time, and rounds that were missed (the machine slept) become one.
    """
    made = BackgroundScheduler(
        timezone="UTC",
        executors={"default": ThreadPoolExecutor(3)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    ticker = Ticker()

    def reminders() -> None:
        given = remind(app, ticker, utcnow())
        if given:
            log.info("reminders", extra={"count": given})

    def pushes() -> None:
        with app.app_context():
            send_due(now=utcnow(), going_on=lambda: made.running)

    settings: Settings = app.config["SETTINGS"]
    schedule = Schedule(settings.backup_hours)

    def backups() -> None:
        back_up_if_due(app, schedule, utcnow, time.monotonic)

    made.add_job(_logged(backups), "interval", seconds=BACKUP_LOOK_EVERY_S, next_run_time=utcnow(), id="backups")
    made.add_job(_logged(reminders), "interval", seconds=REMIND_EVERY_S, next_run_time=utcnow(), id="reminders")
    made.add_job(_logged(pushes), "interval", seconds=PUSH_EVERY_S, next_run_time=utcnow(), id="pushes")
    return made


def _logged(job: Callable[[], None]) -> Callable[[], None]:
    """The job; where it fails, by an incident id and without what the exception's message quotes."""

    def run() -> None:
        try:
            job()
        except Exception as error:  # noqa: BLE001 - the next round tries again
            log_incident(error)

    return run
