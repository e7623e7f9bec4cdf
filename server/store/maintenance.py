"""Keeping the tables of the kinds equal to the records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from server.models.change import Change
from server.models.person import HouseholdMember
from server.models.record import Record
from server.store.projections import TABLES, canonical, to_row
from server.store.records import select_records, to_entry, to_record
from server.store.search_index import SearchIndex
from server.store.tenant import Room
from server.store.writer import Writer, households_joined, parts_of
from sync import store as sync_store
from sync.fields import write_moment


class Maintenance(Room):
    """Compares and rebuilds what follows from the records: the tables of the kinds, who is in charge of a case, who has
    belonged to which household, and what is searched.
    """

    def strayed(self) -> list[str]:
        """The ids of records whose row in their kind's table is missing or differs, and of rows without a record."""
        wrong: list[str] = []
        for kind, table in TABLES.items():
            query = self.tenant.select(table, table)
            rows = {row.id: row._asdict() for row in self.connection.execute(query)}
            for record in self._all_records(kind):
                row = rows.pop(record.id, None)
                expected = to_row(record, self.tenant.office, self.tenant.zone)
                if row is None or any(canonical(row[name]) != value for name, value in expected.items()):
                    wrong.append(record.id)
            wrong += rows
        wrong += [case.id for case in self._wrongly_assigned()]
        wrong += sorted({person for _, person in self._members_lacking()})
        return wrong + SearchIndex(self.tenant).strayed()

    def rebuild(self, now: dt.datetime) -> int:
        """Write every projection anew from the records. Where the history of who is in charge of a case differs from
        the records, the records hold from ``now`` on. Returns how many records there are.

        The caller holds the office's counter, as for any other write.
        """
        writer = Writer(self.tenant)
        for kind, table in TABLES.items():
            kept = self.tenant.select(Record, Record.id).where(Record.kind == kind)
            self.connection.execute(self.tenant.delete(table).where(table.c.id.not_in(kept)))
            writer.project((), self._all_records(kind))
        writer.reassign(self._wrongly_assigned(), write_moment(now))
        writer.join(self._members_lacking())
        SearchIndex(self.tenant).make_anew()
        count = self.connection.scalar(self.tenant.count(self.tenant.select(Record, Record.id)))
        return int(count or 0)

    def _wrongly_assigned(self) -> list[sync_store.Record]:
        """The cases whose present charge is not what their records say."""
        cases = list(self._all_records("case"))
        held = Writer(self.tenant).present_parts([case.id for case in cases])
        return [case for case in cases if held.get(case.id, {}) != parts_of(case.fields)]

    def _members_lacking(self) -> set[tuple[str, str]]:
        """Which persons have belonged to which households by the change log, though the table does not have it."""
        query = self.tenant.select(Change, Change.__table__).where(Change.kind == "person")
        joined = households_joined(to_entry(row) for row in self.connection.execute(query))
        kept = self.tenant.select(HouseholdMember, HouseholdMember.household, HouseholdMember.person)
        return joined - {(row.household, row.person) for row in self.connection.execute(kept)}

    def _all_records(self, kind: str) -> Iterator[sync_store.Record]:
        query = select_records(self.tenant).where(Record.kind == kind)
        yield from map(to_record, self.connection.execute(query))
