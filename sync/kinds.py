"""What a record kind is: its fields with their merge rules, the rules over the whole record, and who may write it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from marshmallow import RAISE, Schema, ValidationError
from marshmallow import fields as marshmallow_fields

from sync.fields import Flag, Id, Json, Rule, register
from sync.roles import Permission, may
from sync.rules import RecordRule

Values = Mapping[str, Json]
"""The fields of a record that have a value, by name, in canonical spelling."""

OFFICE_SCOPE: Final = "office"


class KindSchema(Schema):
    """The fields that every record has."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "unknown_field", "type": "wrong_type"}  # noqa: RUF012 - marshmallow's own way to declare them

    deleted = register(Flag())


@dataclass(frozen=True, slots=True)
class WriteContext:
    """What a kind may need to know to fill in the fields that only the server writes. ``at`` is the server's time."""

    before: Values | None
    after: Values
    author: str
    role: str
    late: bool
    at: str

    def may(self, permission: Permission) -> bool:
        """Whether the author's role has a permission."""
        return may(self.role, permission)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a record is: the user whom ``field`` names, or who made it where that field has no value.

    Only the owner makes and changes it; besides them, those who have the permission ``made_by`` make one, and those who
    have ``changed_by`` change it.
    """

    field: str
    made_by: Permission | None = None
    changed_by: Permission | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """When a record has become evidence and is no longer simply deleted: ``when`` tells from its values.

    Those who have the permission ``but_by`` delete it all the same. When anybody else deletes it, the flag ``asks`` is
    set instead, which asks them to. Where the kind has no such flag, the deletion is refused.
    """

    when: Callable[[Values], bool]
    but_by: Permission | None = None
    asks: str | None = None


@dataclass(frozen=True, slots=True)
class Grants:
    """The fields of a record, which is a scope of its own, from which it follows who sees what (``sync.visibility``).

    Fields of ``users`` name the users in charge of the record. Fields of ``records`` name further records: who sees
    this one sees those, too. Fields of ``words`` say which user asserted it. Fields of ``only`` name users: where they
    are not empty, nobody but these sees the record.
    """

    users: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    only: tuple[str, ...] = ()


def _nothing(_: WriteContext) -> dict[str, Json]:
    return {}


def _stays_as_it_is(_: Values) -> dict[str, Json]:
    return {}


@dataclass(frozen=True)
class Kind:
    """A record kind.

    ``scope`` is the field that names the record's scope, ``None`` where the record is its own scope, or
    ``OFFICE_SCOPE``. ``creators``, ``editors`` and ``deleters`` are the permissions of those who make, edit and
    delete, ``None`` where only the office does; ``owner`` and ``kept`` narrow further who may write
    (``sync.permission``). ``stamp`` gives the server's fields for a write by a person. ``deletion_stays``: a
    deletion is not contested by an edit whose author had not seen it. Where a record is its own scope, ``grants`` says
    which of its fields lead to whom.

    ``together`` names groups of fields that are decided together where one of them is disputed: a beginning with its
    end, a signature with what was signed.

    A record may be a part of another, which the field ``part_of`` names. ``judged_by`` is the permission of those who
    judge the whole; ``reopened`` gives its server's fields, from its values, when somebody else has written a part
    (``sync.parts``).
    """

    name: str
    schema: type[KindSchema]
    scope: str | None
    grants: Grants | None = None
    creators: Permission | None = Permission.WRITE_NOTES
    editors: Permission | None = Permission.WRITE_NOTES
    deleters: Permission | None = Permission.WRITE_NOTES
    rules: tuple[RecordRule, ...] = ()
    owner: Owner | None = None
    kept: Kept | None = None
    together: tuple[tuple[str, ...], ...] = ()
    part_of: str | None = None
    judged_by: Permission | None = None
    reopened: Callable[[Values], dict[str, Json]] = field(default=_stays_as_it_is)
    deletion_stays: bool = False
    stamp: Callable[[WriteContext], dict[str, Json]] = field(default=_nothing)

    @cached_property
    def fields(self) -> dict[str, marshmallow_fields.Field[Any]]:
        """The declared fields by name."""
        return dict(self._loader.fields)

    @cached_property
    def merge_rules(self) -> dict[str, Rule]:
        """The merge rule of each field."""
        return {name: declared.metadata["rule"] for name, declared in self.fields.items()}

    @cached_property
    def sensitive(self) -> frozenset[str]:
        """The fields that only those read who may read what people said (``Permission.READ_SENSITIVE``)."""
        return frozenset(name for name, declared in self.fields.items() if declared.metadata["sensitive"])

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
    def _loader(self) -> KindSchema:
        return self.schema()

    def read(self, proposed: Mapping[str, Json]) -> tuple[dict[str, Json], dict[str, str]]:
        """Read the fields of a change as they came over the wire.

        Returns the canonical values and, by field, the codes of what is wrong. A field that is to be cleared
        comes out as ``None``.
        """
        values: dict[str, Json] = {}
        errors: dict[str, str] = {}
        for name, raw in proposed.items():
            declared = self.fields.get(name)
            if declared is None:
                errors[name] = "unknown_field"
                continue
            try:
                value = None if raw in (None, "", []) else declared.deserialize(raw, name, proposed)
            except ValidationError as error:
                errors[name] = _first_code(error.messages)
                continue
            values[name] = None if value in ("", []) else value
        return ({}, errors) if errors else (values, {})

    def broken_rules(self, values: Values) -> list[RecordRule]:
        """The record rules that ``values`` break."""
        return [rule for rule in self.rules if rule.broken_at(values)]

    @cached_property
    def grants_change_with(self) -> frozenset[str]:
        """The fields with which it changes who sees what."""
        if self.grants is None:
            return frozenset()
        declared = self.grants
        return frozenset({"deleted", *declared.users, *declared.records, *declared.words, *declared.only})

    @cached_property
    def is_personal(self) -> bool:
        """Whether its records are in the scope of one user."""
        return self.scope is not None and self.references.get(self.scope) == "staff"

    @cached_property
    def is_about_a_client(self) -> bool:
        """Whether its records belong to a case, a person or a household."""
        return self.scope != OFFICE_SCOPE and not self.is_personal

    def scope_of(self, record_id: str, values: Values, office: str) -> str:
        """The scope of a record of this kind."""
        if self.scope is None:
            return record_id
        return office if self.scope == OFFICE_SCOPE else str(values[self.scope])


def _first_code(messages: Any) -> str:
    """The first code in marshmallow's messages, which nest for lists."""
    while not isinstance(messages, str):
        messages = next(iter(messages.values() if isinstance(messages, dict) else messages))
    return messages
