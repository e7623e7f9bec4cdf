"""Whether the reminders run at all: one that never comes is missed by nobody."""

from __future__ import annotations

import datetime as dt
from typing import Final

from server.store import directory

LONGEST_PAUSE: Final = dt.timedelta(minutes=15)


def reminders_last_ran(office: str | None = None) -> dt.datetime | None:
    """When an office's reminders were last gone through, or those of the office for which it is longest ago. One whose
    reminders never were counts from when it opened; ``None`` where there is no office.
    """
    with directory() as found:
        return found.reminders_last_ran(office)


def stands_still(last_ran: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether the reminders have not been gone through for too long."""
    return last_ran is not None and now - last_ran > LONGEST_PAUSE
