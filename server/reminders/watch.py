"""Whether the reminders run at all: one that never comes is missed by nobody."""

from __future__ import annotations

import datetime as dt
from typing import Final

from server.store import directory

LONGEST_PAUSE: Final = dt.timedelta(minutes=15)


def reminders_stand_still(now: dt.datetime) -> bool:
    """Whether the reminders have not been gone through for too long, or have never been since the first office
    opened.
    """
    with directory() as found:
        last = found.reminders_last_ran()
    return last is not None and now - last > LONGEST_PAUSE
