"""The lists of what must be followed up, as the office page shows them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, ngettext, pgettext

from server.followup.lists import LISTS, Attention, ListName
from server.followup.thresholds import Thresholds
from server.reminders.settings import policy_of
from server.store import OfficeStore
from server.store.followup import FollowUpFilter
from server.store.rows import FollowUpRow


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


def follow_up_lists(store: OfficeStore, today: dt.date, wanted: FollowUpFilter) -> list[FollowUpList]:
    """Every list, the empty ones included, in the order in which they are shown. After how long an office wants to be
    reminded is after how long it wants to see something on a list.
    """
    thresholds = policy_of(store.reminder_settings()).thresholds
    rows: defaultdict[ListName, list[FollowUpRow]] = defaultdict(list)
    for row in store.follow_up(today, wanted, thresholds):
        rows[row.attention.list].append(row)
    titles, reasons = _titles(), _reasons(thresholds)
    return [FollowUpList(name, titles[name], reasons[name], _shape(name), _dated(name), rows[name]) for name in LISTS]


def days_in_words(found: Attention) -> str:
    """How long ago, or how soon: ``12 days overdue``, ``in 5 days``, ``for 40 days``."""
    return str(_days(found))


def _days(found: Attention) -> Any:
    if found.days is None:
        return gettext("no record of it")
    if found.list in {"monitoring_soon", "period_ending"}:
        left = -found.days
        return ngettext("in %(num)d day", "in %(num)d days", left) if left else pgettext("due", "today")
    if found.list in {"monitoring_overdue", "period_ended", "case_review"} and found.days:
        return ngettext("%(num)d day overdue", "%(num)d days overdue", found.days)
    if found.list in {"monitoring_due", "case_review"}:
        return pgettext("due", "now")
    return ngettext("for %(num)d day", "for %(num)d days", found.days)


def _titles() -> dict[ListName, str]:
    return {
        "monitoring_overdue": gettext("Monitoring overdue"),
        "monitoring_due": gettext("Monitoring due now"),
        "period_ended": gettext("Plan ended, support goes on"),
        "contact_lost": gettext("Contact lost"),
        "no_contact": gettext("No contact"),
        "without_plan": gettext("Waiting for a plan"),
        "case_review": gettext("Case review due"),
        "monitoring_unset": gettext("No monitoring date"),
        "monitoring_soon": gettext("Monitoring soon"),
        "period_ending": gettext("Plan ending soon"),
    }


def _reasons(thresholds: Thresholds) -> dict[ListName, str]:
    return {
        "monitoring_overdue": gettext("The date of the next monitoring has passed."),
        "monitoring_due": gettext("The plan is to be looked at in these days."),
        "period_ended": gettext("The period of the plan is over, and it has not been evaluated."),
        "contact_lost": ngettext(
            "Nobody has been reached for %(num)d month. It is time to evaluate.",
            "Nobody has been reached for %(num)d months. It is time to evaluate.",
            thresholds.contact_lost_months,
        ),
        "no_contact": ngettext(
            "Neither the client nor the family has been reached for %(num)d day. Attempts do not count.",
            "Neither the client nor the family has been reached for %(num)d days. Attempts do not count.",
            thresholds.no_contact_days,
        ),
        "without_plan": ngettext(
            "No plan has been in force for %(num)d day since the intake or the last evaluation.",
            "No plan has been in force for %(num)d days since the intake or the last evaluation.",
            thresholds.without_plan_days,
        ),
        "case_review": ngettext(
            "%(num)d month has passed since the decision or the last review.",
            "%(num)d months have passed since the decision or the last review.",
            thresholds.case_review_months,
        ),
        "monitoring_unset": gettext("The plan is in force, and nobody has said when it is looked at again."),
        "monitoring_soon": ngettext(
            "The next monitoring begins within %(num)d day.",
            "The next monitoring begins within %(num)d days.",
            thresholds.monitoring_soon_days,
        ),
        "period_ending": ngettext(
            "The period of the plan ends within %(num)d day.",
            "The period of the plan ends within %(num)d days.",
            thresholds.period_ending_days,
        ),
    }


def _shape(name: ListName) -> str:
    if name in {"monitoring_overdue", "period_ended", "contact_lost"}:
        return "due"
    return "queued" if name in {"monitoring_soon", "period_ending"} else "waiting"


def _dated(name: ListName) -> str:
    if name in {"monitoring_overdue", "monitoring_due", "monitoring_soon"}:
        return str(gettext("Next monitoring"))
    if name in {"period_ended", "period_ending"}:
        return str(gettext("End of the period"))
    return str(gettext("Due since") if name == "case_review" else gettext("Counted from"))
