"""What the reminders need: an office's choices, its open tasks, and which notices were given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from server.models.case import Case
from server.models.meeting import Task
from server.models.notice import GivenNotice, ReminderSettings
from server.models.outing import Outing
from server.store.records import Records
from server.store.statements import among
from server.store.tenant import Room, of_given_office, refers
from sync.fields import Json
from sync.store import Record


@dataclass(frozen=True, slots=True)
class GivenRow:
    """That the notice with this key has been given to a reader, under which id."""

    key: str
    reader: str
    notice: str


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task that nobody has done yet; ``worker`` is whose it is, or who is in charge of its case."""

    id: str
    case: str
    worker: str | None
    due: dt.date


_SETTINGS = select(ReminderSettings.settings).where(of_given_office(ReminderSettings))


class Reminders(Room):
    """One office's reminders."""

    def settings(self) -> Mapping[str, Json]:
        """What the office has chosen, where it differs from the defaults."""
        return self.connection.scalar(_SETTINGS, self.tenant.parameters()) or {}

    def keep_settings(self, settings: Mapping[str, Json]) -> None:
        """Keep what the office has chosen, in place of what it had."""
        self.connection.execute(self.tenant.delete(ReminderSettings))
        self.connection.execute(self.tenant.insert(ReminderSettings, settings=dict(settings)))

    def open_tasks(self, first: dt.date, last: dt.date) -> list[OpenTask]:
        """The tasks in open cases that nobody has done yet, due from ``first`` to ``last``, both included."""
        worker = func.coalesce(Task.worker, Case.main_worker).label("worker")
        query = (
            self.tenant.select(Task, Task.id, Task.case, worker, Task.due, live=True)
            .join(Case, refers(Task.case, Case, live=True))
            .where(Task.due.between(first, last), Task.done_on.is_(None), Case.state == "open")
        )
        rows: Iterable[Any] = self.connection.execute(query)
        return [OpenTask(*row) for row in rows]

    def outings_under_watch(self, since: dt.datetime) -> list[Record]:
        """The visits under watch that have not ended, or not before ``since``."""
        query = self.tenant.select(Outing, Outing.id, live=True).where(
            or_(Outing.ended_at.is_(None), Outing.ended_at >= since)
        )
        return list(Records(self.tenant).by_id(self.connection.scalars(query).all()).values())

    def already_given(self, keys: Collection[str]) -> set[str]:
        """Those of some keys whose notices have been given."""
        query = self.tenant.select(GivenNotice, GivenNotice.key).where(among(GivenNotice.key, keys))
        return set(self.connection.scalars(query)) if keys else set()

    def note_given(self, notices: Collection[GivenRow]) -> None:
        """Remember that notices have been given."""
        self.tenant.insert_all(
            GivenNotice,
            [{"key": notice.key, "reader": notice.reader, "notice_id": notice.notice} for notice in notices],
        )
