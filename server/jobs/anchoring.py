"""How far each office's trail has come, written down once a day."""

from __future__ import annotations

import datetime as dt
import logging

from flask import Flask

from server.ground.installation import installation
from server.services.anchors import write_down

log = logging.getLogger("banso.jobs")


def anchor_if_due(app: Flask, now: dt.datetime) -> int:
    """Write down the trail of every office whose trail nobody has written down on this day of the office's. Returns of
    how many.
    """
    with app.app_context():
        made = write_down(installation().anchors, now, daily=True)
    if made:
        log.info("anchors", extra={"count": len(made)})
    return len(made)
