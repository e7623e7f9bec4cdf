"""The moment at which rules are asked: the office's clock, its working days, its policy and its people.

What a rule has to say comes in **steps**, each with the moment at which it falls due: a week before, the day, a week
after. Of the steps that have fallen due only the latest is said, so that nobody gets five reminders after the scheduler
stood still; and a step that fell due long ago is not said any more, so that an office that brings in old registers is
not flooded. The lists of what must be followed up show it all the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from server.calendar.days import DAY, ClosedDays, working_day_after, working_day_before
from server.reminders.settings import WEEKDAYS, ReminderPolicy
from server.store.accounts import UserRow
from sync.roles import Permission

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
    """``members`` are the office's accounts, ``now`` is in the office's time zone. ``named`` are those to whom alone a
    restricted case is open, by case.
    """

    now: dt.datetime
    policy: ReminderPolicy
    closed: ClosedDays
    members: Sequence[UserRow]
    named: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def today(self) -> dt.date:
        """The day that it is in the office."""
        return self.now.date()

    def day(self, moment: dt.datetime) -> dt.date:
        """The day that it is in the office at a moment."""
        return moment.astimezone(self.now.tzinfo).date()

    def announcing(self, day: dt.date) -> dt.datetime:
        """When a reminder of something ahead is given that falls due on ``day``: that morning. On a closed day, it is
        the morning of the working day before, so that nobody learns of it too late.
        """
        day = _within_reach(day)
        if self.policy.working_days_only and self.closed(day):
            day = working_day_before(day, self.closed)
        return self.at(day, self.policy.morning)

    def following(self, day: dt.date) -> dt.datetime:
        """When a reminder of something that is overdue on ``day`` is given: that morning. Where the office has chosen a
        day of the week, it is the next such day, so that all that is overdue is told together. On a closed day, it is
        the morning of the working day after, when something can be done.
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

    def who_may(self, permission: Permission, case: str | None = None) -> list[str]:
        """Who is told what everybody with a permission must know (``told_who_may``); of a ``case``, only those to whom
        it is open.
        """
        return told_who_may(self.members, permission, self._named(case))

    def in_charge(self, worker: str | None, case: str) -> list[str]:
        """Who is told of a worker's case: that worker. The supervisors are told instead where it has no worker, or one
        who no longer works here or to whom the case is not open.

        Colleagues who work along are not told, so that it stays clear whose turn it is.
        """
        named = self._named(case)
        theirs = worker is not None and self.works_here(worker) and (named is None or worker in named)
        return [worker] if worker is not None and theirs else self.who_may(Permission.ASSIGN, case)

    def _named(self, case: str | None) -> frozenset[str] | None:
        return None if case is None else self.named.get(case)

    def works_here(self, worker: str) -> bool:
        """Whether somebody is at the office and goes out to clients."""
        return any(user.id == worker and user.may(Permission.WRITE_NOTES) for user in self.members)


def _within_reach(day: dt.date) -> dt.date:
    """A day on which a time can be told in every zone, and around which there are working days."""
    return min(max(day, _EARLIEST), _LATEST)


def told_who_may(members: Iterable[UserRow], permission: Permission, named: Collection[str] | None = None) -> list[str]:
    """Who is told what everybody with a permission must know: the supervisors, or the managers of an office that has
    none. Only those are told whose accounts are in use, and of a restricted case only those who are ``named``.
    """
    able = [user for user in members if user.may(permission) and (named is None or user.id in named)]
    return [user.id for user in able if user.may(Permission.TOLD_FIRST)] or [user.id for user in able]
