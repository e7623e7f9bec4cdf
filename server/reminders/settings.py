"""What an office may choose about its reminders, and what holds where it has chosen nothing."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from marshmallow import EXCLUDE, Schema, ValidationError, post_load, validates_schema
from marshmallow.fields import Boolean, Integer, List, String
from marshmallow.validate import OneOf, Range

from sync.fields import Clock, Json
from sync.followup import Thresholds
from sync.reminders import REMINDERS, Setting

SWITCHABLE: Final = tuple(code for code, reminder in REMINDERS.items() if reminder.switchable)
"""The rules that an office may do without."""

WAITING: Final = Setting("waiting_days", "after_days", 1, 60, 7)
"""After how long what waits for a lost record is laid before the supervisors."""

RETENTION: Final = Setting("retention_years", "after_years", 1, 30, 5)
"""After how many years from its closure a case may be erased.

The Act (生活困窮者自立支援法) names no period. Five years is what municipal rules on documents commonly have for
records of consultation and support, counted from the end of the matter; an office whose city says otherwise chooses
that.
"""

POPULATION: Final = Setting("population", "people", 0, 20_000_000, 0)
"""How many people live where the office works, by which its figures are compared with others'; 0 where nobody said."""

NUMBERS: Final = (
    *(reminder.setting for reminder in REMINDERS.values() if reminder.setting),
    WAITING,
    RETENTION,
    POPULATION,
)
"""Every number that an office chooses."""

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday")
"""The days of the week on which an office may want to hear what is late, in the order of ``date.weekday``."""


@dataclass(frozen=True, slots=True)
class ReminderPolicy:
    """How one office wants to be reminded. Times of day are in the office's time zone.

    The rules that look at days speak at ``morning``, the one about tomorrow's appointments at ``evening``. With
    ``working_days_only``, what a closed day would bring comes on a working day; what is late waits for the
    ``late_weekday``, one of ``WEEKDAYS``, where there is one (``server.reminders.situation``). Nothing is pushed
    between ``quiet_from`` and ``quiet_until``; equal times mean that there are no quiet hours. A change
    that names what the office has lost waits ``waiting_days`` for somebody to bring that back. A closed case may be
    erased after ``retention_years``. ``population`` is how many people live in its area. ``off`` are the rules that the
    office does without.
    """

    morning: dt.time
    evening: dt.time
    working_days_only: bool
    late_weekday: str | None
    quiet_from: dt.time
    quiet_until: dt.time
    monitoring_soon_days: int
    monitoring_again_days: int
    monitoring_escalated_days: int
    period_ending_days: int
    no_contact_days: int
    contact_lost_months: int
    case_review_months: int
    appointment_soon_minutes: int
    overrun_minutes: int
    overrun_escalated_minutes: int
    waiting_days: int
    retention_years: int
    population: int
    off: frozenset[str]

    @property
    def thresholds(self) -> Thresholds:
        """The same choices for the lists of what must be followed up."""
        return Thresholds(
            monitoring_soon_days=self.monitoring_soon_days,
            period_ending_days=self.period_ending_days,
            no_contact_days=self.no_contact_days,
            contact_lost_months=self.contact_lost_months,
            case_review_months=self.case_review_months,
        )

    def push_at(self, reminder: str, now: dt.datetime, zone: zoneinfo.ZoneInfo) -> dt.datetime:
        """When a notice that is made ``now`` may be pushed: at once, or at the end of the quiet hours.

        Whoever tries out whether notices arrive is awake.
        """
        local = now.astimezone(zone)
        if _at_any_hour(reminder) or not self._is_quiet(local.time()):
            return now
        end = dt.datetime.combine(local.date(), self.quiet_until, zone)
        if end <= local:
            end = dt.datetime.combine(local.date() + dt.timedelta(days=1), self.quiet_until, zone)
        return end.astimezone(dt.UTC)

    def _is_quiet(self, time: dt.time) -> bool:
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= time < self.quiet_until
        return time >= self.quiet_from or time < self.quiet_until


def _at_any_hour(reminder: str) -> bool:
    return REMINDERS[reminder].safety or REMINDERS[reminder].source == "trial"


def _whole(setting: Setting) -> Integer:
    messages: dict[str, Any] = {"invalid": "wrong_type", "null": "required"}
    within = Range(setting.low, setting.high, error="out_of_range")
    return Integer(load_default=setting.default, validate=within, error_messages=messages)


class PolicySchema(Schema.from_dict({setting.name: _whole(setting) for setting in NUMBERS})):  # type: ignore[misc] # its fields come from declarations
    """An office's choices, as stored and as a form gives them. Loads a ``ReminderPolicy``; errors are codes."""

    class Meta:
        unknown = EXCLUDE

    morning = Clock(load_default="08:30")
    evening = Clock(load_default="17:00")
    working_days_only = Boolean(load_default=True)
    late_weekday = String(
        load_default=None,
        allow_none=True,
        validate=OneOf(WEEKDAYS, error="unknown_code"),
        error_messages={"invalid": "unknown_code"},
    )
    quiet_from = Clock(load_default="20:00")
    quiet_until = Clock(load_default="07:00")
    off = List(String(validate=OneOf(SWITCHABLE, error="unknown_code")), load_default=list)

    @validates_schema
    def _escalates_after_the_worker(self, data: Mapping[str, Any], **_: object) -> None:
        if data["overrun_escalated_minutes"] < data["overrun_minutes"]:
            raise ValidationError("escalates_before_the_worker", "overrun_escalated_minutes")

    @post_load
    def _policy(self, data: dict[str, Any], **_: object) -> ReminderPolicy:
        times = {name: dt.time.fromisoformat(value) for name, value in data.items() if name in _TIMES}
        return ReminderPolicy(**(data | times | {"off": frozenset(data["off"])}))


_SCHEMA: Final = PolicySchema()
_TIMES: Final = frozenset(name for name, field in _SCHEMA.fields.items() if isinstance(field, Clock))

LIMITS: Final[Mapping[str, tuple[int, int]]] = {setting.name: (setting.low, setting.high) for setting in NUMBERS}
"""The smallest and the largest number that an office may choose."""


def read_policy(raw: Mapping[str, Json]) -> tuple[ReminderPolicy | None, dict[str, str]]:
    """The policy that these choices mean, the defaults filled in; or, by field, the codes of what is wrong."""
    try:
        policy: ReminderPolicy = _SCHEMA.load(raw)
    except ValidationError as error:
        return None, {name: _first(messages) for name, messages in error.messages_dict.items()}
    return policy, {}


def policy_of(stored: Mapping[str, Json] | None) -> ReminderPolicy:
    """The policy of an office from what it has stored. A choice that can no longer be read falls back to its default:
    reminders must not stop because of it.
    """
    choices = dict(stored or {})
    policy, errors = read_policy(choices)
    while policy is None:
        # What is wrong may be a choice beside a default, where one must be the later: then none is kept.
        wrong = errors.keys() & choices.keys() or choices.keys()
        choices = {name: value for name, value in choices.items() if name not in wrong}
        policy, errors = read_policy(choices)
    return policy


def to_stored(policy: ReminderPolicy) -> dict[str, Json]:
    """The choices of a policy that differ from the defaults, as they are stored."""
    default = to_form(DEFAULT)
    return {name: value for name, value in to_form(policy).items() if value != default[name]}


def to_form(policy: ReminderPolicy) -> dict[str, Json]:
    """Every choice of a policy as a form shows it."""
    values = {name: getattr(policy, name) for name in _SCHEMA.fields}
    return {name: _spell(value) for name, value in values.items()}


def _spell(value: Any) -> Json:
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    return sorted(value) if isinstance(value, frozenset) else value


def _first(messages: Any) -> str:
    while not isinstance(messages, str):
        messages = next(iter(messages.values() if isinstance(messages, dict) else messages))
    return messages


DEFAULT: Final = policy_of(None)
