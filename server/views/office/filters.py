"""What a list is narrowed to, as its address says it.

A list declares its conditions as a schema. An address may be old, or written by hand: a value that makes no sense
counts as not given.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from marshmallow import EXCLUDE, Schema, ValidationError, fields
from marshmallow.validate import OneOf

from sync.fields import canonical_id


def conditions(**by_name: fields.String) -> Schema:
    """The conditions of a list, by the names that they have in its address."""
    return Schema.from_dict(dict(by_name))(unknown=EXCLUDE)


def read_filter(schema: Schema, asked: Mapping[str, str]) -> dict[str, str]:
    """Every condition as a text, empty where it is left out."""
    try:
        values: dict[str, str] = schema.load(asked)
    except ValidationError as error:
        values = schema.load({name: value for name, value in asked.items() if name not in error.messages_dict})
    return values


def one_of(words: Collection[str], default: str = "") -> fields.String:
    """One of some words."""
    return fields.String(load_default=default, validate=OneOf([*words, default]))


class Person(fields.String):
    """Somebody's id, or a word for a group of people."""

    def __init__(self, *words: str) -> None:
        super().__init__(load_default="")
        self._words = frozenset({"", *words})

    def _deserialize(self, value: object, attr: str | None, data: object, **_: object) -> str:
        return str(value) if value in self._words else canonical_id(value)


class CalendarDay(fields.String):
    """A day in the spelling of ISO 8601, which ``day_of`` reads."""

    def __init__(self) -> None:
        super().__init__(load_default="")

    def _deserialize(self, value: object, attr: str | None, data: object, **_: object) -> str:
        try:
            return dt.date.fromisoformat(str(value)).isoformat()
        except ValueError as error:
            raise ValidationError("not_a_day") from error


def day_of(value: str) -> dt.date | None:
    """The day that a condition holds; ``None`` where it is left out."""
    return dt.date.fromisoformat(value) if value else None
