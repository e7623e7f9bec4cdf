"""Which job runs how often."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable
from typing import Final

from flask import Flask

from server.backups.schedule import Schedule
from server.ground.installation import installation_of
from server.jobs.anchoring import anchor_if_due
from server.jobs.backing_up import back_up_if_due, expire_if_due
from server.jobs.erasing import erase
from server.jobs.offices import steadily
from server.jobs.reminding import remind
from server.jobs.retention import retain
from server.jobs.rounds import Job, Rounds
from server.jobs.searching import take_over_due
from server.jobs.sharing import share
from server.jobs.waiting import end_waiting
from server.push.sending import LANES, release_claims, send_by
from server.reminders.ticking import Ticker
from server.store import utcnow
from server.store.deliveries import Lane

REMIND_EVERY_S: Final = 60
SHARE_EVERY_S: Final = 60
SEARCH_EVERY_S: Final = 60
RELEASE_EVERY_S: Final = 30
RETAIN_EVERY_S: Final = 3_600
ERASE_EVERY_S: Final = 60
PUSH_EVERY_S: Final = 5
PUSH_SAFETY_EVERY_S: Final = 1
BACKUP_LOOK_EVERY_S: Final = 60
ANCHOR_LOOK_EVERY_S: Final = 600

log = logging.getLogger("banso.jobs")


def scheduler(app: Flask) -> Rounds:
    """The jobs, not started yet. The first round is at once."""
    settings, ticker = installation_of(app).settings, Ticker()
    schedule = Schedule(settings.backup_hours)

    def going_on() -> bool:
        return rounds.running

    def retention(now: dt.datetime) -> None:
        retain(app, settings.retention, now, going_on)

    def waiting(now: dt.datetime) -> None:
        end_waiting(app, now, going_on)

    rounds = Rounds(
        [
            Job("reminders", REMIND_EVERY_S, lambda: _remind(app, ticker)),
            Job("sharing", SHARE_EVERY_S, lambda: share(app, utcnow())),
            Job("search", SEARCH_EVERY_S, lambda: take_over_due(app, going_on)),
            Job("retention", RETAIN_EVERY_S, steadily(retention)),
            Job("erasing", ERASE_EVERY_S, lambda: erase(app, utcnow(), going_on)),
            Job("backups-expire", RETAIN_EVERY_S, steadily(lambda now: expire_if_due(app, now))),
            Job("waiting", RETAIN_EVERY_S, steadily(waiting)),
            Job("push-claims", RELEASE_EVERY_S, lambda: _release(app)),
            *(_pushing(app, lane, going_on) for lane in LANES),
            Job("anchors", ANCHOR_LOOK_EVERY_S, lambda: anchor_if_due(app, utcnow())),
            Job("backups", BACKUP_LOOK_EVERY_S, lambda: back_up_if_due(app, schedule, utcnow, time.monotonic)),
        ]
    )
    return rounds


def _remind(app: Flask, ticker: Ticker) -> None:
    count = remind(app, ticker, utcnow())
    if count:
        log.info("reminders", extra={"count": count})


def _release(app: Flask) -> None:
    with app.app_context():
        release_claims(utcnow())


def _pushing(app: Flask, lane: Lane, going_on: Callable[[], bool]) -> Job:
    def push() -> None:
        with app.app_context():
            send_by(lane, going_on=going_on)

    return Job(_name(lane), PUSH_SAFETY_EVERY_S if lane.urgent else PUSH_EVERY_S, push)


def _name(lane: Lane) -> str:
    return f"push-{'safety' if lane.urgent else 'routine'}-{'proven' if lane.proven else 'other'}"
