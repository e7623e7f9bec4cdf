"""What a case as a whole asks for: a plan, a word from the client, a review."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from server.followup import plans
from sync.dates import DueDate
from sync.followup import Thresholds
from sync.kinds import Values

SilenceState = Literal["no_contact", "contact_lost"]

_MONTHS_A_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is known of an open case by a day; nothing in it lies after that day.

    ``plans`` are the fields of its live plans by id. ``first_record`` is the day of its first support record of any
    kind, ``last_contact`` and ``last_attempt`` those of the last of their sort (``server.followup.contacts``). A
    record that has only a month counts on its first day.
    """

    opened_on: dt.date | None = None
    first_record: dt.date | None = None
    last_contact: dt.date | None = None
    last_attempt: dt.date | None = None
    plans: Mapping[str, Values] = field(default_factory=dict)

    @property
    def known_since(self) -> dt.date | None:
        """The day of the intake. Old registers have none: then the first that is known of the case."""
        begun = (plans.supported_since(values) for values in self.plans.values())
        return self.opened_on or _earliest((self.first_record, *begun))


@dataclass(frozen=True, slots=True)
class Wait:
    """How long a case has been waiting: since a day, or for nobody knows how long."""

    since: dt.date | None
    days: int | None


@dataclass(frozen=True, slots=True)
class Silence(Wait):
    """That nobody has reached the client or their family since the last contact, or ever since the intake."""

    state: SilenceState


@dataclass(frozen=True, slots=True)
class DueReview:
    """The review of a case that is due since ``on``, with the plan on which it is written down."""

    plan: str
    on: dt.date
    days_overdue: int


def without_plan(facts: CaseFacts, today: dt.date, thresholds: Thresholds) -> Wait | None:
    """The wait of a case that has had no plan under support for ``without_plan_days``.

    It is counted from the intake, for silence after that has a list of its own; and where an earlier plan has been
    evaluated, from then: such a case waits for its next plan or for its closure.
    """
    if any(plans.under_support(values, today) for values in facts.plans.values()):
        return None
    since = _latest((facts.known_since, *_evaluated(facts, today)))
    return _wait(since, today, thresholds.without_plan_days)


def silence(facts: CaseFacts, today: dt.date, thresholds: Thresholds) -> Silence | None:
    """How long the client has not been reached: ``no_contact``, and ``contact_lost`` once months have passed."""
    since = facts.last_contact or facts.known_since
    wait = _wait(since, today, thresholds.no_contact_days)
    lost = since is not None and months_after(since, thresholds.contact_lost_months) <= today
    if wait is None and not lost:
        return None
    days = None if since is None else (today - since).days
    return Silence(since, days, "contact_lost" if lost else "no_contact")


def case_review(facts: CaseFacts, today: dt.date, thresholds: Thresholds) -> DueReview | None:
    """The review that is due ``case_review_months`` after the last one, or after a plan was last decided: the meeting
    that decides a plan looks at the whole case. Asked of cases with a plan under support.
    """
    current = [plan for plan, values in facts.plans.items() if plans.under_support(values, today)]
    looked_at = _latest(day for day in _looked_at(facts) if day is not None and day <= today)
    if not current or looked_at is None:
        return None
    on = months_after(looked_at, thresholds.case_review_months)
    newest = max(current, key=lambda plan: (facts.plans[plan].get("number", 0), plan))
    return DueReview(newest, on, (today - on).days) if on <= today else None


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or that month's last day if it is shorter; the calendar's last day at its end."""
    years, month = divmod(day.month - 1 + months, _MONTHS_A_YEAR)
    year, month = day.year + years, month + 1
    if year > dt.MAXYEAR:
        return dt.date.max
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _wait(since: dt.date | None, today: dt.date, longest_days: int) -> Wait | None:
    """A wait that is too long; one without a known beginning always is."""
    if since is None:
        return Wait(None, None)
    days = (today - since).days
    return Wait(since, days) if days >= longest_days else None


def _evaluated(facts: CaseFacts, today: dt.date) -> list[dt.date]:
    dates = (plans.evaluation(values) for values in facts.plans.values())
    return [date.due for date in dates if date is not None and date.due <= today]


def _looked_at(facts: CaseFacts) -> Iterable[dt.date | None]:
    for values in facts.plans.values():
        yield plans.supported_since(values)
        if "case_reviewed_on" in values:
            yield DueDate.parse(values["case_reviewed_on"]).due


def _earliest(days: Iterable[dt.date | None]) -> dt.date | None:
    return min((day for day in days if day is not None), default=None)


def _latest(days: Iterable[dt.date | None]) -> dt.date | None:
    return max((day for day in days if day is not None), default=None)
