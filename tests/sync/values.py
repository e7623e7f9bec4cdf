"""Valid values for the fields of any kind, read from its schema: every text is a word that is written once."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from marshmallow import fields as declared

from sync.codes import CODE_LISTS
from sync.fields import ANY_KIND, Anything, Clock, Code, Count, Day, Digest, Due, Elements, Flag, Id, Moment, Plain
from sync.kinds import Kind

Fields = dict[str, Any]
Find = Callable[[str], Sequence[str]]
"""The records of a kind that may be named, by their ids."""


class Values:
    """Makes field values by chance. ``word`` gives a new word each time, ``new_id`` a new id."""

    def __init__(self, chance: random.Random, word: Callable[[], str], new_id: Callable[[], str], find: Find) -> None:
        self.chance, self.word, self.new_id, self.find = chance, word, new_id, find

    def whole(self, kind: Kind) -> Fields:
        """The fields of a new record: what is required, and some of the rest."""
        written = (name for name, rule in kind.merge_rules.items() if rule != "server" and name != "deleted")
        names = {name for name in written if name in kind.required or self.chance.random() < 0.4}
        return self._given(kind, names)

    def some(self, kind: Kind) -> Fields:
        """One or two fields of a record that exists, some of them cleared."""
        names = [
            name for name, rule in kind.merge_rules.items() if rule not in {"server", "once"} and name != "deleted"
        ]
        chosen = self.chance.sample(names, min(len(names), self.chance.randint(1, 2)))
        given = self._given(kind, set(chosen))
        cleared = {name for name in given if name not in kind.required and self.chance.random() < 0.1}
        return {name: None if name in cleared else value for name, value in given.items()}

    def _given(self, kind: Kind, names: set[str]) -> Fields:
        found = {name: self.value(kind.fields[name], kind.merge_rules[name]) for name in sorted(names)}
        return {name: value for name, value in found.items() if value is not None}

    def value(self, field: declared.Field[Any], rule: str = "register") -> Any:
        """One value; ``None`` where there is nothing that it could name."""
        if isinstance(field, Id):
            return self._reference(field)
        if isinstance(field, Elements):
            found = {self.value(field.inner) for _ in range(self.chance.randint(1, 3))} - {None}
            return sorted(found) or None
        if isinstance(field, Plain):
            return self.word() + ("。" if rule == "text" else "")
        return self._plain_value(field)

    def _plain_value(self, field: declared.Field[Any]) -> Any:
        chance, day = self.chance, f"2026-1{self.chance.randint(0, 2)}-2{self.chance.randint(0, 9)}"
        makers: dict[type, Callable[[], Any]] = {
            Code: lambda: chance.choice(CODE_LISTS[field.code_list]),  # type: ignore[attr-defined]
            Count: lambda: chance.randint(field.low, field.high),  # type: ignore[attr-defined]
            Flag: lambda: chance.random() < 0.5,
            Moment: lambda: f"{day}T0{chance.randint(0, 9)}:00:00Z",
            Day: lambda: day,
            Due: lambda: chance.choice((day, day[:7], day[:7] + "-M")),
            Clock: lambda: f"1{chance.randint(0, 9)}:30",
            Digest: lambda: f"{chance.getrandbits(256):064x}",
            Anything: lambda: None,
        }
        return makers[type(field)]()

    def _reference(self, field: Id) -> str | None:
        if field.refers_to is None:
            return self.new_id()
        kinds = ("case", "support", "plan") if field.refers_to == ANY_KIND else (field.refers_to,)
        found = [record for kind in kinds for record in self.find(kind)]
        return self.chance.choice(found) if found else None
