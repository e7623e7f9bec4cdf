"""When what runs beside the web server last ran: the reminders of each office, and the trial of the disk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final, cast

from sqlalchemy import Connection, Table, func, select

from server.models.notice import JobRun
from server.models.office import Office
from server.store.statements import insert_rows
from sync.fields import write_moment

_REMINDERS: Final = "reminders:"
"""``job_run`` has an office's reminders under this and the office's id."""

_HEALTH: Final = "health"


class JobRuns:
    """What the scheduler notes and the health pages ask. Part of ``Directory``."""

    connection: Connection

    def note_health(self, now: dt.datetime) -> None:
        """Write something, to see whether anything can be written."""
        rows = [{"name": _HEALTH, "finished_at": write_moment(now)}]
        insert_rows(self.connection, cast(Table, JobRun.__table__), rows, replace=True)

    def note_reminders(self, offices: Iterable[str], now: dt.datetime) -> None:
        """Note that the reminders of these offices have been gone through."""
        rows = [{"name": _REMINDERS + office, "finished_at": write_moment(now)} for office in offices]
        if rows:
            insert_rows(self.connection, cast(Table, JobRun.__table__), rows, replace=True)

    def reminders_last_ran(self, office: str | None = None) -> dt.datetime | None:
        """When the reminders of an office were last gone through; if never, when it opened. Without ``office``, that of
        the office for which it is longest ago.
        """
        last = func.min(func.coalesce(JobRun.finished_at, Office.created_at))
        query = select(last).select_from(Office).outerjoin(JobRun, JobRun.name == _REMINDERS + Office.id)
        return self.connection.scalar(query if office is None else query.where(Office.id == office))

    def reminders_ran(self) -> list[dt.datetime]:
        """When each office's reminders were last gone through; if never, when it opened."""
        query = select(func.coalesce(JobRun.finished_at, Office.created_at)).select_from(Office)
        return list(self.connection.scalars(query.outerjoin(JobRun, JobRun.name == _REMINDERS + Office.id)))
