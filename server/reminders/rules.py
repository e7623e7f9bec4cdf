"""Which notices must be there by a moment, from the facts of one office. Pure: the facts and the clock arrive as
arguments.

Every notice has a key that names rule, subject, date, step and reader. A date that is moved therefore brings new
reminders, and one that is moved back does not bring the old ones again.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from server.followup import cases, plans
from server.followup.outings import due
from server.reminders.events import alarm_notices
from server.reminders.giving import DueNotice
from server.reminders.situation import Situation, Step
from server.store.followup import OpenCase
from server.store.reminders import OpenTask
from sync.dates import DueDate
from sync.kinds import Values
from sync.roles import Permission
from sync.store import Record

OVERDUE_STEPS: Final = 12
"""How often a worker is told that a monitoring is overdue; the supervisors have long been told then."""


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """An appointment that is planned, or a time of a recurring visit.

    ``id`` stays the same when a time of a recurring visit becomes an appointment: it is the series' then. ``about`` is
    the appointment, or the series as long as there is none. ``worker`` is whose it is, or who is in charge of its case.
    """

    id: str
    about: str
    case: str
    worker: str | None
    starts_at: dt.datetime


def day_notices(situation: Situation, open_cases: Iterable[OpenCase], tasks: Iterable[OpenTask]) -> list[DueNotice]:
    """The notices that fall due in the morning of a day."""
    notices: list[DueNotice] = []
    for case in open_cases:
        for plan, values in case.facts.plans.items():
            notices += _monitoring(situation, case, plan, values)
            notices += _period_ending(situation, case, plan, values)
        notices += _silence(situation, case)
        notices += _case_review(situation, case)
    for task in tasks:
        steps = [Step("due", "task_due", situation.announcing(task.due))]
        readers = situation.in_charge(task.worker, task.case)
        notices += _say(situation, steps, readers, task.id, task.due, task.case)
    return notices


def hour_notices(situation: Situation, visits: Sequence[PlannedVisit], outings: Iterable[Record]) -> list[DueNotice]:
    """The notices that fall due at a time of day: about appointments, and about colleagues who are out."""
    notices = [*_tomorrow(situation, visits)]
    for visit in visits:
        notices += _appointment_soon(situation, visit)
    for outing in outings:
        notices += _overrun(situation, outing)
        notices += alarm_notices(outing, situation.who_may(Permission.ANSWER_ALARMS))
    return notices


def _monitoring(situation: Situation, case: OpenCase, plan: str, values: Values) -> Iterator[DueNotice]:
    """A week before, the day, and every week that it is overdue; to the supervisors as well after a while.

    A date that is less exact than a day is due from its first day, which is said, and so is its last.
    """
    monitoring, policy = plans.monitoring(values, situation.today), situation.policy
    if monitoring is None:
        return
    on = monitoring.on
    steps = [
        Step("soon", "monitoring_soon", situation.announcing(_before(on.first, policy.monitoring_soon_days))),
        Step("due", "monitoring_due", situation.announcing(on.first)),
        *([Step("last", "monitoring_due", situation.announcing(on.due))] if on.first != on.due else []),
    ]
    for number in range(1, OVERDUE_STEPS + 1):
        day = _after(on.due, number * policy.monitoring_again_days)
        steps.append(Step(f"overdue-{number}", "monitoring_overdue", situation.following(day)))
    readers = situation.in_charge(case.main_worker, case.id)
    yield from _say(situation, steps, readers, plan, on, case.id)
    others = [reader for reader in situation.who_may(Permission.LEAD_TEAM, case.id) if reader not in readers]
    escalated = situation.following(_after(on.due, policy.monitoring_escalated_days))
    steps = [Step("escalated", "monitoring_escalated", escalated)]
    yield from _say(situation, steps, others, plan, on, case.id, case.main_worker)


def _period_ending(situation: Situation, case: OpenCase, plan: str, values: Values) -> Iterator[DueNotice]:
    period = plans.period(values, situation.today)
    if period is not None:
        day = _before(period.on.due, situation.policy.period_ending_days)
        steps = [Step("ending", "period_ending", situation.announcing(day))]
        yield from _say(situation, steps, situation.in_charge(case.main_worker, case.id), plan, period.on, case.id)


def _silence(situation: Situation, case: OpenCase) -> Iterator[DueNotice]:
    """Once when there has been no contact for a month, and once when it is time to evaluate."""
    since, policy = case.facts.last_contact or case.facts.known_since, situation.policy
    if since is None:
        return
    lost_on = cases.months_after(since, policy.contact_lost_months)
    steps = [
        Step("month", "no_contact", situation.following(_after(since, policy.no_contact_days))),
        Step("lost", "contact_lost", situation.following(lost_on)),
    ]
    yield from _say(situation, steps, situation.in_charge(case.main_worker, case.id), case.id, since, case.id)


def _case_review(situation: Situation, case: OpenCase) -> Iterator[DueNotice]:
    """To the supervisors, who hold the reviews."""
    review = cases.case_review(case.facts, situation.today, situation.policy.thresholds)
    if review is not None:
        steps = [Step("due", "case_review_due", situation.following(review.on))]
        readers = situation.who_may(Permission.REVIEW, case.id)
        yield from _say(situation, steps, readers, review.plan, review.on, case.id, case.main_worker)


def _tomorrow(situation: Situation, visits: Iterable[PlannedVisit]) -> Iterator[DueNotice]:
    """One notice in the evening, with how many there are. After midnight it would be about today."""
    tomorrow = _after(situation.today, 1)
    evening = situation.at(situation.today, situation.policy.evening)
    if evening > situation.now or "appointments_tomorrow" in situation.policy.off:
        return
    planned = Counter(
        reader
        for visit in visits
        if situation.day(visit.starts_at) == tomorrow
        for reader in situation.in_charge(visit.worker, visit.case)
    )
    for reader, count in planned.items():
        key = f"appointments_tomorrow:{tomorrow}:{reader}"
        midnight = situation.at(tomorrow, dt.time())
        yield DueNotice(key, reader, "appointments_tomorrow", due=tomorrow.isoformat(), count=count, until=midnight)


def _appointment_soon(situation: Situation, visit: PlannedVisit) -> Iterator[DueNotice]:
    """Before it begins; afterwards it is no news."""
    ahead = dt.timedelta(minutes=situation.policy.appointment_soon_minutes)
    step = Step(f"{visit.starts_at:%H:%M}", "appointment_soon", visit.starts_at - ahead, until=visit.starts_at)
    day = situation.day(visit.starts_at)
    for notice in _say(situation, [step], situation.in_charge(visit.worker, visit.case), visit.id, day, visit.case):
        yield replace(notice, about=visit.about)


def _overrun(situation: Situation, outing: Record) -> Iterator[DueNotice]:
    """To the worker a little after the expected end, then to the supervisors, with the place."""
    if "ended_at" in outing.fields:
        return
    worker, case, policy = str(outing.fields["worker"]), str(outing.fields["case"]), situation.policy
    received = outing.fields.get("received_at")
    end = due(
        dt.datetime.fromisoformat(outing.fields["started_at"]),
        dt.datetime.fromisoformat(outing.fields["expected_end"]),
        None if received is None else dt.datetime.fromisoformat(received),
    )
    if end > situation.now:
        return
    asked = Step(f"{end:%H:%M}", "visit_overrun", end + dt.timedelta(minutes=policy.overrun_minutes))
    escalated = Step(
        f"{end:%H:%M}", "visit_overrun_escalated", end + dt.timedelta(minutes=policy.overrun_escalated_minutes)
    )
    day, place = situation.day(end), outing.fields.get("place")
    yield from _say(situation, [asked], [worker] if situation.works_here(worker) else [], outing.id, day, case)
    yield from _say(
        situation, [escalated], situation.who_may(Permission.ANSWER_ALARMS), outing.id, day, case, worker, place
    )


def _say(
    situation: Situation,
    steps: Iterable[Step],
    readers: Iterable[str],
    about: str,
    on: DueDate | dt.date,
    case: str,
    subject: str | None = None,
    place: str | None = None,
) -> Iterator[DueNotice]:
    """The latest step, to each of its readers. ``on`` is the date that it is about."""
    step = situation.latest(steps)
    if step is None:
        return
    for reader in readers:
        key = f"{step.reminder}:{about}:{on}:{step.name}:{reader}"
        yield DueNotice(key, reader, step.reminder, about, case, subject, place, due=str(on), until=step.until)


def _before(day: dt.date, days: int) -> dt.date:
    return _after(day, -days)


def _after(day: dt.date, days: int) -> dt.date:
    """So many days later, within the calendar: one date that somebody mistyped must not keep the others back."""
    return dt.date.fromordinal(min(max(day.toordinal() + days, dt.date.min.toordinal()), dt.date.max.toordinal()))
