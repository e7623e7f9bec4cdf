"""The lists of what must be followed up, as the office page shows them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import LazyString, gettext, lazy_gettext, ngettext, pgettext

from server.followup.lists import Attention
from server.store import Seen
from server.store.followup import FollowUpFilter, FollowUpRow
from sync.followup import LISTS, ListName, Thresholds

_TITLES: Final[Mapping[ListName, LazyString]] = {
    "monitoring_overdue": lazy_gettext("Monitoring overdue"),
    "monitoring_due": lazy_gettext("Monitoring due now"),
    "period_ended": lazy_gettext("Plan ended, support goes on"),
    "contact_lost": lazy_gettext("Contact lost"),
    "no_contact": lazy_gettext("No contact"),
    "without_plan": lazy_gettext("Waiting for a plan"),
    "case_review": lazy_gettext("Case review due"),
    "monitoring_unset": lazy_gettext("No monitoring date"),
    "monitoring_soon": lazy_gettext("Monitoring soon"),
    "period_ending": lazy_gettext("Plan ending soon"),
}

_REASONS: Final[Mapping[ListName, Callable[[Thresholds], str]]] = {
    "monitoring_overdue": lambda _: gettext("The date of the next monitoring has passed."),
    "monitoring_due": lambda _: gettext("The plan is to be looked at in these days."),
    "period_ended": lambda _: gettext("The period of the plan is over, and it has not been evaluated."),
    "contact_lost": lambda thresholds: ngettext(
        "Nobody has been reached for %(num)d month. It is time to evaluate.",
        "Nobody has been reached for %(num)d months. It is time to evaluate.",
        thresholds.contact_lost_months,
    ),
    "no_contact": lambda thresholds: ngettext(
        "Neither the client nor the family has been reached for %(num)d day. Attempts do not count.",
        "Neither the client nor the family has been reached for %(num)d days. Attempts do not count.",
        thresholds.no_contact_days,
    ),
    "without_plan": lambda thresholds: ngettext(
        "No plan has been in force for %(num)d day since the intake or the last evaluation.",
        "No plan has been in force for %(num)d days since the intake or the last evaluation.",
        thresholds.without_plan_days,
    ),
    "case_review": lambda thresholds: ngettext(
        "%(num)d month has passed since the decision or the last review.",
        "%(num)d months have passed since the decision or the last review.",
        thresholds.case_review_months,
    ),
    "monitoring_unset": lambda _: gettext("The plan is in force, and nobody has said when it is looked at again."),
    "monitoring_soon": lambda thresholds: ngettext(
        "The next monitoring begins within %(num)d day.",
        "The next monitoring begins within %(num)d days.",
        thresholds.monitoring_soon_days,
    ),
    "period_ending": lambda thresholds: ngettext(
        "The period of the plan ends within %(num)d day.",
        "The period of the plan ends within %(num)d days.",
        thresholds.period_ending_days,
    ),
}
"""Why something is on a list, by the thresholds of the office."""


@dataclass(frozen=True, slots=True)
class FollowUpList:
    """One of the lists. ``shape`` marks how pressing it is, ``why`` says when something comes onto it, and ``dated``
    what its dates are.
    """

    name: ListName
    title: str
    why: str
    shape: str
    dated: str
    rows: Sequence[FollowUpRow]


def follow_up_lists(seen: Seen, today: dt.date, wanted: FollowUpFilter, thresholds: Thresholds) -> list[FollowUpList]:
    """Every list, the empty ones included, in the order in which they are shown. After how long an office wants to be
    reminded is after how long it wants to see something on a list.
    """
    rows: defaultdict[ListName, list[FollowUpRow]] = defaultdict(list)
    for row in seen.followup.rows(today, wanted, thresholds):
        rows[row.attention.list].append(row)
    return [
        FollowUpList(name, str(_TITLES[name]), _REASONS[name](thresholds), _shape(name), _dated(name), rows[name])
        for name in LISTS
    ]


def days_in_words(asked: Attention) -> str:
    """How long ago, or how soon: ``12 days overdue``, ``in 5 days``, ``for 40 days``."""
    return str(_days(asked))


def _days(asked: Attention) -> Any:
    if asked.days is None:
        return gettext("no record of it")
    if asked.list in {"monitoring_soon", "period_ending"}:
        left = -asked.days
        return ngettext("in %(num)d day", "in %(num)d days", left) if left else pgettext("due", "today")
    if asked.list in {"monitoring_overdue", "period_ended", "case_review"} and asked.days:
        return ngettext("%(num)d day overdue", "%(num)d days overdue", asked.days)
    if asked.list in {"monitoring_due", "case_review"}:
        return pgettext("due", "now")
    return ngettext("for %(num)d day", "for %(num)d days", asked.days)


def _shape(name: ListName) -> str:
    if name in {"monitoring_overdue", "period_ended", "contact_lost"}:
        return "due"
    return "queued" if name in {"monitoring_soon", "period_ending"} else "waiting"


def _dated(name: ListName) -> str:
    if name in {"monitoring_overdue", "monitoring_due", "monitoring_soon"}:
        return gettext("Next monitoring")
    if name in {"period_ended", "period_ending"}:
        return gettext("End of the period")
    return gettext("Due since") if name == "case_review" else gettext("Counted from")
