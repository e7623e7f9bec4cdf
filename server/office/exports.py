"""Lists of the office as files: every record of a kind that a reader sees, in words, without what they may not read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.language.words import Words, named_ids
from server.store import Seen
from sync.fields import Count, Json
from sync.records import KINDS
from sync.redaction import shown
from sync.store import Record

Cell = str | int

LISTS: Final[Mapping[str, str]] = {
    "cases": "case",
    "persons": "person",
    "notes": "support",
    "appointments": "appointment",
    "plans": "plan",
}
"""The lists, by the name that stands in addresses: of which kind each is."""

_SAYS_NOTHING: Final = frozenset(
    {"deleted", "signature", "agreed_to", "attachments", "not_double_of", "outing", "series"}
)
"""Fields that hold ids and digests, which nobody reads."""


@dataclass(frozen=True, slots=True)
class ExportedList:
    """A list: what heads its columns, and a row for each record."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def ids_in(records: Sequence[Record]) -> set[str]:
    """The ids that the records name, so that they can be told by name."""
    named = (each for record in records for each in named_ids(record.kind, [record.fields]))
    return {*named, *(record.scope for record in records)}


def exported(seen: Seen, name: str, records: Sequence[Record], words: Words) -> ExportedList:
    """The list of some records. Whose case it is stands first, with the case's number."""
    kind = LISTS[name]
    columns = [
        each for each in shown(kind, KINDS[kind].fields, sensitive=seen.reader.sensitive) if each not in _SAYS_NOTHING
    ]
    numbers = {case.id: case.number or "" for case in seen.cases.known()} if KINDS[kind].scope == "case" else {}
    leading = [words.field("case", "number")] if numbers else []
    header = [*leading, *(words.field(kind, each) for each in columns)]
    rows = [
        [*([numbers.get(record.scope, "")] if numbers else []), *_cells(record, columns, words)] for record in records
    ]
    return ExportedList(words.kind(kind), header, rows)


def _cells(record: Record, columns: Sequence[str], words: Words) -> Iterator[Cell]:
    for name in columns:
        value: Json = record.fields.get(name)
        is_number = isinstance(KINDS[record.kind].fields[name], Count) and value is not None
        yield int(value) if is_number else words.value(record.kind, name, value)
