"""An office as one reader sees it. It has only queries that are scoped by that reader: what they may not see is not
there for them, and what is shown to them comes without the fields that they are not to have.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Collection
from functools import cached_property
from typing import Final

from server.models.record import Record
from server.store.cases import Cases
from server.store.claims import Claims
from server.store.comments import Comments
from server.store.conflicts import Conflicts
from server.store.figures import Counted
from server.store.followup import FollowUp
from server.store.handovers import Handovers
from server.store.history import History
from server.store.meetings import Meetings
from server.store.notes import Notes
from server.store.outings import Outings
from server.store.persons import Persons
from server.store.plans import Plans
from server.store.reader import Reader
from server.store.records import select_records, to_record
from server.store.restrictions import Restrictions
from server.store.search import Search
from server.store.statements import among
from server.store.tenant import Tenant
from server.store.visibility import SeenRoom, Sight
from sync import store as sync_store

_NAMED: Final = ("staff", "person", "household")


class Seen(SeenRoom):
    """Records as the office pages open them, and the rooms in which they are listed."""

    def __init__(self, tenant: Tenant, reader: Reader) -> None:
        super().__init__(Sight(tenant, reader))

    @property
    def reader(self) -> Reader:
        """Who reads, and how far."""
        return self.sight.reader

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The office's time zone, in which days begin and end."""
        return self.tenant.zone

    def day(self, moment: dt.datetime) -> dt.date:
        """The day that it is at the office at a moment."""
        return self.tenant.day(moment)

    def record(self, record: str, kind: str) -> sync_store.Record | None:
        """One live record of a kind."""
        one = self.records([record]).get(record)
        return None if one is None or one.kind != kind or one.deleted else one

    def records(self, ids: Collection[str]) -> dict[str, sync_store.Record]:
        """Records by id, deleted ones included."""
        query = select_records(self.tenant).where(among(Record.id, ids), self.sight.sees(Record.scope))
        return {record.id: record for record in self._read(query)}

    def of_kind(self, kind: str) -> list[sync_store.Record]:
        """The live records of a kind, as they were created."""
        query = select_records(self.tenant).where(Record.kind == kind, self.sight.sees(Record.scope))
        return sorted((record for record in self._read(query) if not record.deleted), key=lambda record: record.id)

    def in_case(self, case: str, kinds: Collection[str]) -> list[sync_store.Record]:
        """The live records of these kinds that belong to a case, as they were created."""
        return self.in_cases([case], kinds)

    def in_cases(self, cases: Collection[str], kinds: Collection[str]) -> list[sync_store.Record]:
        """The live records of these kinds that belong to any of these cases, as they were created."""
        query = select_records(self.tenant).where(
            among(Record.scope, cases), Record.kind.in_(kinds), self.sight.sees(Record.scope)
        )
        # Sorted here: asked for that order, SQLite goes through all records of the office in it.
        return sorted((record for record in self._read(query) if not record.deleted), key=lambda record: record.id)

    def names(self, ids: Collection[str]) -> dict[str, str]:
        """What people, households and staff are called, by id, and the cases that the reader may open by the person
        whose they are; others have no name.

        The ids are those that stand in what the reader was shown: there the name of somebody is shown to them, though
        they may not open what it belongs to. What is withheld from them has no name.
        """
        query = select_records(self.tenant).where(
            among(Record.id, ids), Record.kind.in_(_NAMED), self.sight.is_open(Record.id)
        )
        records = (to_record(row) for row in self.connection.execute(query))
        names = {record.id: str(record.fields["name"]) for record in records if "name" in record.fields}
        cases = self.cases.by_id(set(ids) - names.keys())
        return names | {id_: case.person_name for id_, case in cases.items() if case.person_name is not None}

    @cached_property
    def cases(self) -> Cases:
        """Cases, and who is in charge of them."""
        return Cases(self.sight)

    @cached_property
    def persons(self) -> Persons:
        """People, as the desk looks for whom it has met before."""
        return Persons(self.sight)

    @cached_property
    def notes(self) -> Notes:
        """Support records: what waits for review, and what may stand twice."""
        return Notes(self.sight)

    @cached_property
    def plans(self) -> Plans:
        """Plans: which wait for approval, which are not finished."""
        return Plans(self.sight)

    @cached_property
    def meetings(self) -> Meetings:
        """Meetings, their agendas and tasks."""
        return Meetings(self.sight)

    @cached_property
    def conflicts(self) -> Conflicts:
        """Where two people disagree about a field."""
        return Conflicts(self.sight)

    @cached_property
    def outings(self) -> Outings:
        """Visits under watch, and calls for help."""
        return Outings(self.sight)

    @cached_property
    def followup(self) -> FollowUp:
        """What must be followed up."""
        return FollowUp(self.sight)

    @cached_property
    def counted(self) -> Counted:
        """The records behind the figures of an annual report."""
        return Counted(self.sight)

    @cached_property
    def handovers(self) -> Handovers:
        """What stands in somebody's name, and how it was handed over."""
        return Handovers(self.sight)

    @cached_property
    def history(self) -> History:
        """What became of records, change by change."""
        return History(self.sight)

    @cached_property
    def comments(self) -> Comments:
        """What people say to each other about records."""
        return Comments(self.sight)

    @cached_property
    def claims(self) -> Claims:
        """What stands on a worker's own word alone."""
        return Claims(self.sight)

    @cached_property
    def restrictions(self) -> Restrictions:
        """Cases that are restricted to named staff."""
        return Restrictions(self.sight)

    @cached_property
    def search(self) -> Search:
        """Everything that they may see, by words."""
        return Search(self.sight)
