"""What an office may choose about its reminders, as a form."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import LazyString, gettext, lazy_gettext

from server.language.problems import sentence
from server.reminders.settings import (
    LIMITS,
    NUMBERS,
    POPULATION,
    RETENTION,
    SWITCHABLE,
    WAITING,
    ReminderPolicy,
    policy_of,
    read_policy,
    to_form,
)
from sync.fields import Json
from sync.reminders import REMINDERS, Asks, Reminder, Section

_TIMES: Final = {
    "morning": lazy_gettext("Time of the day's reminders"),
    "evening": lazy_gettext("At"),
    "quiet_from": lazy_gettext("Quiet from"),
    "quiet_until": lazy_gettext("Quiet until"),
}
_ASKS: Final[Mapping[Asks, LazyString]] = {
    "days_before": lazy_gettext("Days before"),
    "every_days": lazy_gettext("Every so many days"),
    "days_overdue": lazy_gettext("Days overdue"),
    "after_days": lazy_gettext("After so many days"),
    "after_months": lazy_gettext("After so many months"),
    "after_years": lazy_gettext("Years after closure"),
    "every_months": lazy_gettext("Every so many months"),
    "minutes_before": lazy_gettext("Minutes before"),
    "minutes_past": lazy_gettext("Minutes past the expected end"),
    "people": lazy_gettext("People"),
}

_WEEKDAYS: Final = {
    "": lazy_gettext("No fixed day (each as it comes)"),
    "monday": lazy_gettext("Monday"),
    "tuesday": lazy_gettext("Tuesday"),
    "wednesday": lazy_gettext("Wednesday"),
    "thursday": lazy_gettext("Thursday"),
    "friday": lazy_gettext("Friday"),
}

_SECTIONS: Final[Mapping[Section, LazyString]] = {
    "monitoring": lazy_gettext("Monitoring of plans"),
    "plans": lazy_gettext("Plans and tasks"),
    "silence": lazy_gettext("Clients who cannot be reached"),
    "appointments": lazy_gettext("Appointments"),
    "outings": lazy_gettext("Colleagues who have not come back"),
}
_RULES: Final = {
    "monitoring_soon": lazy_gettext("Before the day"),
    "monitoring_due": lazy_gettext("On the day"),
    "monitoring_overdue": lazy_gettext("While it is overdue"),
    "monitoring_escalated": lazy_gettext("While it is overdue, to the supervisors as well"),
    "period_ending": lazy_gettext("Before the period of a plan ends"),
    "case_review_due": lazy_gettext("Case reviews, to the supervisors"),
    "task_due": lazy_gettext("On the day on which a task is due"),
    "no_contact": lazy_gettext("There has been no contact"),
    "contact_lost": lazy_gettext("Contact is lost, and it is time to evaluate"),
    "appointments_tomorrow": lazy_gettext("Tomorrow's appointments, the evening before"),
    "appointment_soon": lazy_gettext("Before each appointment"),
    "visit_overrun": lazy_gettext("Asking the worker"),
    "visit_overrun_escalated": lazy_gettext("Telling the supervisors"),
}
_RESTORED: Final = lazy_gettext("After a backup was restored")
_WAITING: Final = lazy_gettext("Laying before the supervisors what waits for lost records")
_CLOSED: Final = lazy_gettext("Closed cases")
_RETENTION: Final = lazy_gettext("Listing closed cases that may be erased")
_REPORTS: Final = lazy_gettext("Figures for the nation")
_POPULATION: Final = lazy_gettext("Population of the area, for figures per 100,000 people (0: not stated)")


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of the form: an input of type ``time`` or ``number``, or a ``select`` with its options."""

    name: str
    label: str
    type: str
    value: str
    attributes: Mapping[str, Any]
    options: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is reminded of. ``code`` is ``None`` where it cannot be switched off."""

    code: str | None
    label: str
    on: bool
    choice: Choice | None


@dataclass(frozen=True, slots=True)
class Choices:
    """The whole form."""

    times: Mapping[str, Choice]
    working_days_only: bool
    late_weekday: Choice
    sections: Sequence[tuple[str, Sequence[Rule]]]


Form = Mapping[str, str]
"""What somebody gave: a value for each name."""


def given_policy(form: Form, on: Collection[str]) -> tuple[ReminderPolicy | None, dict[str, str]]:
    """The policy that a form gives and no errors; or ``None``, and by field what is wrong, in words. ``on`` are the
    codes of the reminders that are left switched on.
    """
    policy, errors = read_policy(_given(form, on))
    return policy, {name: _in_words(code, name) for name, code in errors.items()}


def choices(stored: Mapping[str, Json], form: Form | None = None, on: Collection[str] = ()) -> Choices:
    """The form with what the office has chosen, or with what somebody gave."""
    values = to_form(policy_of(stored)) if form is None else _given(form, on)
    inputs = {name: Choice(name, str(label), "time", str(values[name]), {}) for name, label in _TIMES.items()}
    for setting in NUMBERS:
        limits, value = {"min": setting.low, "max": setting.high}, str(values[setting.name])
        inputs[setting.name] = Choice(setting.name, str(_ASKS[setting.asks]), "number", value, limits)

    def rule(reminder: Reminder) -> Rule:
        name = reminder.time or (reminder.setting.name if reminder.setting else None)
        code = reminder.code if reminder.switchable else None
        return Rule(code, str(_RULES[reminder.code]), code not in values["off"], inputs[name] if name else None)

    sections = [
        (str(title), [rule(reminder) for reminder in REMINDERS.values() if reminder.section == section])
        for section, title in _SECTIONS.items()
    ]
    sections.append((str(_RESTORED), [Rule(None, str(_WAITING), True, inputs[WAITING.name])]))
    sections.append((str(_CLOSED), [Rule(None, str(_RETENTION), True, inputs[RETENTION.name])]))
    sections.append((str(_REPORTS), [Rule(None, str(_POPULATION), True, inputs[POPULATION.name])]))
    return Choices(inputs, values["working_days_only"], _late_weekday(values["late_weekday"]), sections)


def _late_weekday(chosen: Json) -> Choice:
    label = gettext("Day of the week on which what is late is told together")
    options = [(code, str(word)) for code, word in _WEEKDAYS.items()]
    return Choice("late_weekday", label, "select", str(chosen or ""), {}, options)


def _given(form: Form, on: Collection[str]) -> dict[str, Json]:
    plain = {name: form.get(name, "").strip() for name in (*_TIMES, *LIMITS)}
    off = [code for code in SWITCHABLE if code not in on]
    days = {"working_days_only": "working_days_only" in form, "late_weekday": form.get("late_weekday") or None}
    return plain | days | {"off": off}


def _in_words(code: str, field: str) -> str:
    if code == "escalates_before_the_worker":
        return gettext("This must not be earlier than the reminder to the worker.")
    if code == "out_of_range":
        low, high = LIMITS[field]
        return gettext("Please write a number from %(low)s to %(high)s.", low=low, high=high)
    return sentence(code)
