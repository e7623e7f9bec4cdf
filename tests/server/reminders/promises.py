"""What an office must have been told by a moment: a second telling of ``docs/decisions/0007``, as simple as can be.

It shares nothing with ``server.reminders`` but the policy. Each thing that is reminded of has a list of sayings in the
order of time; after a look, the last one whose time has come is there, unless that was more than 60 days ago.
"""

from __future__ import annotations

import calendar
import datetime as dt
import zoneinfo
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from server.calendar.days import is_closed
from server.reminders.settings import ReminderPolicy
from tests.server.reminders.history import DECIDED, OPENED, Facts

DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)
SUPERVISOR, WORKER = "supervisor", "worker"
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Told = tuple[str, str, str | None, str]
"""Who was told which reminder about which record and date."""


@dataclass(frozen=True)
class Saying:
    """``which`` tells sayings of one reminder about one date apart."""

    at: dt.datetime
    reminder: str
    which: str = ""


@dataclass(frozen=True)
class Promises:
    """What was told up to now. ``look`` adds what a look must add."""

    zone: zoneinfo.ZoneInfo
    _told: set[tuple[Told, str]] = field(default_factory=set)

    def told(self) -> Counter[Told]:
        return Counter(told for told, _ in self._told)

    def look(self, facts: Facts, policy: ReminderPolicy, now: dt.datetime) -> None:
        for about, on, readers, sayings in _Moment(facts, policy, self.zone, now).things():
            come = [saying for saying in sayings if saying.at <= now]
            if not come or come[-1].reminder in policy.off or now > come[-1].at + 60 * DAY:
                continue
            for reader in readers:
                self._told.add(((reader, come[-1].reminder, about, on), come[-1].which))


Thing = tuple[str | None, str, list[str], list[Saying]]
"""About which record and date, who is told, and what in which order."""


@dataclass(frozen=True)
class _Moment:
    facts: Facts
    policy: ReminderPolicy
    zone: zoneinfo.ZoneInfo
    now: dt.datetime

    def things(self) -> Iterator[Thing]:
        if self._under_support():
            yield from self._monitoring()
            yield from self._plan()
        yield from self._silence()
        yield from self._task()
        yield from self._appointment()
        yield from self._outing()

    def _monitoring(self) -> Iterator[Thing]:
        if self.facts.monitoring is None:
            return
        policy, on = self.policy, self.facts.monitoring
        first, last = days_of(on)
        sayings = [
            Saying(self._earlier(first - policy.monitoring_soon_days * DAY), "monitoring_soon"),
            Saying(self._earlier(first), "monitoring_due"),
        ]
        if first != last:
            sayings.append(Saying(self._earlier(last), "monitoring_due", "last day"))
        for number in range(1, 13):
            at = self._later(last + number * policy.monitoring_again_days * DAY)
            sayings.append(Saying(at, "monitoring_overdue", str(number)))
        yield "plan", on, self._in_charge(), sayings
        if self.facts.in_charge:
            at = self._later(last + policy.monitoring_escalated_days * DAY)
            yield "plan", on, [SUPERVISOR], [Saying(at, "monitoring_escalated")]

    def _plan(self) -> Iterator[Thing]:
        if self.facts.period_end is not None:
            at = self._earlier(days_of(self.facts.period_end)[1] - self.policy.period_ending_days * DAY)
            yield "plan", self.facts.period_end, self._in_charge(), [Saying(at, "period_ending")]
        review = months_after(DECIDED, self.policy.case_review_months)
        if review <= self._today():
            yield "plan", str(review), [SUPERVISOR], [Saying(self._later(review), "case_review_due")]

    def _silence(self) -> Iterator[Thing]:
        since = max([day for day in self.facts.contacts if day <= self._today()], default=OPENED)
        month = Saying(self._later(since + self.policy.no_contact_days * DAY), "no_contact")
        lost = Saying(self._later(months_after(since, self.policy.contact_lost_months)), "contact_lost")
        # An office may choose that a month without contact comes later than a contact lost.
        yield "case", str(since), self._in_charge(), sorted([month, lost], key=lambda saying: saying.at)

    def _task(self) -> Iterator[Thing]:
        if self.facts.task_due is not None:
            at = self._earlier(self.facts.task_due)
            yield "task", str(self.facts.task_due), self._in_charge(), [Saying(at, "task_due")]

    def _appointment(self) -> Iterator[Thing]:
        at = self.facts.starts_at
        if at is None or at <= self.now:
            return
        day = at.astimezone(self.zone).date()
        ahead = at - self.policy.appointment_soon_minutes * MINUTE
        yield "appointment", str(day), self._in_charge(), [Saying(ahead, "appointment_soon", f"{at}")]
        if day == self._today() + DAY:
            evening = self._clock(self._today(), self.policy.evening)
            yield None, str(day), self._in_charge(), [Saying(evening, "appointments_tomorrow")]

    def _outing(self) -> Iterator[Thing]:
        end, policy = self.facts.expected_end, self.policy
        if end is None or self.facts.back:
            return
        on = str(end.astimezone(self.zone).date())
        yield "outing", on, [WORKER], [Saying(end + policy.overrun_minutes * MINUTE, "visit_overrun", f"{end}")]
        told = Saying(end + policy.overrun_escalated_minutes * MINUTE, "visit_overrun_escalated", f"{end}")
        yield "outing", on, [SUPERVISOR], [told]

    def _today(self) -> dt.date:
        return self.now.astimezone(self.zone).date()

    def _under_support(self) -> bool:
        return self.facts.evaluated is None or self.facts.evaluated > self._today()

    def _in_charge(self) -> list[str]:
        return [WORKER if self.facts.in_charge else SUPERVISOR]

    def _earlier(self, day: dt.date) -> dt.datetime:
        while self.policy.working_days_only and is_closed(day):
            day -= DAY
        return self._clock(day, self.policy.morning)

    def _later(self, day: dt.date) -> dt.datetime:
        while self.policy.late_weekday is not None and WEEK[day.weekday()] != self.policy.late_weekday:
            day += DAY
        while self.policy.working_days_only and is_closed(day):
            day += DAY
        return self._clock(day, self.policy.morning)

    def _clock(self, day: dt.date, time: dt.time) -> dt.datetime:
        return dt.datetime.combine(day, time, self.zone).astimezone(dt.UTC)


def days_of(due: str) -> tuple[dt.date, dt.date]:
    """The first and the last day that a due date can mean."""
    year, month = int(due[:4]), int(due[5:7])
    end = calendar.monthrange(year, month)[1]
    rest = due[8:]
    first, last = {"": (1, end), "U": (1, 10), "M": (11, 20), "L": (21, end)}.get(rest) or (int(rest), int(rest))
    return dt.date(year, month, first), dt.date(year, month, last)


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last of a month that is shorter."""
    later = day.replace(day=1)
    for _ in range(months):
        later = (later + 31 * DAY).replace(day=1)
    return later.replace(day=min(day.day, calendar.monthrange(later.year, later.month)[1]))
