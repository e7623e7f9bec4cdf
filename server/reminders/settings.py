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

from server.followup.thresholds import Thresholds
from sync.codes import CODE_LISTS
from sync.fields import Clock, Json

SAFETY: Final = frozenset({"visit_overrun", "visit_overrun_escalated", "alarm", "alarm_over"})
"""About a colleague who may be in danger: never switched off, never muted, and sent at any hour."""

ANSWERS: Final = frozenset({"comment", "approval", "late_work", "test"})
"""What somebody's own act gives rise to, not a rule."""

SWITCHABLE: Final = tuple(code for code in CODE_LISTS["reminder"] if code not in SAFETY | ANSWERS)
"""The rules that an office may do without."""

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday")
"""The days of the week on which an office may want to hear what is late, in the order of ``date.weekday``."""


@dataclass(frozen=True, slots=True)
class ReminderPolicy:
    """How one office wants to be reminded. Times of day are in the office's time zone.

    The rules that look at days speak at ``morning``, the one about tomorrow's appointments at ``evening``. With
    ``working_days_only``, what a closed day would bring comes on a working day; what is late waits for the
    ``late_weekday``, one of ``WEEKDAYS``, where there is one (``server.reminders.situation``). Nothing is pushed
    between ``quiet_from`` and ``quiet_until``; equal times mean that there are no quiet hours. A change
    that names what the office has lost waits ``waiting_days`` for somebody to bring that back. ``off`` are the rules
    that the office does without.
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
        if reminder in SAFETY or reminder == "test" or not self._is_quiet(local.time()):
            return now
        end = dt.datetime.combine(local.date(), self.quiet_until, zone)
        if end <= local:
            end = dt.datetime.combine(local.date() + dt.timedelta(days=1), self.quiet_until, zone)
        return end.astimezone(dt.UTC)

    def _is_quiet(self, time: dt.time) -> bool:
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= time < self.quiet_until
        return time >= self.quiet_from or time < self.quiet_until


def _whole(low: int, high: int, default: int) -> Integer:
    messages: dict[str, Any] = {"invalid": "wrong_type", "null": "required"}
    return Integer(load_default=default, validate=Range(low, high, error="out_of_range"), error_messages=messages)


class PolicySchema(Schema):
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
    monitoring_soon_days = _whole(1, 60, 7)
    monitoring_again_days = _whole(1, 60, 7)
    monitoring_escalated_days = _whole(1, 180, 7)
    period_ending_days = _whole(1, 180, 30)
    no_contact_days = _whole(7, 180, 30)
    contact_lost_months = _whole(1, 24, 6)
    case_review_months = _whole(1, 24, 6)
    appointment_soon_minutes = _whole(10, 240, 60)
    overrun_minutes = _whole(1, 120, 10)
    overrun_escalated_minutes = _whole(1, 240, 20)
    waiting_days = _whole(1, 60, 7)
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

LIMITS: Final[Mapping[str, tuple[int, int]]] = {
    name: (limits.min, limits.max)
    for name, field in _SCHEMA.fields.items()
    for limits in field.validators
    if isinstance(limits, Range)
}
"""The smallest and the largest number that an office may choose."""


def read_policy(given: Mapping[str, Json]) -> tuple[ReminderPolicy | None, dict[str, str]]:
    """The policy that these choices mean, the defaults filled in; or, by field, the codes of what is wrong."""
    try:
        policy: ReminderPolicy = _SCHEMA.load(given)
    except ValidationError as error:
        return None, {name: _first(found) for name, found in error.messages_dict.items()}
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


def _first(found: Any) -> str:
    while not isinstance(found, str):
        found = next(iter(found.values() if isinstance(found, dict) else found))
    return found


DEFAULT: Final = policy_of(None)
