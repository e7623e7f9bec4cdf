"""Where a plan stands on a day, when it is looked at again, and whether its period is over.

Each function takes the fields of a live ``plan`` record in their canonical spelling.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal

from sync.dates import DueDate
from sync.followup import Thresholds
from sync.kinds import Values

Stage = Literal["draft", "agreed", "at_meeting", "decided", "running", "evaluated"]
MonitoringState = Literal["upcoming", "due", "overdue"]
PeriodState = Literal["running", "ending", "ended"]

PERIOD_ENDING_DAYS: Final = Thresholds().period_ending_days

AWAITS_APPROVAL: Final = ("asked", "changed")
"""The states of approval in which a plan waits for the supervisor."""


@dataclass(frozen=True, slots=True)
class Monitoring:
    """When a plan is looked at again, as seen from a day.

    ``days_until`` counts to the first day that ``on`` can mean, ``days_overdue`` from the last one; each is 0 outside
    its own state.
    """

    state: MonitoringState
    on: DueDate
    days_until: int
    days_overdue: int


@dataclass(frozen=True, slots=True)
class PlanPeriod:
    """When a plan's period is over, as seen from a day. ``days_over`` is 0 on its last day and negative before."""

    state: PeriodState
    on: DueDate
    days_over: int


def stage(values: Values, today: dt.date) -> Stage:
    """Where a plan stands. It follows from the plan's dates alone.

    A decision that is less exact than a day counts from its last day, when it is sure to have been taken.
    """
    if is_evaluated(values, today):
        return "evaluated"
    decision, start = _due(values, "decision"), _due(values, "period_start")
    if decision is not None:
        running = decision.due <= today and (start is None or start.first <= today)
        return "running" if running else "decided"
    if "coordination_meeting" in values:
        return "at_meeting"
    return "agreed" if "agreed_on" in values else "draft"


def is_evaluated(values: Values, today: dt.date) -> bool:
    """Whether the evaluation has happened by the end of ``today``; one without any date has."""
    on = evaluation(values)
    return "result" in values if on is None else on.due <= today


def evaluation(values: Values) -> DueDate | None:
    """When a plan was evaluated: ``evaluated``, or else the evaluation meeting if it came to a result.

    An evaluation that is dated before its own meeting is a slip of the pen (in Kushiro's register of FY2013, a plan
    decided in September and evaluated in the March before): then the meeting's date counts, which is the later one, so
    that the slip does not take a plan under support off the lists.
    """
    evaluated, meeting = _due(values, "evaluated"), _due(values, "evaluation_meeting")
    if evaluated is None:
        return meeting if "result" in values else None
    return meeting if meeting is not None and evaluated.due < meeting.first else evaluated


def supported_since(values: Values) -> dt.date | None:
    """The day from which a plan is under support: its decision, or else the coordination meeting that it was on."""
    begun = _due(values, "decision") or _due(values, "coordination_meeting")
    return None if begun is None else begun.first


def under_support(values: Values, today: dt.date) -> bool:
    """Whether a plan has been decided and not yet been evaluated."""
    since = supported_since(values)
    return since is not None and since <= today and not is_evaluated(values, today)


def monitoring(values: Values, today: dt.date) -> Monitoring | None:
    """The next monitoring of a plan under support: ``upcoming`` before the first day that it can mean, ``due`` through
    the last, ``overdue`` after that.

    ``None`` where the plan is not under support, or has no date for it (``lacks_monitoring``). The plan leaves the
    lists on the day of its evaluation, and moves with its ``next_monitoring``.
    """
    on = _due(values, "next_monitoring")
    if on is None or not under_support(values, today):
        return None
    state: MonitoringState = "upcoming" if today < on.first else "due" if today <= on.due else "overdue"
    return Monitoring(state, on, max(0, (on.first - today).days), max(0, (today - on.due).days))


def lacks_monitoring(values: Values, today: dt.date) -> bool:
    """Whether a plan is under support and nobody has said when it is looked at again."""
    return "next_monitoring" not in values and under_support(values, today)


def period(values: Values, today: dt.date, ending_days: int = PERIOD_ENDING_DAYS) -> PlanPeriod | None:
    """The period of a plan under support: ``ending`` from ``ending_days`` before its last day, ``ended`` after it.

    ``None`` where the plan is not under support or its period is open.
    """
    on = _due(values, "period_end")
    if on is None or not under_support(values, today):
        return None
    days_over = (today - on.due).days
    state: PeriodState = "ended" if days_over > 0 else "ending" if -days_over <= ending_days else "running"
    return PlanPeriod(state, on, days_over)


def _due(values: Values, name: str) -> DueDate | None:
    text = values.get(name)
    return None if text is None else DueDate.parse(text)
