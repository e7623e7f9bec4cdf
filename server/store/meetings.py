"""Meetings, their agenda and the tasks that come out of them, as the office pages show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, or_, select

from server.models import AgendaItem, Meeting, Record, Support, Task
from server.store.files import FileStore, as_read, sees
from server.store.records import select_records, to_record
from server.store.rows import AgendaPlace, Listing, MeetingRow, Reader
from server.store.statements import among
from sync import store as sync_store

_PER_AGENDA = 500
_UNREAD = ("unread", "revised")


class MeetingStore(FileStore):
    """Meetings, agendas and tasks."""

    def meetings(
        self, reader: Reader, now: dt.datetime, *, ahead: bool, page: int = 1, per_page: int = 50
    ) -> Listing[MeetingRow]:
        """The meetings that begin after ``now``, the next one first; or those that have begun, the latest first."""
        in_time = Meeting.held_at > now if ahead else Meeting.held_at <= now
        wanted = [Meeting.office_id == self.office, Meeting.deleted.is_not(True), in_time]
        total = self.connection.execute(select(func.count(Meeting.id)).where(*wanted)).scalar_one()
        order = Meeting.held_at if ahead else Meeting.held_at.desc()
        query = self._listed(reader).where(*wanted).order_by(order, Meeting.id)
        rows = self.connection.execute(query.limit(per_page).offset((page - 1) * per_page))
        return Listing([_meeting(row) for row in rows], total, page, per_page)

    def at_meetings(
        self, reader: Reader, items: Collection[sync_store.Record]
    ) -> list[tuple[MeetingRow, sync_store.Record]]:
        """Items of agendas, each with its meeting, the latest meeting first. Those of removed meetings are left out."""
        ids = {item.fields["meeting"] for item in items}
        wanted = [Meeting.office_id == self.office, Meeting.deleted.is_not(True), among(Meeting.id, ids)]
        held = self._listed(reader).where(*wanted).order_by(Meeting.held_at.desc(), Meeting.id.desc())
        meetings = [_meeting(row) for row in self.connection.execute(held)]
        return [(meeting, item) for meeting in meetings for item in items if item.fields["meeting"] == meeting.id]

    def agenda(self, reader: Reader, meeting: str) -> list[sync_store.Record]:
        """The items of a meeting that the reader may see: in their order, those without one at the end."""
        query = (
            self._items(reader)
            .where(AgendaItem.meeting == meeting)
            .order_by(AgendaItem.position.is_(None), AgendaItem.position, AgendaItem.id)
            .limit(_PER_AGENDA)
        )
        return [as_read(to_record(row), reader) for row in self.connection.execute(query)]

    def agenda_length(self, meeting: str) -> int:
        """How many items are on the agenda of a meeting, whoever may see them."""
        query = select(func.count(AgendaItem.id)).where(
            AgendaItem.office_id == self.office, AgendaItem.meeting == meeting, AgendaItem.deleted.is_not(True)
        )
        return self.connection.execute(query).scalar_one()

    def agenda_about(self, reader: Reader, record: str) -> list[sync_store.Record]:
        """The items, of whatever meeting, that are about a plan or a note, as they were created."""
        about = or_(AgendaItem.plan == record, AgendaItem.support == record)
        query = self._items(reader).where(about).order_by(AgendaItem.id)
        return [as_read(to_record(row), reader) for row in self.connection.execute(query)]

    def agenda_places(self, reader: Reader, meeting: str, now: dt.datetime) -> list[AgendaPlace]:
        """What need not be put on the agenda of a meeting: what is on it already, what is on that of a meeting to come,
        and every note that ever was on one.
        """
        query = (
            select(AgendaItem.purpose, AgendaItem.plan, AgendaItem.support)
            .join(Meeting, and_(Meeting.office_id == AgendaItem.office_id, Meeting.id == AgendaItem.meeting))
            .where(
                AgendaItem.office_id == self.office,
                AgendaItem.deleted.is_not(True),
                Meeting.deleted.is_not(True),
                or_(AgendaItem.meeting == meeting, Meeting.held_at > now, AgendaItem.support.is_not(None)),
                sees(reader, self.office, AgendaItem.case),
            )
        )
        return [AgendaPlace(**row._asdict()) for row in self.connection.execute(query)]

    def notes_for_a_meeting(self, reader: Reader, limit: int = 200) -> list[sync_store.Record]:
        """The notes that the supervisor has flagged for a meeting, then those whose wish for advice nobody has read."""
        asks = and_(Support.wants_advice.is_(True), Support.review.in_(_UNREAD))
        query = (
            select_records()
            .join(Support, and_(Support.office_id == Record.office_id, Support.id == Record.id))
            .where(
                Record.office_id == self.office,
                Support.deleted.is_not(True),
                or_(Support.flagged.is_(True), asks),
                sees(reader, self.office, Record.scope),
            )
            .order_by(case((Support.flagged.is_(True), 0), else_=1), Support.day, Support.id)
            .limit(limit)
        )
        return [as_read(to_record(row), reader) for row in self.connection.execute(query)]

    def tasks_about(self, reader: Reader, about: Collection[str]) -> list[sync_store.Record]:
        """The live tasks that came from any of these records, in the order of their days."""
        query = (
            select_records()
            .join(Task, and_(Task.office_id == Record.office_id, Task.id == Record.id))
            .where(
                Record.office_id == self.office,
                Task.deleted.is_not(True),
                among(Task.about, about),
                sees(reader, self.office, Record.scope),
            )
            .order_by(Task.due.is_(None), Task.due, Task.id)
        )
        return [as_read(to_record(row), reader) for row in self.connection.execute(query)]

    def _items(self, reader: Reader) -> Select[*tuple[Any, ...]]:
        return (
            select_records()
            .join(AgendaItem, and_(AgendaItem.office_id == Record.office_id, AgendaItem.id == Record.id))
            .where(
                Record.office_id == self.office,
                AgendaItem.deleted.is_not(True),
                sees(reader, self.office, Record.scope),
            )
        )

    def _listed(self, reader: Reader) -> Select[*tuple[Any, ...]]:
        items = (
            select(func.count(AgendaItem.id))
            .where(
                AgendaItem.office_id == Meeting.office_id,
                AgendaItem.meeting == Meeting.id,
                AgendaItem.deleted.is_not(True),
                sees(reader, self.office, AgendaItem.case),
            )
            .scalar_subquery()
        )
        return select(
            Meeting.id, Meeting.meeting_kind, Meeting.theme, Meeting.held_at, Meeting.place, items.label("items")
        )


def _meeting(row: Row[*tuple[Any, ...]]) -> MeetingRow:
    return MeetingRow(**row._asdict())
