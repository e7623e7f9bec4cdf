"""A conflict as a person sees it, and the choice that ends it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from server.services.casework import change_record
from server.store import Office, Seen
from server.store.conflicts import ConflictRow
from server.store.directory import SessionRow
from server.store.history import HistoryRow
from sync.changes import Result
from sync.fields import Json
from sync.records import KINDS
from sync.store import Record

Choice = Literal["current", "proposed", "third"]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two values, with who gave it, from which phone (by its name; none at the office) and when; and
    ``more``, the values of this side in the fields that a rule of the record binds to the disputed one, as far as the
    two sides differ in them.
    """

    value: Json
    by: str | None
    at: dt.datetime | None
    device: str | None = None
    more: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConflictFile:
    """A conflict with the record that it is about. ``current`` is the value that the record has now, which may be newer
    than the one that was disputed first.

    ``group`` are the fields that a third answer may alter: the disputed one, the fields that a record rule binds to it,
    and the fields that are decided with it. ``together`` are the further conflicts that the same change raised over
    fields that are decided with this one: one choice ends them all. ``others`` are the rest that is open about the
    record.
    """

    row: ConflictRow
    record: Record
    was: Json
    current: Side
    proposed: Side
    group: Sequence[str]
    together: Sequence[str]
    others: Sequence[str]


def conflict_file(seen: Seen, conflict: str, phones: Mapping[str, str]) -> ConflictFile | None:
    """A conflict, open or closed, as far as the reader may see it; ``phones`` are the names of phones by id."""
    row = seen.conflicts.one(conflict)
    record = None if row is None else seen.records([row.about]).get(row.about)
    if row is None or record is None:
        return None
    history, conflict_fields = seen.history.of(row.about), seen.records([conflict])[conflict].fields
    proposed = next((entry for entry in history if entry.id == conflict_fields.get("proposed_change")), None)
    is_open = row.state == "open"
    value = record.fields.get(row.field) if is_open else row.current
    by, at = _last_writing(history, row.field, value) or (row.current_by_name, None)
    bound: Mapping[str, Json] = conflict_fields.get("proposed_with") or {}
    bound = {name: each for name, each in bound.items() if each != record.fields.get(name)}
    now = {name: record.fields.get(name) for name in bound}
    others = [other for other in seen.conflicts.open_about(row.about) if other.id != conflict]
    return ConflictFile(
        row=row,
        record=record,
        was=row.was,
        current=Side(
            value,
            by,
            at,
            phones.get(conflict_fields.get("current_device", "")) if value == row.current else None,
            now,
        ),
        proposed=Side(
            row.proposed,
            row.proposed_by_name,
            proposed.made_at if proposed else row.raised_at,
            phones.get(conflict_fields.get("proposed_device", "")),
            bound,
        ),
        group=_group(row.about_kind, row.field, bound),
        together=[other.id for other in others if _raised_with(other, conflict_fields, bound)],
        others=[other.id for other in others if not _raised_with(other, conflict_fields, bound)],
    )


def choice_from(text: str | None) -> Choice | None:
    """A choice as a form gives it; ``None`` for anything else."""
    return next((choice for choice in get_args(Choice) if choice == text), None)


def choose(
    store: Office,
    who: SessionRow,
    file: ConflictFile,
    choice: Choice,
    *,
    seen: str,
    third: Mapping[str, Json],
    now: dt.datetime,
) -> Result:
    """End a conflict by a change made on the state ``seen``. Raises ``casework.ChangeRejected``.

    The present value is kept by a change without fields; a third answer alters only what differs from what was shown.
    """
    row = file.row
    fields: dict[str, Json] = {}
    if choice == "proposed":
        fields = {**file.proposed.more, row.field: row.proposed}
    elif choice == "third":
        fields = {name: value for name, value in third.items() if value != file.record.fields.get(name)}
    resolves = [row.id, *file.together]
    return change_record(store, who, row.about_kind, row.about, fields, seen=seen, resolves=resolves, now=now)


def _last_writing(history: Sequence[HistoryRow], field: str, value: Json) -> tuple[str | None, dt.datetime] | None:
    """Who gave a field this value, and when."""
    writings = (entry for entry in reversed(history) if field in entry.after and entry.after[field] == value)
    return next(((entry.author_name, entry.made_at) for entry in writings), None)


def _raised_with(other: Record, conflict_fields: Mapping[str, Json], bound: Mapping[str, Json]) -> bool:
    return (
        other.fields.get("proposed_change") == conflict_fields.get("proposed_change") and other.fields["field"] in bound
    )


def _group(kind: str, disputed: str, bound: Mapping[str, Json]) -> list[str]:
    if disputed == "deleted":
        return []
    ruled = {name for rule in KINDS[kind].rules if disputed in rule.about for name in rule.about}
    return [name for name in KINDS[kind].fields if name == disputed or name in ruled or name in bound]
