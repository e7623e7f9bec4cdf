"""The reminders of every office, gone through once a minute."""

from __future__ import annotations

import datetime as dt

from flask import Flask

from server.errors import log_incident
from server.reminders.ticking import Ticker
from server.store import directory


def remind(app: Flask, ticker: Ticker, now: dt.datetime) -> int:
    """Write every office's missing notices, then note for which it was done. Returns how many notices are new.

    Each office is a transaction of its own. What goes wrong in one is logged under an incident id, and the others have
    their turn.
    """
    given, done = 0, []
    with app.app_context():
        with directory() as found:
            offices = found.offices()
        for office in offices:
            try:
                given += ticker.tick(office.id, now)
                done.append(office.id)
            except Exception as error:  # noqa: BLE001 - one office must not keep the others from being reminded
                log_incident(error)
        with directory(write=True) as found:
            found.note_reminders(done, now)
    return given
