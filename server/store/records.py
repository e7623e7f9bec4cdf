"""The store that the exchange needs (``sync.store.Store``): what it reads."""

from __future__ import annotations

import json
import zoneinfo
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final, cast

from sqlalchemy import Row, Select, select, union

from server.models.change import Change
from server.models.conflict import Conflict
from server.models.consent import Consent
from server.models.erasure import ErasedChange, ErasedRecord
from server.models.office import Office
from server.models.person import Person
from server.models.record import Record
from server.models.user import User
from server.models.visibility import Visibility
from server.store import chain
from server.store.database import utcnow
from server.store.pages import page
from server.store.scopes import Scopes
from server.store.statements import among, among_given, parameter
from server.store.tenant import Room, Tenant, of_given_office, refers
from server.store.withheld import Withheld
from server.store.writer import Writer
from sync import store as sync_store
from sync.fields import Json, write_moment
from sync.store import BEGINNING, Anchor, Entry, Grant, OpenProposal, Page, Position, Written

_ROWS_AT_ONCE: Final = 50


class Records(Room):
    """One office's records, change log and visibility: what the exchange needs of a store."""

    @property
    def office(self) -> str:
        """The office's id."""
        return self.tenant.office

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The office's time zone, in which days begin and end."""
        return self.tenant.zone

    def lock(self) -> int:
        """Take the office's counter for writing until the transaction ends. Returns the last seq that was given out.
        Whoever has it already may take it again.
        """
        row = self.connection.execute(_COUNTER, self.tenant.parameters()).one()
        self.tenant.zone = zoneinfo.ZoneInfo(row.time_zone)
        return int(row.seq)

    def last_seq(self) -> int:
        """The last seq that was given out, as this transaction sees it."""
        return int(self.connection.execute(select(Office.seq).where(Office.id == self.office)).scalar_one())

    def anchor(self) -> Anchor:
        """The last change of the log, as this transaction sees it."""
        return self._stand()[1]

    def has(self, anchor: Anchor) -> bool:
        """Whether the log has the change that an anchor names, as it was written then."""
        if anchor == BEGINNING or anchor.change is None:
            return anchor == BEGINNING
        return self._anchor_of(anchor.change) == anchor or self._had(anchor)

    def by_id(self, ids: Collection[str]) -> dict[str, sync_store.Record]:
        """The records with these ids, deleted ones included, by id; unknown ids are left out."""
        if not ids:
            return {}
        rows = self.connection.execute(_RECORDS, self.tenant.parameters(ids=ids))
        return {record.id: record for record in map(to_record, rows)}

    def entries(self, ids: Collection[str]) -> dict[str, Entry]:
        """The entries whose id **or** head is among ``ids``, keyed by whichever of the two was asked for."""
        if not ids:
            return {}
        asked = set(ids)
        rows = [row for query in _ENTRIES for row in self.connection.execute(query, self.tenant.parameters(ids=ids))]
        entries = [to_entry(row) for row in rows]
        return {name: entry for entry in entries for name in (entry.id, entry.head) if name in asked}

    def entries_after(self, record: str, seq: int) -> list[Entry]:
        """The entries on a record with a larger seq, oldest first."""
        query = (
            self.tenant.select(Change, Change.__table__)
            .where(Change.record == record, Change.seq > seq)
            .order_by(Change.seq)
        )
        return [to_entry(row) for row in self.connection.execute(query)]

    def newest_entries(self, record: str) -> Iterator[Entry]:
        """The entries on a record, newest first, read as they are asked for."""
        query = (
            self.tenant.select(Change, Change.__table__)
            .where(Change.record == record)
            .order_by(Change.seq.desc())
            .execution_options(yield_per=_ROWS_AT_ONCE)
        )
        with self.connection.execute(query) as rows:
            for row in rows:
                yield to_entry(row)

    def open_proposals(self, records: Collection[str]) -> dict[str, list[OpenProposal]]:
        """Over which proposals conflicts about these records are open, by record, oldest first."""
        proposals: defaultdict[str, list[OpenProposal]] = defaultdict(list)
        query = (
            self.tenant.select(
                Conflict,
                Conflict.id,
                Conflict.seq,
                Conflict.about,
                Conflict.field,
                Conflict.proposed_by,
                Conflict.proposed_change,
            )
            .where(among(Conflict.about, records), Conflict.state == "open")
            .order_by(Conflict.seq)
        )
        for id_, seq, about, field, by, change in self.connection.execute(query) if records else ():
            proposals[str(about)].append(OpenProposal(id_, seq, str(about), str(field), by, change))
        return proposals

    def open_conflicts(self, record: str) -> list[sync_store.Record]:
        """The conflicts about a record whose state is ``open``, oldest first."""
        query = (
            select_records(self.tenant)
            .join(Conflict, refers(Record.id, Conflict))
            .where(Conflict.about == record, Conflict.state == "open")
            .order_by(Record.seq)
        )
        return [to_record(row) for row in self.connection.execute(query)]

    def grants(self, user: str, scopes: Collection[str] | None = None) -> dict[str, Grant]:
        """A user's grants, present and past, by scope; all of them, or those for the given scopes."""
        asked = self.tenant.parameters(user=user)
        query, asked = (_GRANTS, asked) if scopes is None else (_GRANTS_ON, asked | {"scopes": scopes})
        return {row.scope: _grant(row) for row in self.connection.execute(query, asked)}

    def seen_by(self, user: str) -> set[str]:
        """The scopes a user should see, as the records stand (``sync.store.Store.seen_by``)."""
        return {self.office, user} | Scopes(self.tenant).led_to(user)

    def consents_for(self, user: str) -> list[sync_store.Record]:
        """The consents that name a user as their receiver, whatever has become of them."""
        query = select_records(self.tenant).join(Consent, refers(Record.id, Consent)).where(Consent.receiver == user)
        return [to_record(row) for row in self.connection.execute(query)]

    def partners(self) -> set[str]:
        """The users whom any consent names as its receiver."""
        query = self.tenant.select(Consent, Consent.receiver).where(Consent.receiver.is_not(None)).distinct()
        return {user for user in self.connection.scalars(query) if user is not None}

    def members(self, household: str) -> set[str]:
        """The persons, not deleted, who belong to a household."""
        query = self.tenant.select(Person, Person.id, live=True).where(Person.household == household)
        return set(self.connection.scalars(query))

    def in_scope(self, scope: str, kinds: Collection[str], after: int) -> list[sync_store.Record]:
        """The records of these kinds in a scope with a larger seq than ``after``, deleted ones included."""
        query = select_records(self.tenant).where(Record.scope == scope, Record.seq > after, Record.kind.in_(kinds))
        return [to_record(row) for row in self.connection.execute(query)]

    def withheld_from(self, user: str) -> set[str]:
        """The scopes that are withheld from a user (``sync.store.Store.withheld_from``)."""
        return Withheld(self.tenant, user, utcnow()).scopes()

    def reserved(self, ids: Collection[str]) -> set[str]:
        """Those of these ids that name an office or an account, where no record may stand."""
        return set(self.connection.scalars(_RESERVED, self.tenant.parameters(ids=ids)))

    def erased(self, ids: Collection[str]) -> set[str]:
        """Those of these ids that name an erased record, or one that is being erased: no change of it is taken any
        more.
        """
        return set(self.connection.scalars(_ERASED, self.tenant.parameters(ids=ids)))

    def viewers_of(self, scopes: Iterable[str]) -> set[str]:
        """The users with a present grant on any of these scopes."""
        query = self.tenant.select(Visibility, Visibility.user_id).where(
            Visibility.revoked_seq.is_(None), among(Visibility.scope, list(scopes))
        )
        return set(self.connection.scalars(query))

    def write(self, written: Written) -> None:
        """Store everything that a push wrote, the rows of the kinds' own tables included, and the office's last seq."""
        Writer(self.tenant).write(written)

    def page(self, user: str, position: Position, limit: int) -> Page:
        """Up to ``limit`` records that the user may see and has not read, in order of ``(effective, seq)``."""
        last_seq, anchor = self._stand()
        return page(self.connection, self.office, user, position, limit, last_seq=last_seq, anchor=anchor)

    def _stand(self) -> tuple[int, Anchor]:
        """The last seq that was given out, and the last change of the log."""
        seq, last_change, changed_at, stamp = self.connection.execute(_STAND, self.tenant.parameters()).one()
        return seq, BEGINNING if last_change is None else Anchor(changed_at, last_change, stamp)

    def _had(self, anchor: Anchor) -> bool:
        """Whether the change that an anchor names was erased since."""
        mark = chain.mark_of(anchor.seq, anchor.change or "", anchor.stamp)
        query = self.tenant.select(ErasedChange, ErasedChange.seq).where(ErasedChange.mark == mark)
        return self.connection.scalar(query) is not None

    def _anchor_of(self, change: str) -> Anchor | None:
        row = self.connection.execute(_ANCHOR, self.tenant.parameters(change=change)).first()
        return None if row is None else Anchor(*row)


_COLUMNS: Final = (
    Record.kind,
    Record.id,
    Record.scope,
    Record.seq,
    Record.head,
    Record.created_by,
    Record.fields,
)


def select_records(tenant: Tenant) -> Select[*tuple[Any, ...]]:
    """A query for an office's records, with the columns that ``to_record`` reads in their order."""
    return tenant.select(Record, *_COLUMNS)


def to_record(row: Row[*tuple[Any, ...]]) -> sync_store.Record:
    """A row of ``select_records`` as the engine knows it."""
    kind, id_, scope, seq, head, created_by, fields = row
    return sync_store.Record(kind, id_, scope, seq, head, created_by, fields_of(fields))


def fields_of(text: str) -> dict[str, Json]:
    """The fields of a record, from the text in which they are kept."""
    return cast(dict[str, Json], json.loads(text))


_COUNTER = select(Office.seq, Office.time_zone).where(Office.id == parameter("office")).with_for_update()

_STAND = (
    select(Office.seq, Office.last_change, Change.seq, Change.stamp)
    .outerjoin(Change, of_given_office(Change) & (Change.id == Office.last_change))
    .where(Office.id == parameter("office"))
)

_ANCHOR = select(Change.seq, Change.id, Change.stamp).where(of_given_office(Change), Change.id == parameter("change"))

_RECORDS = select(*_COLUMNS).where(of_given_office(Record), among_given(Record.id, "ids"))

_ENTRIES = (
    # Two statements, so that each finds its index: the second names the partial index's own condition.
    select(Change.__table__).where(of_given_office(Change), among_given(Change.id, "ids")),
    select(Change.__table__).where(of_given_office(Change), among_given(Change.head, "ids"), Change.head != Change.id),
)

_ERASED = select(ErasedRecord.id).where(of_given_office(ErasedRecord), among_given(ErasedRecord.id, "ids"))

_GRANTS = select(Visibility.__table__).where(of_given_office(Visibility), Visibility.user_id == parameter("user"))
_GRANTS_ON = _GRANTS.where(among_given(Visibility.scope, "scopes"))

_RESERVED = union(
    select(Office.id).where(among_given(Office.id, "ids")),
    select(User.id).where(of_given_office(User), among_given(User.id, "ids")),
)


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
