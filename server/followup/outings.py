"""What the moments of a visit under watch say: whether help is called for, and until when it is out.

``server.store.outings`` asks the same of the database, and ``static/app/sync/outing.ts`` on the phone;
``tests/cases/outings.json`` holds all three to each other.

Until when, the office's clock decides. A visit began no later than the office heard of it. Where the phone says that
it began later, its clock is ahead, and its expected end is as far ahead: nobody would look for its worker in time.
What a phone's clock that is behind says is left as it is: that asks after somebody too early.
"""

from __future__ import annotations

import datetime as dt
from typing import TypeVar

Moment = TypeVar("Moment", str, dt.datetime)
"""Moments as records have them, or as the database does: both sort by time."""


def calls_for_help(alarm_at: Moment | None, safe_at: Moment | None) -> bool:
    """Whether help was called for, and nobody has said since that all is well. The end of the visit does not call it
    off.
    """
    return alarm_at is not None and not is_since(safe_at, alarm_at)


def is_since(moment: Moment | None, earlier: Moment) -> bool:
    """Whether a moment is there and is not before ``earlier``: an answer or an all-clear in the very second of a call
    belongs to that call.
    """
    return moment is not None and moment >= earlier


def due(started_at: dt.datetime, expected_end: dt.datetime, received_at: dt.datetime | None) -> dt.datetime:
    """When the visit is over if it takes as long as its worker said. ``received_at`` is when the office first heard of
    it; ``None`` for visits from before that moment was kept.
    """
    if received_at is None or started_at <= received_at:
        return expected_end
    return received_at + (expected_end - started_at)
