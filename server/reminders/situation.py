"""The moment at which rules are asked: the office's clock, its working days, its policy and its people.

What a rule has to say comes in **steps**, each with the moment at which it falls due: a week before, the day, a week
after. Of the steps that have fallen due only the latest is said, so that nobody gets five reminders after the scheduler
stood still; and a step that fell due long ago is not said any more, so that an office that brings in old registers is
not flooded. The lists of what must be followed up show it all the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from server.calendar.days import DAY, ClosedDays, working_day_after, working_day_before
from server.reminders.settings import WEEKDAYS, ReminderPolicy
from server.store.rows import UserRow
from sync.kinds import FIELD_STAFF, SUPERVISORS

TOO_LATE: Final = dt.timedelta(days=60)
"""How long after it fell due a step is still said."""

_EARLIEST: Final = dt.date(1900, 1, 1)
_LATEST: Final = dt.date(9000, 1, 1)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a rule says, from the moment ``at`` on. ``until`` is when it is too late to say it."""

    name: str
    reminder: str
    at: dt.datetime
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """``members`` are the office's accounts, ``now`` is in the office's time zone."""

    now: dt.datetime
    policy: ReminderPolicy
    closed: ClosedDays
    members: Sequence[UserRow]

    @property
    def today(self) -> dt.date:
        """The day that it is in the office."""
        return self.now.date()

    def announcing(self, day: dt.date) -> dt.datetime:
        """When that which is still to come is said on ``day``: in the morning; on a closed day, the morning of the
        working day before, so that nobody learns of it too late.
        """
        day = _within_reach(day)
        if self.policy.working_days_only and self.closed(day):
            day = working_day_before(day, self.closed)
        return self.at(day, self.policy.morning)

    def following(self, day: dt.date) -> dt.datetime:
        """When that which is late already from ``day`` on is said: in the morning of that day; where the office has
        chosen a day of the week, of the first such day from then on, so that what slips is heard of together. On a
        closed day, the morning of the working day after, when something can be done about it.
        """
        day = _within_reach(day)
        if self.policy.late_weekday is not None:
            day += (WEEKDAYS.index(self.policy.late_weekday) - day.weekday()) % 7 * DAY
        if self.policy.working_days_only and self.closed(day):
            day = working_day_after(day, self.closed)
        return self.at(day, self.policy.morning)

    def at(self, day: dt.date, time: dt.time) -> dt.datetime:
        """A time of day in the office, as a moment in UTC: two times of one zone are compared by what its clocks show,
        which is wrong on the days on which they change.
        """
        return dt.datetime.combine(day, time, self.now.tzinfo).astimezone(dt.UTC)

    def latest(self, steps: Iterable[Step]) -> Step | None:
        """The step that has fallen due last. ``None`` where the office does without it, too: an earlier one is no news
        by then.
        """
        reached = [step for step in steps if step.at <= self.now]
        if not reached:
            return None
        last = max(reversed(reached), key=lambda step: step.at)
        if last.reminder in self.policy.off:
            return None
        too_late = self.now - last.at > TOO_LATE if last.until is None else last.until <= self.now
        return None if too_late else last

    def supervisors(self) -> list[str]:
        """Who is told what a supervisor must know: every supervisor, or the managers of an office that has none."""
        return supervisors(self.members)

    def in_charge(self, worker: str | None) -> list[str]:
        """Who is told of a worker's case: that worker; the supervisors where it has none, or none who still works here.

        Colleagues who work along are not told, so that it stays clear whose turn it is.
        """
        return [worker] if worker is not None and self.works_here(worker) else self.supervisors()

    def works_here(self, worker: str) -> bool:
        """Whether somebody is at the office and goes out to clients."""
        return any(user.id == worker and user.active and user.role in FIELD_STAFF for user in self.members)


def _within_reach(day: dt.date) -> dt.date:
    """A day on which a time can be told in every zone, and around which there are working days."""
    return min(max(day, _EARLIEST), _LATEST)


def supervisors(members: Iterable[UserRow]) -> list[str]:
    """Every supervisor of an office, or the managers of one that has none; those whose accounts are in use."""
    active = [user for user in members if user.active and user.role in SUPERVISORS]
    return [user.id for user in active if user.role == "supervisor"] or [user.id for user in active]
