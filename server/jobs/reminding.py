"""The reminders of every office, gone through once a minute."""

from __future__ import annotations

import datetime as dt

from flask import Flask

from server.jobs.offices import each_office
from server.reminders.ticking import Ticker
from server.store import directory


def remind(app: Flask, ticker: Ticker, now: dt.datetime) -> int:
    """Write every office's missing notices, then note for which it was done. Returns how many notices are new.

    Each office is a transaction of its own.
    """
    count = 0

    def of_office(office: str) -> None:
        nonlocal count
        count += ticker.tick(office, now)

    with app.app_context():
        done = each_office(of_office)
        with directory(write=True) as lookup:
            lookup.note_reminders(done, now)
    return count
