"""Consents that begin or end on a day, in every office."""

from __future__ import annotations

import datetime as dt
import logging

from flask import Flask

from server.jobs.offices import each_office
from server.services.shared import settle_office

log = logging.getLogger("banso.jobs")


def share(app: Flask, now: dt.datetime) -> int:
    """Grant and take back what consents share by now. Returns for how many partners anything was altered."""
    altered = 0

    def of_office(office: str) -> None:
        nonlocal altered
        altered += settle_office(office, now)

    with app.app_context():
        each_office(of_office)
    if altered:
        log.info("sharing", extra={"count": altered})
    return altered
