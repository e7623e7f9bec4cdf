"""Changes as phones send them, the author they come from, and the results that go back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from marshmallow import ValidationError

from sync.fields import SET_SIZE, Json, canonical_id, canonical_moment, read_moment, write_moment
from sync.roles import OFFICE_ROLE, Permission, may

Status = Literal["applied", "merged", "conflict", "rejected", "waiting"]

CLOCK_TOLERANCE: Final = dt.timedelta(minutes=5)

MOST_NUMBERED: Final = 2**53 - 1
"""The largest number a phone can count to."""

EARLIEST: Final = "1970-01-01T00:00:00Z"
"""Where computers begin to count: no clock of a phone, reset or not, shows anything earlier."""

_KEYS: Final = frozenset({"id", "kind", "record", "base", "fields", "made_at", "resolves", "number", "offered_again"})


@dataclass(frozen=True, slots=True)
class Author:
    """Who sends changes, from which device.

    ``told_seq`` is how far this device has been told of the office's changes, visibility included.
    ``clock_offset`` is how far its clock is ahead of the server's. ``trusted`` is set for the
    server's own writes (review, assignment, import) on somebody's behalf, and for nothing that a phone sends: such a
    change may set the fields that only the server writes, and neither role nor owner nor scope is asked.
    ``late`` says that what comes was made under a role that its author has lost since; ``brought_by`` who brought it to
    the office in its author's place, in a file.
    """

    user: str
    role: str
    device: str | None = None
    told_seq: int = 0
    clock_offset: dt.timedelta = dt.timedelta()
    trusted: bool = False
    late: bool = False
    brought_by: str | None = None

    def may(self, permission: Permission | None) -> bool:
        """Whether the author's role has a permission."""
        return may(self.role, permission)


def office_author(user: str) -> Author:
    """The office itself as an author, under an id of its own: jobs, reminders, imports. It is trusted."""
    return Author(user, OFFICE_ROLE, trusted=True)


@dataclass(frozen=True, slots=True)
class Change:
    """A change that is well formed as a whole; its fields are not read yet.

    ``number`` is its device's count of what was saved there; ``offered_again`` says that the office had accepted it
    before and then did not know its own history any more. Neither is part of what the change is.
    """

    id: str
    kind: str
    record: str
    base: str | None
    fields: Mapping[str, Json]
    made_at: str
    resolves: tuple[str, ...] = ()
    number: int | None = None
    offered_again: bool = False


def new_change(
    change: str,
    kind: str,
    record: str,
    fields: Mapping[str, Json],
    *,
    base: str | None,
    made_at: dt.datetime,
    resolves: Sequence[str] = (),
) -> dict[str, Json]:
    """A change that the office makes itself, under the id ``change``, in the envelope in which a phone sends one."""
    envelope: dict[str, Json] = {
        "id": change,
        "kind": kind,
        "record": record,
        "base": base,
        "fields": dict(fields),
        "made_at": write_moment(made_at),
    }
    return envelope | {"resolves": list(resolves)} if resolves else envelope


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with a field, or with the change as a whole where ``field`` is ``None``."""

    field: str | None
    code: str


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to one change (``docs/protocol.md``, Results)."""

    id: str | None
    status: Status
    seq: int | None = None
    head: str | None = None
    conflicts: tuple[str, ...] = ()
    late: bool = False
    code: str | None = None
    errors: tuple[FieldError, ...] = ()
    incident: str | None = None

    def to_wire(self) -> dict[str, Json]:
        """The result as JSON; what has no value is left out."""
        wire: dict[str, Json] = {"id": self.id, "status": self.status}
        if self.seq is not None:
            wire["seq"] = self.seq
        if self.head is not None:
            wire["head"] = self.head
        if self.conflicts:
            wire["conflicts"] = list(self.conflicts)
        if self.late:
            wire["late"] = True
        if self.code is not None:
            wire["code"] = self.code
        if self.errors:
            wire["errors"] = [{"field": error.field, "code": error.code} for error in self.errors]
        if self.incident is not None:
            wire["incident"] = self.incident
        return wire


def rejected(change_id: str | None, code: str, *errors: FieldError) -> Result:
    """The answer to a change that is not stored."""
    return Result(change_id, "rejected", code=code, errors=errors)


class Malformed(Exception):
    """A change whose envelope cannot be read. ``change_id`` is its id where at least that is clear."""

    def __init__(self, change_id: str | None, errors: tuple[FieldError, ...]) -> None:
        super().__init__("malformed change")
        self.change_id, self.errors = change_id, errors


def read_change(raw: Any) -> Change:
    """Read the envelope of one change.

    Raises ``Malformed`` with a code by key; the record kind's own fields are read later, by the kind.
    """
    if not isinstance(raw, dict):
        raise Malformed(None, (FieldError(None, "wrong_type"),))
    errors: list[FieldError] = [FieldError(str(key), "unknown_field") for key in raw if key not in _KEYS]

    def read(key: str, reader: Any) -> Any:
        if key not in raw:
            errors.append(FieldError(key, "required"))
            return None
        try:
            return reader(raw[key])
        except ValidationError as error:
            errors.append(FieldError(key, str(error.messages[0])))
            return None

    change_id = read("id", canonical_id)
    record = read("record", canonical_id)
    made_at = read("made_at", _clock_moment)
    kind = read("kind", _text)
    fields = read("fields", _mapping)
    base = read("base", canonical_id) if raw.get("base") is not None else None
    resolves = read("resolves", _ids) if "resolves" in raw else ()
    number = read("number", _number) if raw.get("number") is not None else None
    offered_again = read("offered_again", _flag) if "offered_again" in raw else False
    if errors:
        raise Malformed(change_id, tuple(errors))
    return Change(change_id, kind, record, base, fields, made_at, resolves, number, offered_again)


def made_in_future(change: Change, author: Author, now: dt.datetime) -> bool:
    """Whether a change claims to be made later than its own phone's clock shows."""
    # A difference of moments has room for every clock; a moment after this one may be none of the calendar's.
    return read_moment(change.made_at) - now > author.clock_offset + CLOCK_TOLERANCE


def _clock_moment(value: object) -> str:
    moment = canonical_moment(value)
    if moment < EARLIEST:
        raise ValidationError("out_of_range")
    return moment


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValidationError("wrong_type")
    return value


def _mapping(value: object) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise ValidationError("wrong_type")
    return value


def _ids(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValidationError("wrong_type")
    if len(value) > SET_SIZE:
        raise ValidationError("too_long")
    return tuple(sorted({canonical_id(element) for element in value}))


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValidationError("wrong_type")
    if not 1 <= value <= MOST_NUMBERED:
        raise ValidationError("out_of_range")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValidationError("wrong_type")
    return value
