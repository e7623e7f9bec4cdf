"""Visits under watch, as the office pages list them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_
from sqlalchemy.orm import aliased

from server.followup.outings import due
from server.models.case import Case
from server.models.household import Household
from server.models.outing import Outing
from server.models.person import Person
from server.models.staff import Staff
from server.store.history import HistoryRow, changes_of, histories_from
from server.store.rows import Listing
from server.store.tenant import refers
from server.store.visibility import SeenRoom
from sync.changes import CLOCK_TOLERANCE


@dataclass(frozen=True, slots=True)
class OutingRow:
    """A visit under watch, with the names that stand beside it. ``home`` is where the client lives,
    ``worker_phone`` the number under which the worker is reached. Without ``case_id`` the case is withheld from the
    reader.
    """

    id: str
    case_id: str | None
    case_number: str | None
    person_name: str | None
    home: str | None
    worker: str
    worker_name: str | None
    worker_phone: str | None
    started_at: dt.datetime
    expected_end: dt.datetime
    place: str | None
    companions: tuple[str, ...]
    ended_at: dt.datetime | None
    alarm_at: dt.datetime | None
    safe_at: dt.datetime | None
    answered_by_name: str | None
    answered_at: dt.datetime | None
    received_at: dt.datetime | None
    no_note: str | None

    @property
    def began(self) -> dt.datetime:
        """When it began, and no later than the office heard of it."""
        return self.started_at if self.received_at is None else min(self.started_at, self.received_at)

    @property
    def due(self) -> dt.datetime:
        """When it is over, by the office's clock."""
        return due(self.started_at, self.expected_end, self.received_at)

    @property
    def clock_is_ahead(self) -> bool:
        """Whether the phone's clock was ahead by more than is put down to chance."""
        return self.started_at - self.began > CLOCK_TOLERANCE


class Outings(SeenRoom):
    """Who is out, and who was.

    Of a case that was removed, or is withheld from the reader, a visit is seen only as long as somebody is still out
    there: neither must take a call for help away. Of a case that is withheld, who is out and until when is told, and
    whose home it is only where help is called for, to be sent there.
    """

    def under_way(self) -> list[OutingRow]:
        """The visits that have not ended, and those from which help is still called for; the first due first."""
        query = self._listed().where(_is_under_way()).order_by(Outing.expected_end, Outing.id)
        return [self._row(row) for row in self.connection.execute(query)]

    def past(self, *, page: int = 1, per_page: int = 50) -> Listing[OutingRow]:
        """The visits that have ended, the latest first."""
        ended = Outing.ended_at.is_not(None)
        total = self.connection.execute(self._seen(func.count(Outing.id)).where(ended)).scalar_one()
        query = self._listed().where(ended).order_by(Outing.started_at.desc(), Outing.id.desc())
        rows = self.connection.execute(query.limit(per_page).offset((page - 1) * per_page))
        return Listing([self._row(row) for row in rows], total, page, per_page)

    def one(self, outing: str) -> OutingRow | None:
        """One visit, ended or not."""
        row = self.connection.execute(self._listed().where(Outing.id == outing)).first()
        return None if row is None else self._row(row)

    def alarms(self) -> list[OutingRow]:
        """The visits from which help is called for and to which nobody has answered yet, the latest call first."""
        query = self._listed().where(_calls_for_help(), _is_unanswered())
        rows = self.connection.execute(query.order_by(Outing.alarm_at.desc(), Outing.id))
        return [self._row(row) for row in rows]

    def histories(self, outings: Collection[OutingRow]) -> dict[str, list[HistoryRow]]:
        """Every change of these visits, oldest first, by visit."""
        changes = changes_of([outing.id for outing in outings], self.sight)
        return histories_from(changes, self.sight) if outings else {}

    def _seen(self, *columns: Any) -> Select[*tuple[Any, ...]]:
        return self.tenant.select(Outing, *columns, live=True).where(
            self.sight.reaches(Outing.case), or_(_is_under_way(), self.sight.sees(Outing.case))
        )

    def _listed(self) -> Select[*tuple[Any, ...]]:
        worker, answerer = aliased(Staff), aliased(Staff)
        home = and_(refers(Person.household, Household), self.sight.reaches(Household.id))
        opened = self.sight.is_open(Outing.case)
        sent_there = or_(opened, _calls_for_help())
        return (
            self._seen(
                Outing.id,
                case((opened, Outing.case)).label("case_id"),
                case((opened, Case.number)).label("case_number"),
                case((opened, Person.name)).label("person_name"),
                case((sent_there, func.coalesce(Person.address, Household.address))).label("home"),
                Outing.worker,
                worker.name.label("worker_name"),
                worker.phone.label("worker_phone"),
                Outing.started_at,
                Outing.expected_end,
                case((sent_there, Outing.place)).label("place"),
                case((opened, Outing.companions)).label("companions"),
                Outing.ended_at,
                Outing.alarm_at,
                Outing.safe_at,
                answerer.name.label("answered_by_name"),
                Outing.answered_at,
                Outing.received_at,
                case((opened, Outing.no_note)).label("no_note"),
            )
            .outerjoin(Case, refers(Outing.case, Case))
            .outerjoin(Person, refers(Case.person, Person))
            .outerjoin(Household, home)
            .outerjoin(worker, refers(Outing.worker, worker))
            .outerjoin(answerer, refers(Outing.answered_by, answerer))
        )

    def _row(self, row: Row[*tuple[Any, ...]]) -> OutingRow:
        values = row._asdict()
        hidden = values.keys() - set(self.sight.shown("outing", values))
        values |= dict.fromkeys(hidden)
        return OutingRow(**values | {"companions": tuple(values["companions"] or ())})


def _is_under_way() -> ColumnElement[bool]:
    return or_(Outing.ended_at.is_(None), _calls_for_help())


def _calls_for_help() -> ColumnElement[bool]:
    """What ``server.followup.outings.calls_for_help`` says, of the database."""
    return and_(Outing.alarm_at.is_not(None), or_(Outing.safe_at.is_(None), Outing.safe_at < Outing.alarm_at))


def _is_unanswered() -> ColumnElement[bool]:
    return or_(Outing.answered_at.is_(None), Outing.answered_at < Outing.alarm_at)
