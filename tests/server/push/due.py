"""Sends everything that is due, as the scheduler's lanes do between them."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any

from flask import Flask, current_app

from server.push.sending import LANES, release_claims, send_by
from server.store.deliveries import Lane


def send_due(*, now: dt.datetime) -> int:
    """Release what was left over, then send by every lane what is due, and what falls due meanwhile. Returns how many
    deliveries were dealt with.

    ``now`` is the moment of the call.
    """
    began = time.monotonic()
    release_claims(now)
    context = _way_in()

    def by(lane: Lane) -> int:
        with context():
            return send_by(lane, clock=clock)

    def clock() -> dt.datetime:
        return now + dt.timedelta(seconds=int(time.monotonic() - began))

    total = 0
    with ThreadPoolExecutor(len(LANES), thread_name_prefix="lane") as lanes:
        # Again, since an address that has taken a message goes by another lane from then on.
        while sent := sum(lanes.map(by, LANES)):
            total += sent
    return total


def _way_in() -> Callable[[], AbstractContextManager[Any]]:
    """How another thread comes into the application that is at work."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # Flask's own way
    return app.app_context
