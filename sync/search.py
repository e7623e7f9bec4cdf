"""What is searched at the office: which texts of which records, and what somebody asks of them. Pure.

Words are looked for in one record. With several words, what stands on the client and the case counts for each record of
that case, so that 「田中 ハローワーク」 finds the notes of 田中 that name the agency (docs/decisions/0032-search.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from marshmallow.fields import Field

from sync import folding
from sync.fields import Elements, Json, Plain
from sync.folding import fold
from sync.records import KINDS

WEIGHTS: Final[Mapping[str, int]] = {"person": 3, "case": 2, "household": 1}
"""The kinds that say who somebody is. They come before what happened, the heaviest first, and they alone are searched
by those who do not read what people said: as far as their fields are not sensitive."""

NAMING: Final = WEIGHTS["case"]
"""From this weight on, what stands in a record counts for every record of its case."""

_REPEATS: Final = frozenset({"conflict"})
"""Kinds whose texts are values of other records."""

SEARCHED: Final = tuple(name for name, kind in KINDS.items() if kind.is_about_a_client and name not in _REPEATS)
"""The kinds whose records are searched: all that are about a client."""

MOST_WORDS: Final = 8
"""How many words somebody may look for at once."""


@dataclass(frozen=True, slots=True)
class Texts:
    """What of a record is searched, folded, a line for each value: ``open`` by whoever sees the record, ``sensitive``
    by those who read what people said.
    """

    open: str
    sensitive: str


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for: folded ``words``, each once, or ``whole``, all of them in one place."""

    words: tuple[str, ...]
    whole: str

    @classmethod
    def of(cls, typed: str) -> Query | None:
        """What was typed; ``None`` where nothing of it can be looked for: signs alone."""
        words = tuple(dict.fromkeys(filter(None, map(fold, typed.split()))))
        return cls(words, fold(typed)) if words else None

    @property
    def places(self) -> tuple[str, ...]:
        """What a text that was found may hold, the whole first."""
        return tuple(dict.fromkeys((self.whole, *self.words)))


@cache
def searched_fields(kind: str) -> tuple[str, ...]:
    """The fields of a kind in which people write, in the order of their declaration."""
    declared = KINDS[kind]
    return tuple(
        name for name, field in declared.fields.items() if _is_text(field) and declared.merge_rules[name] != "server"
    )


def values(kind: str, fields: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """What people wrote in a record's fields, each with the field's name; of a set, each element."""
    for name in searched_fields(kind):
        value = fields.get(name)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str):
                yield name, each


def texts_of(kind: str, fields: Mapping[str, Json]) -> Texts:
    """What of a record of a kind is searched."""
    hidden = KINDS[kind].sensitive if kind in WEIGHTS else KINDS[kind].fields.keys()
    parts: dict[bool, list[str]] = {False: [], True: []}
    for name, value in values(kind, fields):
        parts[name in hidden].append(fold(value))
    return Texts("\n".join(parts[False]), "\n".join(parts[True]))


@cache
def fingerprint() -> str:
    """Tells whether texts were made by these rules: another folding or another field makes it another."""
    rules = (folding.LETTERS, folding.BEFORE, folding.AFTER)
    fields = [(kind, kind in WEIGHTS, searched_fields(kind), sorted(KINDS[kind].sensitive)) for kind in SEARCHED]
    return hashlib.sha256(repr((rules, WEIGHTS, fields)).encode()).hexdigest()


def _is_text(field: Field[Any]) -> bool:
    return isinstance(field.inner if isinstance(field, Elements) else field, Plain)
