"""What a record kind is: its fields with their merge rules, the rules over the whole record, and who may write it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from marshmallow import RAISE, Schema, ValidationError
from marshmallow import fields as marshmallow_fields

from sync.fields import Flag, Id, Json, Rule, register

Values = Mapping[str, Json]
"""The fields of a record that have a value, by name, in canonical spelling."""

OFFICE_SCOPE: Final = "office"
SUPERVISORS: Final = frozenset({"supervisor", "manager"})
FIELD_STAFF: Final = SUPERVISORS | {"worker"}
INTAKE_STAFF: Final = FIELD_STAFF | {"clerk"}
WHOLE_OFFICE: Final = INTAKE_STAFF - {"worker"}
"""Who works with every case of the office. What they write is the office's word; what a worker writes is their own
(``docs/decisions/0012-who-sees-what.md``)."""


class RecordSchema(Schema):
    """The fields that every record has."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "unknown_field", "type": "wrong_type"}  # noqa: RUF012 - marshmallow's own way to declare them

    deleted = register(Flag())


@dataclass(frozen=True, slots=True)
class RecordRule:
    """Something that must hold over several fields of one record.

    ``code`` is the stable name of its breach, ``about`` the fields whose values are disputed when a merge breaks it.
    """

    code: str
    about: tuple[str, ...]
    holds: Callable[[Values], bool]


@dataclass(frozen=True, slots=True)
class Writing:
    """What a kind may need to know to fill in the fields that only the server writes. ``at`` is the server's time."""

    before: Values | None
    after: Values
    author: str
    role: str
    late: bool
    at: str


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a record is: the user whom ``field`` names, or who made it where that says nothing.

    Nobody else makes or changes it, but for the roles in ``made_by`` and ``changed_by``.
    """

    field: str
    made_by: frozenset[str] = frozenset()
    changed_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Kept:
    """When a record has become evidence, and is not simply deleted any more: ``when`` tells by its values.

    The roles in ``but_by`` delete it all the same. Who else deletes it asks them to: the flag ``asks`` is set in its
    place. Where there is no such flag they are refused.
    """

    when: Callable[[Values], bool]
    but_by: frozenset[str] = frozenset()
    asks: str | None = None


def _nothing(_: Writing) -> dict[str, Json]:
    return {}


def _stays_as_it_is(_: Values) -> dict[str, Json]:
    return {}


@dataclass(frozen=True)
class Kind:
    """A record kind.

    ``scope`` is the field that names the record's scope, ``None`` where the record is its own scope, or
    ``OFFICE_SCOPE``. ``creators``, ``editors`` and ``deleters`` are roles; ``owner`` and ``kept`` narrow further who
    may write (``sync.permission``). ``stamp`` gives the server's fields for a write by a person. ``deletion_stays``: a
    deletion is not contested by an edit whose author had not seen it.

    A record may be a part of another, which the field ``part_of`` names. ``reopened`` gives the server's fields of that
    whole, from its values, when somebody who does not judge it has written a part (``sync.parts``).
    """

    name: str
    schema: type[RecordSchema]
    scope: str | None
    creators: frozenset[str] = FIELD_STAFF
    editors: frozenset[str] = FIELD_STAFF
    deleters: frozenset[str] = FIELD_STAFF
    rules: tuple[RecordRule, ...] = ()
    owner: Owner | None = None
    kept: Kept | None = None
    part_of: str | None = None
    reopened: Callable[[Values], dict[str, Json]] = field(default=_stays_as_it_is)
    deletion_stays: bool = False
    stamp: Callable[[Writing], dict[str, Json]] = field(default=_nothing)

    @cached_property
    def fields(self) -> dict[str, marshmallow_fields.Field[Any]]:
        """The declared fields by name."""
        return dict(self._loader.fields)

    @cached_property
    def merge_rules(self) -> dict[str, Rule]:
        """The merge rule of each field."""
        return {name: declared.metadata["rule"] for name, declared in self.fields.items()}

    @cached_property
    def required(self) -> frozenset[str]:
        """The fields without which a record is not complete."""
        return frozenset(name for name, declared in self.fields.items() if declared.required)

    @cached_property
    def references(self) -> dict[str, str]:
        """The fields that name another record, with the kind they name."""
        return {
            name: declared.refers_to
            for name, declared in self.fields.items()
            if isinstance(declared, Id) and declared.refers_to is not None
        }

    @cached_property
    def _loader(self) -> RecordSchema:
        return self.schema()

    def read(self, proposed: Mapping[str, Json]) -> tuple[dict[str, Json], dict[str, str]]:
        """Read the fields of a change as they came over the wire.

        Returns the canonical values and, by field, the codes of what is wrong. A field that is to be cleared
        comes out as ``None``.
        """
        values: dict[str, Json] = {}
        errors: dict[str, str] = {}
        for name, given in proposed.items():
            declared = self.fields.get(name)
            if declared is None:
                errors[name] = "unknown_field"
                continue
            try:
                value = None if given in (None, "", []) else declared.deserialize(given, name, proposed)
            except ValidationError as error:
                errors[name] = _first_code(error.messages)
                continue
            values[name] = None if value in ("", []) else value
        return ({}, errors) if errors else (values, {})

    def broken_rules(self, values: Values) -> list[RecordRule]:
        """The record rules that ``values`` break."""
        return [rule for rule in self.rules if not rule.holds(values)]

    @cached_property
    def is_personal(self) -> bool:
        """Whether its records are in the scope of one user."""
        return self.scope is not None and self.references.get(self.scope) == "staff"

    def scope_of(self, record_id: str, values: Values, office: str) -> str:
        """The scope of a record of this kind."""
        if self.scope is None:
            return record_id
        return office if self.scope == OFFICE_SCOPE else str(values[self.scope])


def _first_code(found: Any) -> str:
    """The first code in marshmallow's messages, which nest for lists."""
    while not isinstance(found, str):
        found = next(iter(found.values() if isinstance(found, dict) else found))
    return found


def starts_before_it_ends(start: str, end: str) -> Callable[[Values], bool]:
    """A rule: where both are known, ``end`` is not before ``start``. Canonical moments and days sort as text."""
    return lambda values: start not in values or end not in values or values[start] <= values[end]
