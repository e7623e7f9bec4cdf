"""What a worker has planned: appointments, and the times of recurring visits; and who has a calendar address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, SQLColumnExpression, func

from server.calendar.days import is_closed
from server.calendar.recurrence import FARTHEST_SHIFT, occurrences
from server.models.appointment import Appointment
from server.models.case import Case
from server.models.notice import CalendarFeed
from server.models.series import Series
from server.store.statements import among
from server.store.tenant import Room, refers
from server.store.visibility import granted

_RHYTHM: Final = (Series.repeats, Series.starts_on, Series.until, Series.closed_days)
_SERIES_COLUMNS: Final = (
    Series.id,
    Series.case,
    Series.worker,
    *_RHYTHM,
    Series.from_time,
    Series.to_time,
    Series.method,
    Series.programme,
    Series.place,
    Series.purpose,
)
_APPOINTMENT_COLUMNS: Final = (
    Appointment.id,
    Appointment.case,
    Appointment.worker,
    Appointment.state,
    Appointment.starts_at,
    Appointment.ends_at,
    Appointment.series,
    Appointment.occurrence,
    Appointment.method,
    Appointment.programme,
    Appointment.place,
    Appointment.purpose,
)


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """Something planned: an appointment, or a time of a recurring visit (without ``appointment``).

    ``occurrence`` is the day on which the ``series`` has the time; an appointment in its place may be on another.
    """

    appointment: str | None
    series: str | None
    occurrence: dt.date | None
    case_id: str
    worker: str | None
    starts_at: dt.datetime
    ends_at: dt.datetime | None
    state: str
    method: str
    programme: str | None
    place: str | None
    purpose: str | None


class Calendar(Room):
    """The days ahead and behind of one worker or of all, and the calendar addresses, at most one each."""

    def planned(self, worker: str | None, since: dt.datetime, until: dt.datetime) -> list[PlannedRow]:
        """What a worker, or the whole office, has planned from ``since`` up to ``until`` (which is left out), by the
        time it starts.

        For a worker it is what their phone shows: in the cases that they see, the appointments that name them or
        nobody. Cancelled appointments and those of removed cases are left out. A time of a recurring visit that was
        moved, cancelled or done is not among its series' times any more; the appointment in its place is. Three
        statements, however many visits there are.
        """
        rows = [*self._appointments(worker, since, until), *self._times(worker, since, until)]
        return sorted(rows, key=lambda row: (row.starts_at, row.case_id))

    def feed_since(self, user: str) -> dt.datetime | None:
        """Since when a user has the calendar address that they have; ``None`` where they have none."""
        query = self.tenant.select(CalendarFeed, CalendarFeed.created_at).where(CalendarFeed.user_id == user)
        return self.connection.scalar(query)

    def open_feed(self, user: str, token_hash: str, now: dt.datetime) -> None:
        """Give a user a calendar address. The one before is good no longer."""
        self.close_feed(user)
        self.connection.execute(self.tenant.insert(CalendarFeed, token_hash=token_hash, user_id=user, created_at=now))

    def close_feed(self, user: str) -> None:
        """Take a user's calendar address back, if there is one."""
        self.connection.execute(self.tenant.delete(CalendarFeed).where(CalendarFeed.user_id == user))

    def _appointments(self, worker: str | None, since: dt.datetime, until: dt.datetime) -> Iterator[PlannedRow]:
        query = (
            self.tenant.select(Appointment, *_APPOINTMENT_COLUMNS, live=True)
            .join(Case, refers(Appointment.case, Case, live=True))
            .where(
                func.coalesce(Appointment.state, "planned") != "cancelled",
                Appointment.starts_at >= since,
                Appointment.starts_at < until,
                *self._is_theirs(worker, Appointment.worker, Appointment.case),
            )
        )
        for row in self.connection.execute(query):
            yield _planned_row(
                row,
                appointment=row.id,
                state=row.state or "planned",
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                series=row.series,
                occurrence=row.occurrence,
            )

    def _times(self, worker: str | None, since: dt.datetime, until: dt.datetime) -> Iterator[PlannedRow]:
        first, last = self.tenant.day(since), self.tenant.day(until)
        series = self._series(worker, first, last)
        overridden = self._overridden({row.case for row in series}, first, last)
        for row in series:
            for day in occurrences(_rhythm(row), first, last, is_closed):
                starts_at = self._moment(day, row.from_time)
                if (row.id, day) not in overridden and since <= starts_at < until:
                    ends_at = self._moment(day, row.to_time) if row.to_time else None
                    yield _planned_row(
                        row,
                        appointment=None,
                        state="planned",
                        starts_at=starts_at,
                        ends_at=ends_at,
                        series=row.id,
                        occurrence=day,
                    )

    def _series(self, worker: str | None, first: dt.date, last: dt.date) -> list[Row[*tuple[Any, ...]]]:
        """The recurring visits of open cases that may have times between two days, moved ones among them."""
        query = (
            self.tenant.select(Series, *_SERIES_COLUMNS, live=True)
            .join(Case, refers(Series.case, Case, live=True))
            .where(
                Series.starts_on <= last + FARTHEST_SHIFT,
                func.coalesce(Series.until, last) >= first - FARTHEST_SHIFT,
                Case.state == "open",
                *self._is_theirs(worker, Series.worker, Series.case),
            )
        )
        return list(self.connection.execute(query))

    def _overridden(self, cases: set[str], first: dt.date, last: dt.date) -> set[tuple[str | None, dt.date | None]]:
        """The times of recurring visits, by series and day, in whose place an appointment stands."""
        query = self.tenant.select(Appointment, Appointment.series, Appointment.occurrence, live=True).where(
            among(Appointment.case, cases),
            Appointment.series.is_not(None),
            Appointment.occurrence >= first,
            Appointment.occurrence <= last,
        )
        return {(row[0], row[1]) for row in self.connection.execute(query)}

    def _is_theirs(
        self, user: str | None, worker: SQLColumnExpression[str | None], case: SQLColumnExpression[str | None]
    ) -> list[ColumnElement[bool]]:
        if user is None:
            return []
        return [func.coalesce(worker, user) == user, case.in_(granted(self.tenant, user))]

    def _moment(self, day: dt.date, clock: str) -> dt.datetime:
        return dt.datetime.combine(day, dt.time.fromisoformat(clock), self.tenant.zone).astimezone(dt.UTC)


def _rhythm(row: Row[*tuple[Any, ...]]) -> dict[str, str]:
    """A series' rhythm in the spelling of the wire."""
    values = {column.key: getattr(row, column.key) for column in _RHYTHM}
    return {name: str(value) for name, value in values.items() if value is not None}


def _planned_row(row: Row[*tuple[Any, ...]], **when: Any) -> PlannedRow:
    return PlannedRow(
        case_id=row.case,
        worker=row.worker,
        method=row.method,
        programme=row.programme,
        place=row.place,
        purpose=row.purpose,
        **when,
    )
