"""Whom and what an office has already, as whoever imports sees it, kept so that each row is compared at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from server.store import Seen
from server.store.cases import KnownCase
from sync.fields import Json
from sync.folding import fold

_TELLING: Final = ("kana", "born_on", "phone", "address")
"""What, beside their name, tells one person from another."""

_NEVER_TWO: Final = ("born_on", "kana")
"""In what nobody differs from themselves, but for a slip of the pen."""


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody, with what tells them from others, folded."""

    id: str
    told: Mapping[str, str]

    def is_also(self, other: KnownPerson) -> bool:
        """Whether two are one for certain: equal in name and in something else, and in nothing that nobody has two
        of different.
        """
        alike = any(self.told.get(name) and self.told.get(name) == other.told.get(name) for name in _TELLING)
        return alike and not self._contradicts(other) and self.told.get("name") == other.told.get("name")

    def resembles(self, other: KnownPerson) -> bool:
        """Whether two may be one: equal in name, or in two things besides."""
        same = [name for name in _TELLING if self.told.get(name) and self.told.get(name) == other.told.get(name)]
        return self.told.get("name") == other.told.get("name") or len(same) > 1

    def _contradicts(self, other: KnownPerson) -> bool:
        both = ((self.told.get(name), other.told.get(name)) for name in _NEVER_TWO)
        return any(one and another and one != another for one, another in both)


def told_of(id_: str, fields: Mapping[str, Json]) -> KnownPerson:
    """Somebody as they are compared."""
    told = {name: fold(str(fields[name])) for name in ("name", *_TELLING) if fields.get(name)}
    if "phone" in told:
        told["phone"] = told["phone"].replace("-", "")
    return KnownPerson(id_, told)


@dataclass
class People:
    """Persons by what they are compared by."""

    _by: defaultdict[tuple[str, str], list[KnownPerson]] = field(default_factory=lambda: defaultdict(list))

    def add(self, person: KnownPerson) -> None:
        """Know one more."""
        for each in person.told.items():
            self._by[each].append(person)

    def like(self, person: KnownPerson) -> list[KnownPerson]:
        """Those who resemble somebody, those who are the same for certain first."""
        near = {other.id: other for each in person.told.items() for other in self._by.get(each, ())}
        alike = [other for other in near.values() if person.resembles(other)]
        return sorted(alike, key=lambda other: (not person.is_also(other), other.id))

    def called(self, name: str) -> list[str]:
        """The ids of those of a name."""
        return [person.id for person in self._by.get(("name", fold(name)), ())]


@dataclass
class Cases:
    """Cases by number and by person."""

    by_number: dict[str, KnownCase] = field(default_factory=dict)
    of_person: defaultdict[str, list[KnownCase]] = field(default_factory=lambda: defaultdict(list))

    def add(self, case: KnownCase) -> None:
        """Know one more."""
        self.of_person[case.person].append(case)
        if case.number:
            self.by_number.setdefault(fold(case.number), case)

    def numbered(self, number: Json) -> KnownCase | None:
        """The case of a number."""
        return self.by_number.get(fold(str(number))) if number else None

    def of(self, persons: Iterable[str]) -> Sequence[KnownCase]:
        """The cases of some persons."""
        return [case for person in persons for case in self.of_person.get(person, ())]


def people_of(seen: Seen) -> People:
    """The persons whom a reader sees."""
    people = People()
    for person in seen.persons.all():
        people.add(told_of(person.id, person.fields))
    return people


def cases_of(seen: Seen) -> Cases:
    """The cases that a reader sees."""
    cases = Cases()
    for case in seen.cases.known():
        cases.add(case)
    return cases
