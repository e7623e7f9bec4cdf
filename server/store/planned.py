"""What a worker has planned: appointments, and the times of recurring visits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, SQLColumnExpression, and_, func, select

from server.calendar.days import is_closed
from server.calendar.recurrence import FARTHEST_SHIFT, occurrences
from server.models import Appointment, Case, Series, Visibility
from server.store.records import RecordStore
from server.store.statements import among

_RHYTHM: Final = ("repeats", "starts_on", "until", "closed_days")


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


class PlannedStore(RecordStore):
    """The days ahead and behind of one worker or of all, in three statements however many visits there are."""

    def planned(self, worker: str | None, since: dt.datetime, until: dt.datetime) -> list[PlannedRow]:
        """What a worker, or the whole office, has planned from ``since`` up to ``until`` (which is left out), by the
        time it starts.

        A worker's as their phone shows it: of the cases that they see, what is theirs and what nobody is named for.
        What was cancelled and what is of a removed case is left out. A time of a recurring visit that was moved,
        cancelled or done is not among its series' times any more; the appointment in its place is.
        """
        found = [*self._appointments(worker, since, until), *self._times(worker, since, until)]
        return sorted(found, key=lambda row: (row.starts_at, row.case_id))

    def _appointments(self, worker: str | None, since: dt.datetime, until: dt.datetime) -> Iterator[PlannedRow]:
        query = (
            select(Appointment.__table__)
            .join(Case, and_(Case.office_id == Appointment.office_id, Case.id == Appointment.case))
            .where(
                Appointment.office_id == self.office,
                Appointment.deleted.is_not(True),
                func.coalesce(Appointment.state, "planned") != "cancelled",
                Appointment.starts_at >= since,
                Appointment.starts_at < until,
                Case.deleted.is_not(True),
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
        first, last = since.astimezone(self.zone).date(), until.astimezone(self.zone).date()
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
            select(Series.__table__)
            .join(Case, and_(Case.office_id == Series.office_id, Case.id == Series.case))
            .where(
                Series.office_id == self.office,
                Series.deleted.is_not(True),
                Series.starts_on <= last + FARTHEST_SHIFT,
                func.coalesce(Series.until, last) >= first - FARTHEST_SHIFT,
                Case.state == "open",
                Case.deleted.is_not(True),
                *self._is_theirs(worker, Series.worker, Series.case),
            )
        )
        return list(self.connection.execute(query))

    def _overridden(self, cases: set[str], first: dt.date, last: dt.date) -> set[tuple[str | None, dt.date | None]]:
        """The times of recurring visits, by series and day, in whose place an appointment stands."""
        query = select(Appointment.series, Appointment.occurrence).where(
            Appointment.office_id == self.office,
            among(Appointment.case, cases),
            Appointment.deleted.is_not(True),
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
        seen = select(Visibility.scope).where(
            Visibility.office_id == self.office, Visibility.user_id == user, Visibility.revoked_seq.is_(None)
        )
        return [func.coalesce(worker, user) == user, case.in_(seen)]

    def _moment(self, day: dt.date, clock: str) -> dt.datetime:
        return dt.datetime.combine(day, dt.time.fromisoformat(clock), self.zone).astimezone(dt.UTC)


def _rhythm(row: Row[*tuple[Any, ...]]) -> dict[str, str]:
    """A series' rhythm in the spelling of the wire."""
    values = {name: getattr(row, name) for name in _RHYTHM}
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
