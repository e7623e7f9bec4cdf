"""Whole records for the office pages, as far as their reader may see them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, select
from sqlalchemy.orm import aliased

from server.models import Assignment, Case, Record, Staff, Visibility
from server.store.accounts import AccountStore
from server.store.records import select_records, to_record
from server.store.rows import AssignmentRow, Reader
from server.store.statements import among
from sync import store as sync_store
from sync.fields import Json
from sync.records import KINDS


def sees(reader: Reader, office: str, scope: SQLColumnExpression[str | None]) -> ColumnElement[bool]:
    """Whether a reader sees what belongs to ``scope``: what they are permitted to, unless it is a case that has been
    removed. Nobody sees anything of that, until it is brought back.
    """
    return and_(permitted(reader, office, scope), live(office, scope))


def permitted(reader: Reader, office: str, scope: SQLColumnExpression[str | None]) -> ColumnElement[bool]:
    """Whether ``scope`` is within a reader's reach: the whole office, or only what is in their charge."""
    if reader.whole_office:
        return scope.is_not(None)
    granted = select(Visibility.scope).where(
        Visibility.office_id == office, Visibility.user_id == reader.user, Visibility.revoked_seq.is_(None)
    )
    return scope.in_(granted)


def live(office: str, case: SQLColumnExpression[str | None]) -> ColumnElement[bool]:
    """Whether a case has not been removed: nothing of one that has can be opened."""
    removed = aliased(Case)
    found = select(removed.id).where(removed.office_id == office, removed.id == case, removed.deleted.is_(True))
    return ~found.correlate_except(removed).exists()


class FileStore(AccountStore):
    """Records as the office pages open them. What a reader may not see is not there for them."""

    def seen(self, reader: Reader, record: str, kind: str) -> sync_store.Record | None:
        """One live record of a kind."""
        found = self.seen_records(reader, [record]).get(record)
        return None if found is None or found.kind != kind or found.deleted else found

    def seen_records(self, reader: Reader, ids: Collection[str]) -> dict[str, sync_store.Record]:
        """Records by id, without the narratives where the reader is not to have them."""
        query = select_records().where(
            Record.office_id == self.office, among(Record.id, ids), sees(reader, self.office, Record.scope)
        )
        return {row.id: as_read(to_record(row), reader) for row in self.connection.execute(query)}

    def seen_in_case(self, reader: Reader, case: str, kinds: Collection[str]) -> list[sync_store.Record]:
        """The live records of these kinds that belong to a case, as they were created."""
        return self.seen_in_cases(reader, [case], kinds)

    def seen_in_cases(self, reader: Reader, cases: Collection[str], kinds: Collection[str]) -> list[sync_store.Record]:
        """The live records of these kinds that belong to any of these cases, as they were created."""
        query = select_records().where(
            Record.office_id == self.office,
            among(Record.scope, cases),
            Record.kind.in_(kinds),
            sees(reader, self.office, Record.scope),
        )
        found = (as_read(to_record(row), reader) for row in self.connection.execute(query))
        # Sorted here: asked for that order, SQLite goes through all records of the office in it.
        return sorted((record for record in found if not record.deleted), key=lambda record: record.id)

    def assignments(self, case: str) -> list[AssignmentRow]:
        """Who is and was in charge of a case, newest first."""
        query = (
            select(Assignment.user_id, Staff.name, Assignment.part, Assignment.since, Assignment.until)
            .outerjoin(Staff, and_(Staff.office_id == Assignment.office_id, Staff.id == Assignment.user_id))
            .where(Assignment.office_id == self.office, Assignment.case_id == case)
            .order_by(Assignment.until.is_not(None), Assignment.since.desc(), Assignment.part.desc(), Staff.name)
        )
        return [AssignmentRow(*row) for row in self.connection.execute(query)]

    def names(self, ids: Collection[str]) -> dict[str, str]:
        """What the records behind these ids are called: people, households, staff; others have no name."""
        query = select_records().where(Record.office_id == self.office, among(Record.id, ids))
        records = (to_record(row) for row in self.connection.execute(query))
        return {record.id: str(record.fields["name"]) for record in records if "name" in record.fields}


def as_read(record: sync_store.Record, reader: Reader) -> sync_store.Record:
    """A record as a reader is shown it: without the narratives where they are not to have them."""
    if reader.narratives:
        return record
    rules = KINDS[record.kind].merge_rules
    kept: dict[str, Json] = {name: value for name, value in record.fields.items() if rules[name] != "text"}
    return sync_store.Record(record.kind, record.id, record.scope, record.seq, record.head, record.created_by, kept)
