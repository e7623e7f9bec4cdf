"""When the next backup is due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

FIRST_HOUR: Final = 3
"""At this hour of the machine's day there is always one: nobody is at work, and the day before is whole."""

RETRY_AFTER_S: Final = 60 * 60
"""How long a scheduler waits before it tries again after a backup that failed."""


@dataclass
class Schedule:
    """One scheduler's view of when a backup is due, every ``hours``.

    The wall clock says at which times of the day; the monotonic clock says how long it has been, since the wall clock
    may be set back.
    """

    hours: int
    _tried_s: float | None = None
    _seen: dt.datetime | None = None
    _seen_s: float = 0.0

    def is_due(self, newest: dt.datetime | None, now: dt.datetime, now_s: float) -> bool:
        """Whether a backup is due, the newest verified one having been begun at ``newest``, which is not later than
        ``now``. ``now_s`` is monotonic.
        """
        if newest != self._seen:
            self._seen, self._seen_s = newest, now_s
        if self._tried_s is not None and now_s - self._tried_s < RETRY_AFTER_S:
            return False
        if newest is None or newest < self.last_time(now):
            return True
        return now_s - self._seen_s >= (self.hours + 1) * 60 * 60

    def tried(self, now_s: float) -> None:
        """Note that a backup is being tried. If it succeeds, the next is not due before it may be tried again."""
        self._tried_s = now_s

    def last_time(self, now: dt.datetime) -> dt.datetime:
        """The last time of the machine's day at which a backup was to be made."""
        here = now.astimezone()
        begun = here.replace(hour=FIRST_HOUR, minute=0, second=0, microsecond=0)
        since = (here.hour - FIRST_HOUR) % 24 // self.hours * self.hours
        if here.hour < FIRST_HOUR:
            begun -= dt.timedelta(days=1)
        return begun + dt.timedelta(hours=since)


def is_overdue(newest: dt.datetime | None, hours: int, now: dt.datetime) -> bool:
    """Whether a backup is missing: the newest is older than one and a half times the hours between two, and an hour."""
    return newest is not None and now - newest > dt.timedelta(hours=hours * 1.5 + 1)
