"""Whether the reminders run at all: one that never comes is missed by nobody."""

from __future__ import annotations

import datetime as dt
from typing import Final

from server.store import directory
from server.store.deliveries import CLOCKS_DIFFER

LONGEST_PAUSE: Final = dt.timedelta(minutes=15)


def reminders_last_ran(office: str | None = None, *, now: dt.datetime | None = None) -> dt.datetime | None:
    """When an office's reminders were last gone through, or those of the office for which it is farthest from ``now``,
    and without it longest ago. One whose reminders never were counts from when it opened; ``None`` where there is no
    office.
    """
    with directory() as lookup:
        if office is not None or now is None:
            return lookup.reminders_last_ran(office)
        return max(lookup.reminders_ran(), key=lambda ran: _strangeness(ran, now), default=None)


def stands_still(last_ran: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether the reminders have not been gone through for too long, or by a clock that is ahead of this one, which
    tells nothing."""
    return last_ran is not None and not -CLOCKS_DIFFER <= now - last_ran <= LONGEST_PAUSE


def _strangeness(ran: dt.datetime, now: dt.datetime) -> tuple[bool, dt.timedelta]:
    return stands_still(ran, now), abs(now - ran)
