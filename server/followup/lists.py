"""The lists of what must be followed up: everything that one case asks for on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from server.followup import cases, plans
from server.followup.cases import CaseFacts
from sync.followup import ListName, Thresholds
from sync.kinds import Values


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing that a case asks for.

    ``plan`` is the id of the plan that it is about. ``on`` is the date in the spelling of the wire, with its precision:
    when it is or was due, or since when it has been waiting. ``days`` says how many days ago that was (from its
    last day), or how many are left, as a negative number; 0 while it is due; ``None`` where nobody knows since when.
    """

    list: ListName
    plan: str | None
    on: str | None
    days: int | None


def attention(facts: CaseFacts, today: dt.date, thresholds: Thresholds) -> list[Attention]:
    """Everything that an open case asks for. A closed case asks for nothing."""
    asked = [one for plan, values in facts.plans.items() for one in _of_plan(plan, values, today, thresholds)]
    return [*asked, *_of_case(facts, today, thresholds)]


def _of_plan(plan: str, values: Values, today: dt.date, thresholds: Thresholds) -> Iterator[Attention]:
    monitoring = plans.monitoring(values, today)
    if monitoring is not None and monitoring.state != "upcoming":
        name: ListName = "monitoring_due" if monitoring.state == "due" else "monitoring_overdue"
        yield Attention(name, plan, str(monitoring.on), monitoring.days_overdue)
    elif monitoring is not None and monitoring.days_until <= thresholds.monitoring_soon_days:
        yield Attention("monitoring_soon", plan, str(monitoring.on), -monitoring.days_until)
    elif plans.lacks_monitoring(values, today):
        since = plans.supported_since(values)
        yield Attention("monitoring_unset", plan, *_since(since, today))
    period = plans.period(values, today, thresholds.period_ending_days)
    if period is not None and period.state != "running":
        over: ListName = "period_ended" if period.state == "ended" else "period_ending"
        yield Attention(over, plan, str(period.on), period.days_over)


def _of_case(facts: CaseFacts, today: dt.date, thresholds: Thresholds) -> Iterator[Attention]:
    silence = cases.silence(facts, today, thresholds)
    if silence is not None:
        yield Attention(silence.state, None, *_since(silence.since, today))
    wait = cases.without_plan(facts, today, thresholds)
    if wait is not None:
        yield Attention("without_plan", None, *_since(wait.since, today))
    review = cases.case_review(facts, today, thresholds)
    if review is not None:
        yield Attention("case_review", review.plan, review.on.isoformat(), review.days_overdue)


def _since(since: dt.date | None, today: dt.date) -> tuple[str | None, int | None]:
    return (None, None) if since is None else (since.isoformat(), (today - since).days)
