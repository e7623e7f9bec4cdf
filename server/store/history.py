"""What became of records, change by change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select

from server.models.change import Change
from server.models.record import Record
from server.models.staff import Staff
from server.store.records import to_entry
from server.store.statements import among
from server.store.tenant import refers
from server.store.visibility import SeenRoom, Sight
from sync.fields import Json


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One change of a record: who, when, and the values around it."""

    id: str
    seq: int
    author: str
    author_name: str | None
    made_at: dt.datetime
    received_at: dt.datetime
    status: str
    late: bool
    before: Mapping[str, Json]
    after: Mapping[str, Json]
    brought_by: str | None = None


@dataclass(frozen=True, slots=True)
class LateRow:
    """A change by somebody who had lost the case by then and had not been told."""

    record: str
    kind: str
    author_name: str | None
    received_at: dt.datetime


class History(SeenRoom):
    """The changes of the records that the reader sees."""

    def of(self, record: str) -> list[HistoryRow]:
        """Every change of a record, oldest first."""
        return self.of_each([record]).get(record, [])

    def of_each(self, records: Collection[str]) -> dict[str, list[HistoryRow]]:
        """Every change of these records, oldest first, by record."""
        seen = changes_of(records, self.sight).join(Record, refers(Change.record, Record))
        return histories_from(seen.where(self.sight.sees(Record.scope)), self.sight) if records else {}

    def came_late(self, scopes: Collection[str]) -> list[LateRow]:
        """What former workers' phones brought of these cases, persons and households after the hand-over, the latest
        first.
        """
        query = (
            self.tenant.select(Change, Change.record, Change.kind, Staff.name, Change.received_at)
            .join(Record, refers(Change.record, Record))
            .outerjoin(Staff, refers(Change.author, Staff))
            .where(Change.late, among(Record.scope, scopes), self.sight.sees(Record.scope))
            .order_by(Change.seq.desc())
        )
        return [LateRow(*row) for row in self.connection.execute(query)]


def changes_of(records: Collection[str], sight: Sight) -> Select[*tuple[Any, ...]]:
    """A query for every change of some records, oldest first, that leaves open which of them the reader sees."""
    return (
        sight.tenant.select(Change, Change.__table__, Staff.name.label("author_name"))
        .outerjoin(Staff, refers(Change.author, Staff))
        .where(among(Change.record, records))
        .order_by(Change.seq)
    )


def histories_from(changes: Select[*tuple[Any, ...]], sight: Sight) -> dict[str, list[HistoryRow]]:
    """The histories that a query of ``changes_of`` gives, by record, without the fields that are not shown."""
    histories: dict[str, list[HistoryRow]] = {}
    for row in sight.tenant.connection.execute(changes):
        histories.setdefault(row.record, []).append(_history(row, sight))
    return histories


def _history(row: Row[*tuple[Any, ...]], sight: Sight) -> HistoryRow:
    entry = to_entry(row)
    before, after = (
        {name: values[name] for name in sight.shown(entry.kind, values)} for values in (entry.before, entry.after)
    )
    return HistoryRow(
        id=entry.id,
        seq=entry.seq,
        author=entry.author,
        author_name=row.author_name,
        made_at=row.made_at,
        received_at=row.received_at,
        status=entry.status,
        late=entry.late,
        before=before,
        after=after,
        brought_by=entry.brought_by,
    )
