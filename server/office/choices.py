"""A conflict as a person sees it, and the choice that ends it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from server.casework import change_record
from server.store import OfficeStore
from server.store.rows import ConflictRow, HistoryRow, Reader, SessionRow
from sync.changes import Result
from sync.fields import Json
from sync.records import KINDS
from sync.store import Record

Choice = Literal["current", "proposed", "third"]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two values, with who gave it and when."""

    value: Json
    by: str | None
    at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class ConflictFile:
    """A conflict with the record that it is about. ``current`` is the value that the record has now, which may be newer
    than the one that was disputed first.

    ``group`` are the fields that a third answer may alter: the disputed one, and those that a rule of the record binds
    to it. ``others`` are further open conflicts about the record.
    """

    row: ConflictRow
    record: Record
    was: Json
    current: Side
    proposed: Side
    group: Sequence[str]
    others: Sequence[str]


def conflict_file(store: OfficeStore, reader: Reader, conflict: str) -> ConflictFile | None:
    """A conflict, open or closed, as far as the reader may see it."""
    row = store.conflict(reader, conflict)
    record = None if row is None else store.seen_records(reader, [row.about]).get(row.about)
    if row is None or record is None:
        return None
    history = store.history(row.about)
    proposed = next((entry for entry in history if entry.id == _proposing_change(store, conflict)), None)
    is_open = row.state == "open"
    value = record.fields.get(row.field) if is_open else row.current
    written = _last_writing(history, row.field, value)
    return ConflictFile(
        row=row,
        record=record,
        was=row.was,
        current=Side(value, *written) if written else Side(value, row.current_by_name, None),
        proposed=Side(row.proposed, row.proposed_by_name, proposed.made_at if proposed else row.raised_at),
        group=_group(row.about_kind, row.field),
        others=[other.id for other in store.open_conflicts(row.about) if other.id != conflict],
    )


def choose(
    store: OfficeStore,
    who: SessionRow,
    file: ConflictFile,
    choice: Choice,
    *,
    seen: str,
    third: Mapping[str, Json],
    now: dt.datetime,
) -> Result:
    """End a conflict by a change made on the state ``seen``. Raises ``casework.Refused``.

    The present value is kept by a change without fields; a third answer alters only what differs from what was shown.
    """
    row = file.row
    fields: dict[str, Json] = {}
    if choice == "proposed":
        fields = {row.field: row.proposed}
    elif choice == "third":
        fields = {name: value for name, value in third.items() if value != file.record.fields.get(name)}
    return change_record(store, who, row.about_kind, row.about, fields, seen=seen, resolves=[row.id], now=now)


def _proposing_change(store: OfficeStore, conflict: str) -> Json:
    return store.records([conflict])[conflict].fields.get("proposed_change")


def _last_writing(history: Sequence[HistoryRow], field: str, value: Json) -> tuple[str | None, dt.datetime] | None:
    """Who gave a field this value, and when."""
    found = (entry for entry in reversed(history) if field in entry.after and entry.after[field] == value)
    return next(((entry.author_name, entry.made_at) for entry in found), None)


def _group(kind: str, field: str) -> list[str]:
    if field == "deleted":
        return []
    bound = {name for rule in KINDS[kind].rules if field in rule.about for name in rule.about}
    return [name for name in KINDS[kind].fields if name == field or name in bound]
