"""What somebody is reminded or told of: each kind of notice once.

The order is that in which lists of them are shown. What follows from a declaration: the code list of notices, the
office's form (``server.office.reminders``) with limits and defaults (``server.reminders.settings``), how a push message
is treated (``server.push.messages``), which may be muted (``server.push.subscribing``), and where a notice leads on a
phone (``static/app/ui``). When a reminder falls due is its rule (``server.reminders.rules``); its words stand in
``sync/words/`` (the list of notices), ``server.office.reminders`` (the office's form) and ``static/app/i18n/*/push.ts``
(a locked screen).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Source = Literal["rule", "act", "trial"]
"""From what a notice comes: a rule that looks at dates, somebody's own act, or a user's trial of their phone."""

Section = Literal["monitoring", "plans", "silence", "appointments", "outings"]
"""Under which heading the office's form has it."""

Asks = Literal[
    "days_before",
    "every_days",
    "days_overdue",
    "after_days",
    "after_months",
    "after_years",
    "every_months",
    "minutes_before",
    "minutes_past",
    "people",
]
"""What the number of a setting means."""

_HOUR_S: Final = 3_600
_DAY_S: Final = 24 * _HOUR_S


@dataclass(frozen=True, slots=True)
class Setting:
    """A number that an office chooses: by name, from ``low`` to ``high``, and ``default`` where it chooses nothing."""

    name: str
    asks: Asks
    low: int
    high: int
    default: int


@dataclass(frozen=True, slots=True)
class Reminder:
    """One kind of notice.

    ``safety``: it is about a colleague who may be in danger, and is therefore never switched off, never muted, and sent
    at any hour. ``prompt``: a phone is woken for it even where it saves its battery. ``lasts_s`` is how long a push
    service keeps it for a phone that is off.

    ``setting`` is what the office chooses about it, ``time`` the name of the time of day at which it speaks where that
    is chosen instead.

    ``desk`` is the office's page at which something is done about it, by those who open the whole office; ``{about}``
    is the record. ``desk_asks``: only as long as it asks for something, which is where it has no ``subject``. On a
    phone it leads to what it is about, or, with ``leads_to``, to the day, to the form of the monitoring or to the list
    of phones.
    """

    code: str
    source: Source = "rule"
    section: Section | None = None
    safety: bool = False
    prompt: bool = False
    lasts_s: int = 2 * _DAY_S
    setting: Setting | None = None
    time: str | None = None
    desk: str | None = None
    desk_asks: bool = False
    leads_to: Literal["day", "monitoring", "devices"] | None = None

    @property
    def switchable(self) -> bool:
        """Whether an office may do without it."""
        return self.source == "rule" and not self.safety

    @property
    def mutable(self) -> bool:
        """Whether a worker may do without it on the phone. It stands in the list of notices all the same."""
        return self.source != "trial" and not self.safety


_OUTINGS: Final = "/office/outings/"

REMINDERS: Final[Mapping[str, Reminder]] = {
    reminder.code: reminder
    for reminder in (
        Reminder(
            "monitoring_soon",
            section="monitoring",
            setting=Setting("monitoring_soon_days", "days_before", 1, 60, 7),
        ),
        Reminder("monitoring_due", section="monitoring", leads_to="monitoring"),
        Reminder(
            "monitoring_overdue",
            section="monitoring",
            setting=Setting("monitoring_again_days", "every_days", 1, 60, 7),
            leads_to="monitoring",
        ),
        Reminder(
            "monitoring_escalated",
            section="monitoring",
            setting=Setting("monitoring_escalated_days", "days_overdue", 1, 180, 7),
        ),
        Reminder(
            "period_ending",
            section="plans",
            setting=Setting("period_ending_days", "days_before", 1, 180, 30),
        ),
        Reminder(
            "case_review_due",
            section="plans",
            setting=Setting("case_review_months", "every_months", 1, 24, 6),
            desk="/office/reviews/{about}",
        ),
        Reminder(
            "no_contact",
            section="silence",
            setting=Setting("no_contact_days", "after_days", 7, 180, 30),
        ),
        Reminder(
            "contact_lost",
            section="silence",
            setting=Setting("contact_lost_months", "after_months", 1, 24, 6),
        ),
        Reminder("appointments_tomorrow", section="appointments", lasts_s=12 * _HOUR_S, time="evening", leads_to="day"),
        Reminder(
            "appointment_soon",
            section="appointments",
            prompt=True,
            lasts_s=_HOUR_S,
            setting=Setting("appointment_soon_minutes", "minutes_before", 10, 240, 60),
            leads_to="day",
        ),
        Reminder("task_due", section="plans"),
        Reminder(
            "visit_overrun",
            section="outings",
            safety=True,
            prompt=True,
            lasts_s=2 * _HOUR_S,
            setting=Setting("overrun_minutes", "minutes_past", 1, 120, 10),
        ),
        Reminder(
            "visit_overrun_escalated",
            section="outings",
            safety=True,
            prompt=True,
            lasts_s=2 * _HOUR_S,
            setting=Setting("overrun_escalated_minutes", "minutes_past", 1, 240, 20),
            desk=_OUTINGS,
        ),
        Reminder("alarm", source="act", safety=True, prompt=True, lasts_s=2 * _HOUR_S, desk=_OUTINGS),
        Reminder("alarm_over", source="act", safety=True, prompt=True, lasts_s=2 * _HOUR_S, desk=_OUTINGS),
        Reminder("comment", source="act"),
        Reminder("approval", source="act", desk="/office/plans/{about}", desk_asks=True),
        Reminder("late_work", source="act"),
        Reminder("restricted_opened", source="act", desk="/office/restricted/"),
        Reminder("phone_waits", source="act", prompt=True, leads_to="devices"),
        Reminder("phone_registered", source="act", leads_to="devices"),
        Reminder("test", source="trial", lasts_s=600),
    )
}

SAFETY: Final = frozenset(code for code, reminder in REMINDERS.items() if reminder.safety)
"""The codes of what is about somebody's safety."""
