"""Random histories of an office with one of everything that is reminded of: what is known at each moment, and the
moments at which the scheduler looks, with pauses, restarts and a clock that jumps.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import strategies as st

from server.reminders.settings import DEFAULT, SWITCHABLE, WEEKDAYS, ReminderPolicy

ZONES = [zoneinfo.ZoneInfo(name) for name in ("Asia/Tokyo", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")]
"""Where clocks never change; where they do, by an hour, in both halves of the world, and by half an hour."""

OPENED = dt.date(2026, 1, 4)
DECIDED = dt.date(2026, 1, 5)


@dataclass(frozen=True)
class Facts:
    """A case with one plan, one task, one appointment and one visit under watch. Without ``in_charge`` it is nobody's.

    ``evaluated`` is the plan's, ``contacts`` are the days on which the client was reached.
    """

    in_charge: bool = True
    monitoring: str | None = None
    period_end: str | None = None
    evaluated: dt.date | None = None
    contacts: frozenset[dt.date] = frozenset()
    task_due: dt.date | None = None
    starts_at: dt.datetime | None = None
    expected_end: dt.datetime | None = None
    back: bool = False


@dataclass(frozen=True)
class Look:
    """The scheduler looks at ``now``, after ``changes`` of the facts, under a policy; ``restarted`` since the last."""

    now: dt.datetime
    changes: dict[str, Any]
    facts: Facts
    policy: ReminderPolicy
    restarted: bool


@dataclass(frozen=True)
class History:
    zone: zoneinfo.ZoneInfo
    looks: list[Look] = field(default_factory=list)


def _minutes(low: int, high: int) -> st.SearchStrategy[dt.timedelta]:
    return st.integers(low, high).map(lambda number: dt.timedelta(minutes=number))


def _days(low: int, high: int) -> st.SearchStrategy[dt.timedelta]:
    return st.integers(low, high).map(lambda number: dt.timedelta(days=number))


_HOUR = 60
_PAUSES = st.one_of(
    _minutes(0, 3), _minutes(5, 90), _minutes(-3 * _HOUR, 0), _minutes(0, 36 * _HOUR), _days(1, 9), _days(-20, 70)
)

_YEAR_BEGINS = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_CLOCKS_CHANGE = st.sampled_from([(3, 8), (3, 29), (4, 5), (10, 4), (10, 25), (11, 1)])
_BEGINS = st.one_of(
    _minutes(60 * 24 * _HOUR, 365 * 24 * _HOUR).map(lambda away: _YEAR_BEGINS + away),
    st.builds(
        lambda day, away: _YEAR_BEGINS.replace(month=day[0], day=day[1]) + away,
        _CLOCKS_CHANGE,
        _minutes(-14 * _HOUR, 20 * _HOUR),
    ),
)

_TIMES = st.builds(dt.time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))


@st.composite
def policies(draw: st.DrawFn) -> ReminderPolicy:
    """What an office may choose, of what decides when a notice is made."""
    overrun = draw(st.integers(1, 60))
    chosen: dict[str, Any] = {
        "morning": draw(_TIMES),
        "evening": draw(_TIMES),
        "working_days_only": draw(st.booleans()),
        "late_weekday": draw(st.sampled_from((None, *WEEKDAYS))),
        "monitoring_soon_days": draw(st.integers(1, 20)),
        "monitoring_again_days": draw(st.integers(1, 20)),
        "monitoring_escalated_days": draw(st.integers(1, 20)),
        "period_ending_days": draw(st.integers(1, 60)),
        "no_contact_days": draw(st.integers(7, 60)),
        "contact_lost_months": draw(st.integers(1, 8)),
        "case_review_months": draw(st.integers(1, 8)),
        "appointment_soon_minutes": draw(st.integers(10, 240)),
        "overrun_minutes": overrun,
        "overrun_escalated_minutes": draw(st.integers(overrun, 90)),
        "off": draw(st.frozensets(st.sampled_from(SWITCHABLE), max_size=3)),
    }
    return replace(DEFAULT, **chosen)


def _due_dates(today: dt.date) -> st.SearchStrategy[str]:
    day = _days(-90, 60).map(lambda away: today + away)
    return st.one_of(
        day.map(dt.date.isoformat),
        day.map(lambda found: f"{found:%Y-%m}"),
        st.builds(lambda found, third: f"{found:%Y-%m}-{third}", day, st.sampled_from("UML")),
    )


@st.composite
def _deeds(draw: st.DrawFn, facts: Facts, now: dt.datetime, zone: zoneinfo.ZoneInfo) -> dict[str, Any]:
    """What somebody in the office does: one of the facts, changed."""
    today = now.astimezone(zone).date()
    deeds: dict[str, st.SearchStrategy[Any]] = {
        "in_charge": st.booleans(),
        "monitoring": _due_dates(today),
        "period_end": _due_dates(today),
        "evaluated": st.just(today),
        "contacts": st.just(facts.contacts | {today}),
        "task_due": _days(-80, 14).map(lambda away: today + away),
        "starts_at": _minutes(-30, 40 * _HOUR).map(lambda away: now + away),
        "expected_end": _minutes(-40, 10 * _HOUR).map(lambda away: now + away),
        "back": st.just(True),
    }
    # Most of a history is about dates that move, and nobody evaluates or comes back twice.
    likely = (
        "monitoring",
        "monitoring",
        "period_end",
        "task_due",
        "starts_at",
        "expected_end",
        "contacts",
        "in_charge",
    )
    name = draw(st.sampled_from((*likely, *deeds)))
    return {name: draw(deeds[name])}


@st.composite
def histories(draw: st.DrawFn, most: int) -> History:
    """Up to ``most`` looks."""
    history = History(draw(st.sampled_from(ZONES)))
    now = draw(_BEGINS)
    facts, policy = Facts(), draw(st.one_of(st.just(DEFAULT), policies()))
    for _ in range(draw(st.integers(1, most))):
        now += draw(_PAUSES)
        changes = draw(_deeds(facts, now, history.zone)) if draw(st.booleans()) else {}
        facts = replace(facts, **changes)
        if draw(st.integers(0, 4)) == 0:
            policy = draw(policies())
        history.looks.append(Look(now, changes, facts, policy, draw(st.integers(0, 3)) == 0))
    return history
