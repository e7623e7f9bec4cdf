"""Record rules: what must hold over several fields of one record, declared in a few forms.

A kind declares its rules (``sync/records/``). Each form tells the fields at which values break it, where a form on a
screen shows it; ``static/app/sync/rules.ts`` does the same on the phone, which has the declarations from
``static/app/sync/kinds.gen.ts``. One table of cases, ``tests/cases/record_rules.json``, holds both to each other. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from sync.dates import DueDate
from sync.fields import Json


@dataclass(frozen=True, slots=True)
class Ordered:
    """Where both have a value, ``end`` is not before ``start``: two moments, two days, or two times of day."""

    start: str
    end: str

    def broken_at(self, values: Mapping[str, Json]) -> tuple[str, ...]:
        """At the end. Canonical moments, days and times of day sort as text."""
        start, end = values.get(self.start), values.get(self.end)
        return (self.end,) if start is not None and end is not None and end < start else ()


@dataclass(frozen=True, slots=True)
class OrderedDue:
    """The same for due dates, which may be less exact than a day: the last day that ``end`` can mean is not before the
    first that ``start`` can.
    """

    start: str
    end: str

    def broken_at(self, values: Mapping[str, Json]) -> tuple[str, ...]:
        """At the end."""
        start, end = values.get(self.start), values.get(self.end)
        if start is None or end is None:
            return ()
        return (self.end,) if DueDate.parse(end).due < DueDate.parse(start).first else ()


@dataclass(frozen=True, slots=True)
class NeededWhen:
    """The ``fields`` have a value where every field of ``where`` has the code beside it, and none of ``without`` has a
    value. With neither they are always needed.
    """

    fields: tuple[str, ...]
    where: Mapping[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()

    def broken_at(self, values: Mapping[str, Json]) -> tuple[str, ...]:
        """At those that are missing."""
        for name, code in self.where.items():
            if values.get(name) != code:
                return ()
        if not values.keys().isdisjoint(self.without):
            return ()
        return tuple([name for name in self.fields if name not in values])


@dataclass(frozen=True, slots=True)
class OnlyWith:
    """``field`` has one of the ``codes`` only where the field ``other`` has the code ``needs``."""

    field: str
    codes: tuple[str, ...]
    other: str
    needs: str

    def broken_at(self, values: Mapping[str, Json]) -> tuple[str, ...]:
        """At the field."""
        return (self.field,) if values.get(self.field) in self.codes and values.get(self.other) != self.needs else ()


@dataclass(frozen=True, slots=True)
class Excludes:
    """``field`` with a code of ``codes`` excludes the elements beside that code from the set ``other``."""

    field: str
    other: str
    codes: Mapping[str, tuple[str, ...]]

    def broken_at(self, values: Mapping[str, Json]) -> tuple[str, ...]:
        """At the other."""
        excluded = self.codes.get(values.get(self.field, ""))
        return (self.other,) if excluded and not set(excluded).isdisjoint(values.get(self.other, ())) else ()


Form = Ordered | OrderedDue | NeededWhen | OnlyWith | Excludes


@dataclass(frozen=True, slots=True)
class RecordRule:
    """Something that must hold over several fields of one record.

    ``code`` is the stable name of its breach, ``about`` the fields whose values are disputed when a merge breaks it.
    """

    code: str
    about: tuple[str, ...]
    form: Form

    def broken_at(self, values: Mapping[str, Json]) -> tuple[str, ...]:
        """The fields at which ``values`` break the rule; none where it holds."""
        return self.form.broken_at(values)


def describe(rule: RecordRule) -> dict[str, Json]:
    """A rule as JSON, as the phone has it."""
    return {"code": rule.code, "form": type(rule.form).__name__, **asdict(rule.form)}
