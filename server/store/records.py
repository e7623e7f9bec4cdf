"""The store that the exchange needs (``sync.store.Store``): what it reads."""

from __future__ import annotations

import json
import zoneinfo
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, select, union

from server.models import (
    Assignment,
    Case,
    Change,
    Conflict,
    Household,
    HouseholdMember,
    Office,
    Person,
    Record,
    User,
    Visibility,
)
from server.store.pages import page
from server.store.statements import among
from server.store.writer import Writer
from sync import store as sync_store
from sync.fields import write_moment
from sync.store import BEGINNING, Anchor, Entry, Grant, OpenProposal, Page, Position, Written

_ROWS_AT_ONCE: Final = 50


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

    def anchor(self) -> Anchor:
        """The last change of the log, as this transaction sees it."""
        return self._stand()[1]

    def has(self, anchor: Anchor) -> bool:
        """Whether the log has the change that an anchor names, as it was written then."""
        return anchor == BEGINNING or (anchor.change is not None and self._anchor_of(anchor.change) == anchor)

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

    def newest_entries(self, record: str) -> Iterator[Entry]:
        """The entries on a record, newest first, read as they are asked for."""
        query = (
            select(Change.__table__)
            .where(Change.office_id == self._office, Change.record == record)
            .order_by(Change.seq.desc())
            .execution_options(yield_per=_ROWS_AT_ONCE)
        )
        with self.connection.execute(query) as rows:
            for row in rows:
                yield to_entry(row)

    def open_proposals(self, records: Collection[str]) -> dict[str, list[OpenProposal]]:
        """Over which proposals conflicts about these records are open, by record, oldest first."""
        found: defaultdict[str, list[OpenProposal]] = defaultdict(list)
        query = (
            select(
                Conflict.id,
                Conflict.seq,
                Conflict.about,
                Conflict.field,
                Conflict.proposed_by,
                Conflict.proposed_change,
            )
            .where(Conflict.office_id == self._office, among(Conflict.about, records), Conflict.state == "open")
            .order_by(Conflict.seq)
        )
        for id_, seq, about, field, by, change in self.connection.execute(query) if records else ():
            found[str(about)].append(OpenProposal(id_, seq, str(about), str(field), by, change))
        return found

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
        households = self._households_of(people, user) | self._households_without_people(user)
        return {self._office, user} | cases | people | households

    def reserved(self, ids: Collection[str]) -> set[str]:
        """Those of these ids that name an office or an account, where no record may stand."""
        offices = select(Office.id).where(among(Office.id, ids))
        accounts = select(User.id).where(User.office_id == self._office, among(User.id, ids))
        return set(self.connection.scalars(union(offices, accounts)))

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
        last_seq, anchor = self._stand()
        return page(self.connection, self._office, user, position, limit, last_seq=last_seq, anchor=anchor)

    def _stand(self) -> tuple[int, Anchor]:
        """The last seq that was given out, and the last change of the log."""
        newest = and_(Change.office_id == Office.id, Change.id == Office.last_change)
        seq, last_change, changed_at, stamp = self.connection.execute(
            select(Office.seq, Office.last_change, Change.seq, Change.stamp)
            .outerjoin(Change, newest)
            .where(Office.id == self._office)
        ).one()
        return seq, BEGINNING if last_change is None else Anchor(changed_at, last_change, stamp)

    def _anchor_of(self, change: str) -> Anchor | None:
        row = self.connection.execute(
            select(Change.seq, Change.id, Change.stamp).where(Change.office_id == self._office, Change.id == change)
        ).first()
        return None if row is None else Anchor(*row)

    def _cases_of(self, user: str) -> tuple[set[str], set[str]]:
        """The live cases in a user's charge, and those cases' persons; without the cases that the user assigned to
        themselves, where their persons have cases that are not in the user's charge.
        """
        rows = self.connection.execute(
            select(Case.id, Case.person, Case.self_assigned)
            .join(Assignment, and_(Assignment.office_id == Case.office_id, Assignment.case_id == Case.id))
            .where(
                Assignment.office_id == self._office,
                Assignment.user_id == user,
                Assignment.until.is_(None),
                Case.deleted.is_not(True),
            )
        ).all()
        others = self._people_of_others({row.person for row in rows if row.self_assigned}, {row.id for row in rows})
        mine = [row for row in rows if not row.self_assigned or row.person not in others]
        return {row.id for row in mine}, {row.person for row in mine if row.person}

    def _people_of_others(self, people: set[str], charge: set[str]) -> set[str]:
        """Those of some persons who have, or had, a case that is not among those in a user's ``charge``."""
        if not people:
            return set()
        query = select(Case.id, Case.person).where(Case.office_id == self._office, among(Case.person, people))
        return {row.person for row in self.connection.execute(query) if row.person and row.id not in charge}

    def _households_of(self, people: set[str], user: str) -> set[str]:
        """The households of some persons; where only the user's own word leads there, those whose members are all among
        these persons.
        """
        query = select(Person.household, Person.household_by).where(
            Person.office_id == self._office, among(Person.id, people), Person.household.is_not(None)
        )
        rows = self.connection.execute(query).all()
        told = {row.household for row in rows if row.household and row.household_by != user}
        own = {row.household for row in rows if row.household} - told
        return told | (own - self._households_of_others(own, people))

    def _households_of_others(self, households: set[str], people: set[str]) -> set[str]:
        """Those of some households to which somebody has ever belonged who is not among ``people``."""
        if not households:
            return set()
        query = select(HouseholdMember.household, HouseholdMember.person).where(
            HouseholdMember.office_id == self._office, among(HouseholdMember.household, households)
        )
        return {row.household for row in self.connection.execute(query) if row.person not in people}

    def _people_without_a_case(self, user: str) -> set[str]:
        """The persons that the user created and that never had a case."""
        case = select(Case.id).where(Case.office_id == Person.office_id, Case.person == Person.id)
        return self._created_by(user, Person, ~case.correlate(Person).exists())

    def _households_without_people(self, user: str) -> set[str]:
        """The households that the user created and to which nobody ever belonged."""
        member = select(HouseholdMember.person).where(
            HouseholdMember.office_id == Household.office_id, HouseholdMember.household == Household.id
        )
        return self._created_by(user, Household, ~member.correlate(Household).exists())

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
        stamp=row.stamp,
        brought_by=row.brought_by,
    )
