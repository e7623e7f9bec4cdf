"""What an office may choose about its reminders, as a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import MultiDict

from server.office.problems import sentence
from server.office.words import Words
from server.reminders.settings import SWITCHABLE, ReminderPolicy, policy_of, read_policy, to_form
from sync.fields import Json

_TIMES: Final = {
    "morning": (lazy_gettext("Reminders of the day come at"), ""),
    "evening": (lazy_gettext("Tomorrow's appointments come at"), ""),
    "quiet_from": (
        lazy_gettext("Quiet hours from"),
        lazy_gettext("Nothing is sent to phones in these hours, but for calls for help and visits that run over."),
    ),
    "quiet_until": (lazy_gettext("Quiet hours until"), ""),
}
_NUMBERS: Final = {
    "monitoring_soon_days": (lazy_gettext("Monitoring: days before"), ""),
    "monitoring_again_days": (lazy_gettext("Overdue monitoring: again every so many days"), ""),
    "monitoring_escalated_days": (
        lazy_gettext("Overdue monitoring: days until the supervisors are told"),
        lazy_gettext("Managers are told where there is no supervisor."),
    ),
    "period_ending_days": (lazy_gettext("End of a plan: days before"), ""),
    "no_contact_days": (lazy_gettext("No contact: after so many days"), ""),
    "contact_lost_months": (lazy_gettext("Contact lost: after so many months"), ""),
    "case_review_months": (lazy_gettext("Case review: every so many months"), ""),
    "appointment_soon_minutes": (lazy_gettext("Appointments: minutes before"), ""),
    "overrun_minutes": (
        lazy_gettext("Visit that runs over: minutes until the worker is asked"),
        lazy_gettext("Counted from the expected end. These reminders cannot be switched off."),
    ),
    "overrun_escalated_minutes": (
        lazy_gettext("Visit that runs over: minutes until the supervisors are told"),
        "",
    ),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of the form: an input of type ``time`` or ``number``."""

    name: str
    label: str
    hint: str
    type: str
    value: str
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Switch:
    """A rule, and whether the office wants it."""

    code: str
    label: str
    on: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """The whole form."""

    times: Sequence[Choice]
    numbers: Sequence[Choice]
    working_days_only: bool
    switches: Sequence[Switch]


def given_policy(form: MultiDict[str, str]) -> tuple[ReminderPolicy | None, dict[str, str]]:
    """The policy that somebody gave, or, by field, what is wrong in words."""
    policy, errors = read_policy(_given(form))
    return policy, {name: _in_words(code) for name, code in errors.items()}


def choices(words: Words, stored: Mapping[str, Json], form: MultiDict[str, str] | None = None) -> Choices:
    """The form with what the office has chosen, or with what somebody gave."""
    values = to_form(policy_of(stored)) if form is None else _given(form)
    return Choices(
        times=[_choice(name, *said, "time", values, {}) for name, said in _TIMES.items()],
        numbers=[_choice(name, *said, "number", values, {"min": 1, "step": 1}) for name, said in _NUMBERS.items()],
        working_days_only=values["working_days_only"],
        switches=[Switch(code, words.code("reminder", code), code not in values["off"]) for code in SWITCHABLE],
    )


def _given(form: MultiDict[str, str]) -> dict[str, Json]:
    plain = {name: form.get(name, "").strip() for name in (*_TIMES, *_NUMBERS)}
    off = [code for code in SWITCHABLE if code not in form.getlist("on")]
    return plain | {"working_days_only": "working_days_only" in form, "off": off}


def _choice(
    name: str, label: Any, hint: Any, type_: str, values: Mapping[str, Json], attributes: Mapping[str, Any]
) -> Choice:
    return Choice(name, str(label), str(hint), type_, str(values[name]), attributes)


def _in_words(code: str) -> str:
    if code == "escalates_before_the_worker":
        return str(gettext("This must not be earlier than the reminder to the worker."))
    return sentence(code)
