"""What two people decided to erase is taken out, and taken out again where a restored backup brought it back."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from flask import Flask

from server.ground.installation import installation
from server.jobs.offices import each_office
from server.office.erasing import carry_on_all

log = logging.getLogger("banso.jobs")


def erase(app: Flask, now: dt.datetime, going_on: Callable[[], bool] = lambda: True) -> int:
    """Carry on with every erasure that is under way. Returns how many came to their end."""
    finished = 0

    def of_office(office: str) -> None:
        nonlocal finished
        made = installation()
        finished += carry_on_all(office, blobs=made.blobs, anchors=made.anchors, now=now, going_on=going_on)

    with app.app_context():
        each_office(of_office)
    if finished:
        log.info("erased", extra={"count": finished})
    return finished
