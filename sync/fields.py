"""The building blocks of a record kind: value types, and the merge rule of each field.

A value type reads what came over the wire and gives back the same value in its one canonical spelling, still as
JSON. So two values are equal exactly when they mean the same, and the engine never converts. Errors carry
stable codes (``docs/protocol.md``), never sentences.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from typing import Any, Final, Literal, TypeVar

from marshmallow import ValidationError, fields

from sync.codes import CODE_LISTS
from sync.dates import DueDate
from sync.plain import canonical_text, is_plain

Rule = Literal["register", "set", "text", "once", "server"]
Json = Any
"""A JSON value: ``str``, ``int``, ``bool``, ``None``, a list or a mapping of these."""

NAME_LENGTH: Final = 100
LINE_LENGTH: Final = 300
"""Up to this a text is a line: a name, a place, a few words. What may be longer is a narrative."""
NOTE_LENGTH: Final = 20_000
SET_SIZE: Final = 50

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT([01]\d|2[0-3]):\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_CANONICAL_MOMENT_LENGTH: Final = len("2026-11-21T01:30:00Z")
_LEAP_YEARS = r"(\d\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)"
_DATES = (
    r"(\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])|\d{4}-(0[13-9]|1[0-2])-(29|30)|\d{4}-(0[13578]|1[02])-31"
    rf"|{_LEAP_YEARS}-02-29)"
)
MOMENT_PATTERN: Final = (
    rf"^(?!0000|0001|9999){_DATES}T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{{1,6}})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$"
)
"""The moments that are read, for the API's description: those of RFC 3339, and those that leave out the seconds."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Plain(fields.String):
    """Text of at most ``max_length`` characters, in its one spelling (``sync.plain``); an empty text is no value."""

    def __init__(self, max_length: int = LINE_LENGTH, **kwargs: Any) -> None:
        super().__init__(**kwargs, metadata={"maxLength": max_length})
        self.max_length = max_length

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError("wrong_type")
        if not is_plain(value):
            raise ValidationError("not_plain_text")
        text = canonical_text(value, line=self.max_length <= LINE_LENGTH)
        if len(text) > self.max_length:
            raise ValidationError("too_long")
        return text


class Code(fields.String):
    """One code of a code list."""

    def __init__(self, code_list: str, **kwargs: Any) -> None:
        super().__init__(**kwargs, metadata={"enum": list(CODE_LISTS[code_list])})
        self.code_list = code_list
        self.codes = frozenset(CODE_LISTS[code_list])

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError("wrong_type")
        if value not in self.codes:
            raise ValidationError("unknown_code")
        return value


ANY_KIND: Final = "*"


class Id(fields.UUID):
    """An id: of a record of kind ``refers_to`` (or ``ANY_KIND``); where it is ``None``, of something that is no
    record."""

    def __init__(self, refers_to: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.refers_to = refers_to

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        return canonical_id(value)


class Moment(fields.AwareDateTime):
    """A point in time, to the second, in UTC: ``2026-11-21T01:30:00Z``. An offset is required on the way in."""

    def __init__(self, *, metadata: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs, metadata={"format": "moment", "pattern": MOMENT_PATTERN, **(metadata or {})})

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        return canonical_moment(value)


class Day(fields.Date):
    """A calendar day, ``2026-11-21``."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise ValidationError("not_a_day")
        try:
            return dt.date.fromisoformat(value).isoformat()
        except ValueError as error:
            raise ValidationError("not_a_day") from error


class Clock(fields.String):
    """A time of day in the office's time zone, ``09:30``."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        if not isinstance(value, str) or not _CLOCK.fullmatch(value):
            raise ValidationError("not_a_time")
        return value


class Due(fields.String):
    """A due date with its precision (see ``sync.dates``)."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError("wrong_type")
        try:
            return str(DueDate.parse(value))
        except ValueError as error:
            raise ValidationError("not_a_day") from error


class Count(fields.Integer):
    """A whole number from ``low`` to ``high``."""

    def __init__(self, low: int, high: int, **kwargs: Any) -> None:
        super().__init__(strict=True, **kwargs, metadata={"minimum": low, "maximum": high})
        self.low, self.high = low, high

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        number = canonical_whole(value)
        if not self.low <= number <= self.high:
            raise ValidationError("out_of_range")
        return number


class Digest(fields.String):
    """A SHA-256 digest, as 64 lower-case hexadecimal digits."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        if not isinstance(value, str) or not _DIGEST.fullmatch(value):
            raise ValidationError("not_a_digest")
        return value


class Flag(fields.Boolean):
    """Yes or no."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError("wrong_type")
        return value


class Elements(fields.List[Any]):
    """A set of values, written as a sorted list without repetition."""

    inner: fields.Field[Any]

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> list[Any]:
        if not isinstance(value, list):
            raise ValidationError("wrong_type")
        if len(value) > SET_SIZE:
            raise ValidationError("too_long")
        elements = {self.inner.deserialize(element, attr, data, **kwargs) for element in value}
        return sorted(elements - {""})


class Anything(fields.Raw):
    """Any JSON value: a value that two people disagree about may be of any type."""


def canonical_whole(value: object) -> int:
    """A whole number as JSON Schema has it, where 5.0 is one as well as 5. Raises ``ValidationError("wrong_type")``."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValidationError("wrong_type")
    return value


def canonical_id(value: object) -> str:
    """A UUID in its canonical spelling. Raises ``ValidationError("not_an_id")``."""
    if not isinstance(value, str):
        raise ValidationError("not_an_id")
    if _ID.fullmatch(value):
        return value
    try:
        return str(uuid.UUID(value))
    except ValueError as error:
        raise ValidationError("not_an_id") from error


def canonical_moment(value: object) -> str:
    """A moment in its canonical spelling, UTC to the second. Raises ``ValidationError("not_a_moment")``."""
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise ValidationError("not_a_moment")
    try:
        moment = dt.datetime.fromisoformat(value)
        if not dt.MINYEAR < moment.year < dt.MAXYEAR:
            # In some zone it would lie outside the calendar, and no page could show it.
            raise ValidationError("not_a_moment")
        # Phones write it so: it only had to be checked.
        if len(value) == _CANONICAL_MOMENT_LENGTH and value[-1] == "Z":
            return value
        return write_moment(moment)
    except (ValueError, OverflowError) as error:
        raise ValidationError("not_a_moment") from error


def write_moment(moment: dt.datetime) -> str:
    """The canonical spelling of an aware ``moment``."""
    return moment.astimezone(dt.UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def read_moment(text: str) -> dt.datetime:
    """The aware datetime that a canonical spelling means."""
    return dt.datetime.fromisoformat(text)


Declared = TypeVar("Declared", bound=fields.Field[Any])


def register(field: Declared, *, sensitive: bool = False) -> Declared:
    """One value; two people who change it differently disagree."""
    return _declare("register", field, sensitive)


def set_of(inner: fields.Field[Any], *, sensitive: bool = False) -> Elements:
    """Elements that are added and removed one by one; never a conflict."""
    return _declare("set", Elements(inner), sensitive)


def text(*, required: bool = False, sensitive: bool = True) -> Plain:
    """A narrative, merged by sentence."""
    return _declare("text", Plain(NOTE_LENGTH, required=required), sensitive)


def once(field: Declared, *, sensitive: bool = False) -> Declared:
    """Fixed when the record is created."""
    return _declare("once", field, sensitive)


def server(field: Declared, *, sensitive: bool = False) -> Declared:
    """Written by the server only."""
    return _declare("server", field, sensitive)


def _declare(rule: Rule, field: Declared, sensitive: bool) -> Declared:
    field.metadata = {**field.metadata, "rule": rule, "sensitive": sensitive}
    return field
