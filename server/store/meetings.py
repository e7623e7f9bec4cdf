"""Meetings, their agenda and the tasks that come out of them, as the office pages show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, or_

from server.models.meeting import AgendaItem, Meeting, Task
from server.models.record import Record
from server.models.support import Support
from server.store import marks
from server.store.records import fields_of, select_records
from server.store.rows import Listing
from server.store.statements import among
from server.store.tenant import refers
from server.store.visibility import SeenRoom
from sync import store as sync_store

_PER_AGENDA = 500


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting in a list. ``items`` counts what of its agenda the reader may see."""

    id: str
    meeting_kind: str
    theme: str | None
    held_at: dt.datetime
    place: str | None
    items: int


@dataclass(frozen=True, slots=True)
class AgendaPlace:
    """That a plan or a note is on an agenda, and as what."""

    purpose: str
    plan: str | None
    support: str | None


class Meetings(SeenRoom):
    """Meetings, agendas and tasks. A meeting itself is the office's, and open to whoever its page is open to; what
    stands on its agenda is scoped.
    """

    def page(self, now: dt.datetime, *, ahead: bool, page: int = 1, per_page: int = 50) -> Listing[MeetingRow]:
        """The meetings that begin after ``now``, the next one first; or those that have begun, the latest first."""
        in_time = Meeting.held_at > now if ahead else Meeting.held_at <= now
        count = self.tenant.select(Meeting, func.count(Meeting.id), live=True).where(in_time)
        total = self.connection.execute(count).scalar_one()
        order = Meeting.held_at if ahead else Meeting.held_at.desc()
        query = self._listed().where(in_time).order_by(order, Meeting.id)
        rows = self.connection.execute(query.limit(per_page).offset((page - 1) * per_page))
        return Listing([_meeting(row) for row in rows], total, page, per_page)

    def with_notes(self) -> list[sync_store.Record]:
        """The meetings that have notes of their own, the latest first."""
        query = select_records(self.tenant).join(Meeting, refers(Record.id, Meeting, live=True))
        records = self._read(query.order_by(Meeting.held_at.desc(), Meeting.id))
        return [record for record in records if "notes" in record.fields]

    def of_items(self, items: Collection[sync_store.Record]) -> list[tuple[MeetingRow, sync_store.Record]]:
        """Items of agendas, each with its meeting, the latest meeting first. Those of removed meetings are left out."""
        ids = {item.fields["meeting"] for item in items}
        held = self._listed().where(among(Meeting.id, ids)).order_by(Meeting.held_at.desc(), Meeting.id.desc())
        meetings = [_meeting(row) for row in self.connection.execute(held)]
        return [(meeting, item) for meeting in meetings for item in items if item.fields["meeting"] == meeting.id]

    def agenda(self, meeting: str) -> list[sync_store.Record]:
        """The items of a meeting: in their order, those without one at the end."""
        query = (
            self._items()
            .where(AgendaItem.meeting == meeting)
            .order_by(AgendaItem.position.is_(None), AgendaItem.position, AgendaItem.id)
            .limit(_PER_AGENDA)
        )
        return self._read(query)

    def agenda_length(self, meeting: str) -> int:
        """How many items are on the agenda of a meeting, whoever may see them."""
        query = self.tenant.select(AgendaItem, func.count(AgendaItem.id), live=True)
        return self.connection.execute(query.where(AgendaItem.meeting == meeting)).scalar_one()

    def agenda_about(self, record: str) -> list[sync_store.Record]:
        """The items, of whatever meeting, that are about a plan or a note, as they were created."""
        about = or_(AgendaItem.plan == record, AgendaItem.support == record)
        return self._read(self._items().where(about).order_by(AgendaItem.id))

    def agenda_places(self, meeting: str, now: dt.datetime) -> list[AgendaPlace]:
        """The items that need not be offered for the agenda of a meeting: those already on it, those on the agenda of a
        coming meeting, and every note that was on any agenda.
        """
        query = (
            self.tenant.select(AgendaItem, Record.fields, AgendaItem.plan, AgendaItem.support, live=True)
            .join(Record, refers(AgendaItem.id, Record))
            .join(Meeting, refers(AgendaItem.meeting, Meeting, live=True))
            .where(
                or_(AgendaItem.meeting == meeting, Meeting.held_at > now, AgendaItem.support.is_not(None)),
                self.sight.sees(AgendaItem.case),
            )
        )
        rows = self.connection.execute(query)
        return [AgendaPlace(fields_of(row.fields)["purpose"], row.plan, row.support) for row in rows]

    def notes_to_discuss(self, limit: int = 200) -> list[sync_store.Record]:
        """The notes that a supervisor has flagged for a meeting, then unread notes that ask for advice."""
        asks = and_(Support.wants_advice.is_(True), Support.review.in_(marks.UNJUDGED))
        query = (
            select_records(self.tenant)
            .join(Support, refers(Record.id, Support, live=True))
            .where(or_(Support.flagged.is_(True), asks), self.sight.sees(Record.scope))
            .order_by(case((Support.flagged.is_(True), 0), else_=1), Support.day, Support.id)
            .limit(limit)
        )
        return self._read(query)

    def tasks_about(self, about: Collection[str]) -> list[sync_store.Record]:
        """The live tasks that came from any of these records, in the order of their days."""
        query = (
            select_records(self.tenant)
            .join(Task, refers(Record.id, Task, live=True))
            .where(among(Task.about, about), self.sight.sees(Record.scope))
            .order_by(Task.due.is_(None), Task.due, Task.id)
        )
        return self._read(query)

    def _items(self) -> Select[*tuple[Any, ...]]:
        return (
            select_records(self.tenant)
            .join(AgendaItem, refers(Record.id, AgendaItem, live=True))
            .where(self.sight.sees(Record.scope))
        )

    def _listed(self) -> Select[*tuple[Any, ...]]:
        items = (
            self.tenant.select(AgendaItem, func.count(AgendaItem.id), live=True)
            .where(AgendaItem.meeting == Meeting.id, self.sight.sees(AgendaItem.case))
            .scalar_subquery()
        )
        columns = (Meeting.id, Meeting.held_at, items.label("items"), Record.fields)
        return self.tenant.select(Meeting, *columns, live=True).join(Record, refers(Meeting.id, Record))


def _meeting(row: Row[*tuple[Any, ...]]) -> MeetingRow:
    fields = fields_of(row.fields)
    return MeetingRow(row.id, fields["meeting_kind"], fields.get("theme"), row.held_at, fields.get("place"), row.items)
