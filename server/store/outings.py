"""Visits under watch, as the office pages list them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from server.models import Case, Household, Outing, Person, Staff
from server.store.files import FileStore, permitted, sees
from server.store.rows import Listing, Reader


@dataclass(frozen=True, slots=True)
class OutingRow:
    """A visit under watch, with the names that stand beside it. ``home`` is where the client lives."""

    id: str
    case_id: str
    case_number: str | None
    person_name: str | None
    home: str | None
    worker: str
    worker_name: str | None
    started_at: dt.datetime
    expected_end: dt.datetime
    place: str | None
    companions: tuple[str, ...]
    ended_at: dt.datetime | None
    alarm_at: dt.datetime | None
    safe_at: dt.datetime | None
    answered_by_name: str | None
    answered_at: dt.datetime | None


class OutingStore(FileStore):
    """Who is out, and who was."""

    def outings_open(self, reader: Reader) -> list[OutingRow]:
        """The visits that have not ended, and those from which help is still called for; the first due first."""
        query = self._outings(reader).where(*self._watched_by(reader), _is_under_way())
        return [_outing(row) for row in self.connection.execute(query.order_by(Outing.expected_end, Outing.id))]

    def outings_past(self, reader: Reader, *, page: int = 1, per_page: int = 50) -> Listing[OutingRow]:
        """The visits that have ended, the latest first."""
        wanted = [*self._watched_by(reader), Outing.ended_at.is_not(None)]
        total = self.connection.execute(select(func.count(Outing.id)).where(*wanted)).scalar_one()
        query = self._outings(reader).where(*wanted).order_by(Outing.started_at.desc(), Outing.id.desc())
        rows = self.connection.execute(query.limit(per_page).offset((page - 1) * per_page))
        return Listing([_outing(row) for row in rows], total, page, per_page)

    def outing(self, reader: Reader, outing: str) -> OutingRow | None:
        """One visit, ended or not."""
        query = self._outings(reader).where(*self._watched_by(reader), Outing.id == outing)
        row = self.connection.execute(query).first()
        return None if row is None else _outing(row)

    def alarms_open(self, reader: Reader) -> list[OutingRow]:
        """The visits from which help is called for, the latest call first."""
        query = self._outings(reader).where(*self._watched_by(reader), _calls_for_help())
        return [_outing(row) for row in self.connection.execute(query.order_by(Outing.alarm_at.desc(), Outing.id))]

    def _watched_by(self, reader: Reader) -> list[ColumnElement[bool]]:
        """What a reader sees of who is out; of a case that was removed, only as long as somebody is still out there:
        to remove a case must not take a call for help away.
        """
        return [
            Outing.office_id == self.office,
            Outing.deleted.is_not(True),
            permitted(reader, self.office, Outing.case),
            or_(_is_under_way(), sees(reader, self.office, Outing.case)),
        ]

    def _outings(self, reader: Reader) -> Select[*tuple[Any, ...]]:
        worker, answerer = aliased(Staff), aliased(Staff)
        return (
            select(
                Outing.id,
                Outing.case.label("case_id"),
                Case.number.label("case_number"),
                Person.name.label("person_name"),
                func.coalesce(Person.address, Household.address).label("home"),
                Outing.worker,
                worker.name.label("worker_name"),
                Outing.started_at,
                Outing.expected_end,
                Outing.place,
                Outing.companions,
                Outing.ended_at,
                Outing.alarm_at,
                Outing.safe_at,
                answerer.name.label("answered_by_name"),
                Outing.answered_at,
            )
            .outerjoin(Case, and_(Case.office_id == Outing.office_id, Case.id == Outing.case))
            .outerjoin(Person, and_(Person.office_id == Case.office_id, Person.id == Case.person))
            .outerjoin(
                Household,
                and_(
                    Household.office_id == Person.office_id,
                    Household.id == Person.household,
                    permitted(reader, self.office, Household.id),
                ),
            )
            .outerjoin(worker, and_(worker.office_id == Outing.office_id, worker.id == Outing.worker))
            .outerjoin(answerer, and_(answerer.office_id == Outing.office_id, answerer.id == Outing.answered_by))
        )


def _is_under_way() -> ColumnElement[bool]:
    return or_(Outing.ended_at.is_(None), _calls_for_help())


def _calls_for_help() -> ColumnElement[bool]:
    return and_(Outing.alarm_at.is_not(None), or_(Outing.safe_at.is_(None), Outing.safe_at < Outing.alarm_at))


def _outing(row: Row[*tuple[Any, ...]]) -> OutingRow:
    values = row._asdict()
    return OutingRow(**values | {"companions": tuple(values["companions"] or ())})
