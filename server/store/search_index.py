"""Keeping what is searched equal to the records.

A write only notes that a record is due, in its own transaction: to fold a note and to cut it into pieces costs twice as
much as to take it from a phone. What is due is taken over by the jobs once a minute, and by whoever searches, before
they search (docs/decisions/0032-search.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from sqlalchemy import Select, Table

from server.models.record import Record
from server.models.search import SearchDue, SearchState, SearchText
from server.store.records import select_records, to_record
from server.store.statements import Row, among, insert_rows
from server.store.tenant import Room
from sync import search, store
from sync.dates import DueDate
from sync.fields import read_moment
from sync.records.support import day_of

_TEXT = cast(Table, SearchText.__table__)
_DUE = cast(Table, SearchDue.__table__)


class SearchIndex(Room):
    """The texts that are searched, and what of them is due."""

    def due(self) -> int:
        """How many records are due: all of the office, where texts were made by other rules."""
        counted = self._searched() if self._is_outdated() else self.tenant.select(SearchDue, SearchDue.id)
        return int(self.connection.scalar(self.tenant.count(counted)) or 0)

    def take_over(self, most: int) -> int:
        """Take over the texts of some records that are due. Returns how many are due still. The caller has the office's
        counter.
        """
        if self._is_outdated():
            self._begin_anew()
        ids = list(self.connection.scalars(self.tenant.select(SearchDue, SearchDue.id).limit(most)))
        if not ids:
            return 0
        records = map(to_record, self.connection.execute(select_records(self.tenant).where(among(Record.id, ids))))
        self.connection.execute(self.tenant.delete(SearchText).where(among(SearchText.id, ids)))
        insert_rows(self.connection, _TEXT, self._rows(records))
        self.connection.execute(self.tenant.delete(SearchDue).where(among(SearchDue.id, ids)))
        return self.due()

    def make_anew(self) -> None:
        """Have every record of the office due, and forget what was taken over of them. The caller has the office's
        counter.
        """
        self.connection.execute(self.tenant.delete(SearchText))
        self._begin_anew()

    def strayed(self) -> list[str]:
        """The ids of records that are not due and whose texts are missing or differ, and of texts without a record."""
        if self._is_outdated():
            return []
        due = set(self.connection.scalars(self.tenant.select(SearchDue, SearchDue.id)))
        rows = {row.id: row._asdict() for row in self.connection.execute(self.tenant.select(_TEXT, _TEXT))}
        searched = select_records(self.tenant).where(Record.kind.in_(search.SEARCHED))
        expected = {row["id"]: row for row in self._rows(map(to_record, self.connection.execute(searched)))}
        return sorted(id_ for id_ in (rows.keys() | expected.keys()) - due if rows.get(id_) != expected.get(id_))

    def _rows(self, records: Iterable[store.Record]) -> list[Row]:
        return [
            {
                "office_id": self.tenant.office,
                "id": record.id,
                "kind": record.kind,
                "scope": record.scope,
                "weight": search.WEIGHTS.get(record.kind, 0),
                "day": self._day(record),
                "open": texts.open,
                "sensitive": texts.sensitive,
            }
            for record in records
            if record.kind in search.SEARCHED and not record.deleted
            for texts in [search.texts_of(record.kind, record.fields)]
        ]

    def _day(self, record: store.Record) -> str:
        """The day on which what a record tells happened, or is to happen; empty where none is told."""
        fields = record.fields
        if record.kind == "support":
            day = day_of(fields, self.tenant.zone)
            return "" if day is None else day.isoformat()
        if (moment := fields.get("starts_at") or fields.get("written_at")) is not None:
            return self.tenant.day(read_moment(moment)).isoformat()
        if (due := fields.get("period_start")) is not None:
            return DueDate.parse(due).due.isoformat()
        return str(fields.get("given_on") or fields.get("starts_on") or fields.get("due") or "")

    def _is_outdated(self) -> bool:
        made = self.connection.scalar(self.tenant.select(SearchState, SearchState.fingerprint))
        return made != search.fingerprint()

    def _begin_anew(self) -> None:
        """Have all records due. What was made by other rules stays until it is its turn."""
        rows = [{"office_id": self.tenant.office, "id": id_} for id_ in self.connection.scalars(self._searched())]
        insert_rows(self.connection, _DUE, rows, replace=True)
        unsearched = SearchText.kind.not_in(search.SEARCHED)
        self.connection.execute(self.tenant.delete(SearchText).where(unsearched))
        self.connection.execute(self.tenant.delete(SearchState))
        self.connection.execute(self.tenant.insert(SearchState, fingerprint=search.fingerprint()))

    def _searched(self) -> Select[str]:
        return self.tenant.select(Record, Record.id).where(Record.kind.in_(search.SEARCHED))
