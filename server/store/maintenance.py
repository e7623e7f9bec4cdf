"""Keeping the tables of the kinds equal to the records."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import delete, select

from server.models import Record
from server.store.accounts import AccountStore
from server.store.projections import TABLES, canonical, to_fields, to_row
from server.store.writer import Writer
from sync import store as sync_store


class MaintenanceStore(AccountStore):
    """Compares and rebuilds projections. The records are the truth; the tables of the kinds follow."""

    def strayed(self) -> list[str]:
        """The ids of records that their kind's table lacks or tells otherwise, and of its rows that have no record."""
        wrong: list[str] = []
        for kind, table in TABLES.items():
            query = select(table).where(table.c.office_id == self.office)
            rows = {row.id: row._asdict() for row in self.connection.execute(query)}
            for record in self._all_records(kind):
                row = rows.pop(record.id, None)
                expected = to_row(record, self.office, self.zone)
                derived = {name: expected[name] for name in expected.keys() - record.fields.keys()}
                if (
                    row is None
                    or to_fields(kind, row) != record.fields
                    or any(canonical(row[name]) != value for name, value in derived.items())
                ):
                    wrong.append(record.id)
            wrong += rows
        return wrong

    def rebuild(self) -> int:
        """Write every projection anew from the records; assignments stay as they are. Returns how many records there
        are.

        The caller holds the office's counter, as for any other write.
        """
        count = 0
        for kind, table in TABLES.items():
            records = list(self._all_records(kind))
            count += len(records)
            kept = select(Record.id).where(Record.office_id == self.office, Record.kind == kind)
            self.connection.execute(delete(table).where(table.c.office_id == self.office, table.c.id.not_in(kept)))
            Writer(self.connection, self.office, self.zone).project((), records)
        return count

    def _all_records(self, kind: str) -> Iterator[sync_store.Record]:
        query = select(Record.__table__).where(Record.office_id == self.office, Record.kind == kind)
        for row in self.connection.execute(query):
            fields = json.loads(row.fields)
            yield sync_store.Record(row.kind, row.id, row.scope, row.seq, row.head, row.created_by, fields)
