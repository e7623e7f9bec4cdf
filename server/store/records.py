"""The store that the exchange needs (``sync.store.Store``): what it reads."""

from __future__ import annotations

import json
import zoneinfo
from collections.abc import Collection, Iterable
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, select

from server.models import Assignment, Case, Change, Conflict, Household, Office, Person, Record, Visibility
from server.store.pages import page
from server.store.statements import among
from server.store.writer import Writer
from sync import store as sync_store
from sync.fields import write_moment
from sync.store import Entry, Grant, Page, Position, Written


class RecordStore:
    """One office's records, change log and visibility, within a transaction that the caller opened."""

    def __init__(self, connection: Connection, office: str) -> None:
        self.connection = connection
        self._office = office

    @property
    def office(self) -> str:
        """The office's id."""
        return self._office

    @cached_property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The office's time zone, in which days begin and end."""
        found = self.connection.scalar(select(Office.time_zone).where(Office.id == self._office))
        return zoneinfo.ZoneInfo(found or "Asia/Tokyo")

    def lock(self) -> int:
        """Take the office's counter for writing until the transaction ends. Returns the last seq that was given out."""
        row = self.connection.execute(
            select(Office.seq, Office.time_zone).where(Office.id == self._office).with_for_update()
        ).one()
        self.zone = zoneinfo.ZoneInfo(row.time_zone)
        return int(row.seq)

    def last_seq(self) -> int:
        """The last seq that was given out, as this transaction sees it."""
        return int(self.connection.execute(select(Office.seq).where(Office.id == self._office)).scalar_one())

    def records(self, ids: Collection[str]) -> dict[str, sync_store.Record]:
        """The records with these ids, deleted ones included, by id; unknown ids are left out."""
        if not ids:
            return {}
        query = select_records().where(Record.office_id == self._office, among(Record.id, ids))
        return {row.id: to_record(row) for row in self.connection.execute(query)}

    def entries(self, ids: Collection[str]) -> dict[str, Entry]:
        """The entries whose id **or** head is among ``ids``, keyed by whichever of the two was asked for."""
        if not ids:
            return {}
        asked = set(ids)
        in_office = select(Change.__table__).where(Change.office_id == self._office)
        # Two statements, so that each finds its index: the second names the partial index's own condition.
        queries = (
            in_office.where(among(Change.id, ids)),
            in_office.where(among(Change.head, ids), Change.head != Change.id),
        )
        found = [entry for query in queries for entry in self._entries(query)]
        return {name: entry for entry in found for name in (entry.id, entry.head) if name in asked}

    def entries_after(self, record: str, seq: int) -> list[Entry]:
        """The entries on a record with a larger seq, oldest first."""
        return self._entries(
            select(Change.__table__)
            .where(Change.office_id == self._office, Change.record == record, Change.seq > seq)
            .order_by(Change.seq)
        )

    def open_conflicts(self, record: str) -> list[sync_store.Record]:
        """The conflicts about a record whose state is ``open``, oldest first."""
        query = (
            select_records()
            .join(Conflict, and_(Conflict.office_id == Record.office_id, Conflict.id == Record.id))
            .where(Conflict.office_id == self._office, Conflict.about == record, Conflict.state == "open")
            .order_by(Record.seq)
        )
        return [to_record(row) for row in self.connection.execute(query)]

    def grants(self, user: str, scopes: Collection[str] | None = None) -> dict[str, Grant]:
        """A user's grants, present and past, by scope; all of them, or those for the given scopes."""
        query = select(Visibility.__table__).where(Visibility.office_id == self._office, Visibility.user_id == user)
        if scopes is not None:
            query = query.where(among(Visibility.scope, scopes))
        return {row.scope: _grant(row) for row in self.connection.execute(query)}

    def seen_by(self, user: str) -> set[str]:
        """The scopes a user should see, as the records stand (``sync.store.Store.seen_by``)."""
        cases, people = self._cases_of(user)
        people |= self._people_without_a_case(user)
        households = self._households_of(people) | self._households_without_people(user)
        return {self._office, user} | cases | people | households

    def viewers_of(self, scopes: Iterable[str]) -> set[str]:
        """The users with a present grant on any of these scopes."""
        query = select(Visibility.user_id).where(
            Visibility.office_id == self._office,
            Visibility.revoked_seq.is_(None),
            among(Visibility.scope, list(scopes)),
        )
        return set(self.connection.scalars(query))

    def write(self, written: Written) -> None:
        """Store everything that a push wrote, the rows of the kinds' own tables included, and the office's last seq."""
        Writer(self.connection, self._office, self.zone).write(written)

    def page(self, user: str, position: Position, limit: int) -> Page:
        """Up to ``limit`` records that the user may see and has not read, in order of ``(effective, seq)``."""
        return page(self.connection, self._office, user, position, limit, last_seq=self.last_seq())

    def _cases_of(self, user: str) -> tuple[set[str], set[str]]:
        """The live cases in a user's charge, and those cases' persons."""
        rows = self.connection.execute(
            select(Case.id, Case.person)
            .join(Assignment, and_(Assignment.office_id == Case.office_id, Assignment.case_id == Case.id))
            .where(
                Assignment.office_id == self._office,
                Assignment.user_id == user,
                Assignment.until.is_(None),
                Case.deleted.is_not(True),
            )
        ).all()
        return {row.id for row in rows}, {row.person for row in rows if row.person}

    def _households_of(self, people: set[str]) -> set[str]:
        query = select(Person.household).where(Person.office_id == self._office, among(Person.id, people))
        return {household for household in self.connection.scalars(query) if household is not None}

    def _people_without_a_case(self, user: str) -> set[str]:
        """The persons that the user created and no live case leads to."""
        case = select(Case.id).where(
            Case.office_id == Person.office_id, Case.person == Person.id, Case.deleted.is_not(True)
        )
        return self._created_by(user, Person, ~case.correlate(Person).exists())

    def _households_without_people(self, user: str) -> set[str]:
        """The households that the user created and no person leads to."""
        person = select(Person.id).where(Person.office_id == Household.office_id, Person.household == Household.id)
        return self._created_by(user, Household, ~person.correlate(Household).exists())

    def _created_by(self, user: str, model: type[Person | Household], condition: ColumnElement[bool]) -> set[str]:
        query = select(model.id).where(
            model.office_id == self._office, model.created_by == user, model.deleted.is_not(True), condition
        )
        return set(self.connection.scalars(query))

    def _entries(self, query: Select[*tuple[Any, ...]]) -> list[Entry]:
        return [to_entry(row) for row in self.connection.execute(query)]


def select_records() -> Select[str, str, str, int, str, str, str]:
    """A query for records with the columns, and in the order, that ``to_record`` reads."""
    return select(Record.kind, Record.id, Record.scope, Record.seq, Record.head, Record.created_by, Record.fields)


def to_record(row: Row[str, str, str, int, str, str, str]) -> sync_store.Record:
    """A row of ``select_records`` as the engine knows it."""
    kind, id_, scope, seq, head, created_by, fields = row
    return sync_store.Record(kind, id_, scope, seq, head, created_by, json.loads(fields))


def _grant(row: Row[*tuple[Any, ...]]) -> Grant:
    revoked_at = None if row.revoked_at is None else write_moment(row.revoked_at)
    return Grant(row.user_id, row.scope, row.granted_seq, row.revoked_seq, revoked_at)


def to_entry(row: Row[*tuple[Any, ...]]) -> Entry:
    """A row of the change log as the engine knows it."""
    fields, untaken = json.loads(row.fields), json.loads(row.untaken or "[]")
    taken = {name: value for name, value in fields.items() if name not in untaken}
    return Entry(
        id=row.id,
        kind=row.kind,
        record=row.record,
        base=row.base,
        fields=fields,
        resolves=tuple(json.loads(row.resolves or "[]")),
        before=json.loads(row.before),
        after=taken | json.loads(row.own or "{}"),
        seq=row.seq,
        head=row.head,
        author=row.author,
        device=row.device,
        made_at=write_moment(row.made_at),
        received_at=write_moment(row.received_at),
        status=row.status,
        conflicts=tuple(json.loads(row.conflicts or "[]")),
        late=row.late,
        brought_by=row.brought_by,
    )
