"""What an office may choose about its reminders, as a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import MultiDict

from server.office.problems import sentence
from server.reminders.settings import LIMITS, SWITCHABLE, ReminderPolicy, policy_of, read_policy, to_form
from sync.fields import Json

_TIMES: Final = {
    "morning": lazy_gettext("Time of the day's reminders"),
    "evening": lazy_gettext("At"),
    "quiet_from": lazy_gettext("Quiet from"),
    "quiet_until": lazy_gettext("Quiet until"),
}
_NUMBERS: Final = {
    "monitoring_soon_days": lazy_gettext("Days before"),
    "monitoring_again_days": lazy_gettext("Every so many days"),
    "monitoring_escalated_days": lazy_gettext("Days overdue"),
    "period_ending_days": lazy_gettext("Days before"),
    "no_contact_days": lazy_gettext("After so many days"),
    "contact_lost_months": lazy_gettext("After so many months"),
    "case_review_months": lazy_gettext("Every so many months"),
    "appointment_soon_minutes": lazy_gettext("Minutes before"),
    "overrun_minutes": lazy_gettext("Minutes past the expected end"),
    "overrun_escalated_minutes": lazy_gettext("Minutes past the expected end"),
    "waiting_days": lazy_gettext("After so many days"),
}

_WEEKDAYS: Final = {
    "": lazy_gettext("No fixed day (each as it comes)"),
    "monday": lazy_gettext("Monday"),
    "tuesday": lazy_gettext("Tuesday"),
    "wednesday": lazy_gettext("Wednesday"),
    "thursday": lazy_gettext("Thursday"),
    "friday": lazy_gettext("Friday"),
}

_SECTIONS: Final = (
    (
        lazy_gettext("Monitoring of plans"),
        (
            ("monitoring_soon", lazy_gettext("Before the day"), "monitoring_soon_days"),
            ("monitoring_due", lazy_gettext("On the day"), None),
            ("monitoring_overdue", lazy_gettext("While it is overdue"), "monitoring_again_days"),
            (
                "monitoring_escalated",
                lazy_gettext("While it is overdue, to the supervisors as well"),
                "monitoring_escalated_days",
            ),
        ),
    ),
    (
        lazy_gettext("Plans and tasks"),
        (
            ("period_ending", lazy_gettext("Before the period of a plan ends"), "period_ending_days"),
            ("case_review_due", lazy_gettext("Case reviews, to the supervisors"), "case_review_months"),
            ("task_due", lazy_gettext("On the day on which a task is due"), None),
        ),
    ),
    (
        lazy_gettext("Clients who cannot be reached"),
        (
            ("no_contact", lazy_gettext("There has been no contact"), "no_contact_days"),
            ("contact_lost", lazy_gettext("Contact is lost, and it is time to evaluate"), "contact_lost_months"),
        ),
    ),
    (
        lazy_gettext("Appointments"),
        (
            ("appointments_tomorrow", lazy_gettext("Tomorrow's appointments, the evening before"), "evening"),
            ("appointment_soon", lazy_gettext("Before each appointment"), "appointment_soon_minutes"),
        ),
    ),
    (
        lazy_gettext("Colleagues who have not come back"),
        (
            (None, lazy_gettext("Asking the worker"), "overrun_minutes"),
            (None, lazy_gettext("Telling the supervisors"), "overrun_escalated_minutes"),
        ),
    ),
    (
        lazy_gettext("After a backup was restored"),
        ((None, lazy_gettext("Laying before the supervisors what waits for lost records"), "waiting_days"),),
    ),
)
"""What is reminded of: its code where an office may do without it, what it is, and how early, late or often."""


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


def given_policy(form: MultiDict[str, str]) -> tuple[ReminderPolicy | None, dict[str, str]]:
    """The policy that somebody gave, or, by field, what is wrong in words."""
    policy, errors = read_policy(_given(form))
    return policy, {name: _in_words(code, name) for name, code in errors.items()}


def choices(stored: Mapping[str, Json], form: MultiDict[str, str] | None = None) -> Choices:
    """The form with what the office has chosen, or with what somebody gave."""
    values = to_form(policy_of(stored)) if form is None else _given(form)
    inputs = {name: Choice(name, str(label), "time", str(values[name]), {}) for name, label in _TIMES.items()}
    for name, label in _NUMBERS.items():
        low, high = LIMITS[name]
        inputs[name] = Choice(name, str(label), "number", str(values[name]), {"min": low, "max": high})

    def rule(code: str | None, label: Any, name: str | None) -> Rule:
        return Rule(code, str(label), code not in values["off"], inputs[name] if name else None)

    sections = [(str(title), [rule(*said) for said in rules]) for title, rules in _SECTIONS]
    return Choices(inputs, values["working_days_only"], _late_weekday(values["late_weekday"]), sections)


def _late_weekday(chosen: Json) -> Choice:
    label = str(gettext("Day of the week on which what is late is told together"))
    options = [(code, str(word)) for code, word in _WEEKDAYS.items()]
    return Choice("late_weekday", label, "select", str(chosen or ""), {}, options)


def _given(form: MultiDict[str, str]) -> dict[str, Json]:
    plain = {name: form.get(name, "").strip() for name in (*_TIMES, *_NUMBERS)}
    off = [code for code in SWITCHABLE if code not in form.getlist("on")]
    days = {"working_days_only": "working_days_only" in form, "late_weekday": form.get("late_weekday") or None}
    return plain | days | {"off": off}


def _in_words(code: str, field: str) -> str:
    if code == "escalates_before_the_worker":
        return str(gettext("This must not be earlier than the reminder to the worker."))
    if code == "out_of_range":
        low, high = LIMITS[field]
        return str(gettext("Please write a number from %(low)s to %(high)s.", low=low, high=high))
    return sentence(code)
