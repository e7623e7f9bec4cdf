"""The office's people at work: what is in their charge, what they have done, where they are.

Each of these is one query, however many people there are.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select

from server.followup.contacts import CONTACT_METHODS
from server.models import Absence, Assignment, Case, Outing, Person, Record, Support
from server.store import marks
from server.store.files import FileStore


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """That somebody is away, both days included; without ``until`` until it is said."""

    id: str
    head: str
    worker: str | None
    since: dt.date
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class OutingRow:
    """A visit that has begun and not ended."""

    id: str
    worker: str
    case_id: str
    person_name: str | None
    place: str | None
    started_at: dt.datetime
    expected_end: dt.datetime
    alarm_at: dt.datetime | None
    safe_at: dt.datetime | None

    @property
    def calls_for_help(self) -> bool:
        """Whether the worker has called and not said that they are safe again."""
        return self.alarm_at is not None and (self.safe_at is None or self.safe_at < self.alarm_at)


class TeamStore(FileStore):
    """What a team board shows of all at once."""

    def charges(self) -> dict[str, dict[str, int]]:
        """How many open cases each user is in charge of, by part (``main``, ``co``)."""
        query = (
            select(Assignment.user_id, Assignment.part, func.count())
            .join(Case, and_(Case.office_id == Assignment.office_id, Case.id == Assignment.case_id))
            .where(
                Assignment.office_id == self.office,
                Assignment.until.is_(None),
                Case.state == "open",
                Case.deleted.is_not(True),
            )
            .group_by(Assignment.user_id, Assignment.part)
        )
        found: dict[str, dict[str, int]] = {}
        for user, part, count in self.connection.execute(query):
            found.setdefault(user, {})[part] = count
        return found

    def contact_counts(self, since: dt.date, until: dt.date) -> dict[str, int]:
        """How many contacts (延べ対応件数) each worker has had from one day to another, both included."""
        worker = func.coalesce(Support.worker, Support.author)
        query = (
            select(worker, func.count())
            .where(
                Support.office_id == self.office,
                Support.deleted.is_not(True),
                Support.day.between(since, until),
                Support.method.in_(CONTACT_METHODS),
                worker.is_not(None),
            )
            .group_by(worker)
        )
        return {row[0]: row[1] for row in self.connection.execute(query)}

    def waiting_counts(self) -> dict[str, int]:
        """How many notes of each worker wait for the supervisor."""
        worker = func.coalesce(Support.worker, Support.author)
        query = (
            select(worker, func.count())
            .where(Support.office_id == self.office, Support.deleted.is_not(True), worker.is_not(None), marks.waits())
            .group_by(worker)
        )
        return {row[0]: row[1] for row in self.connection.execute(query)}

    def absences_from(self, day: dt.date) -> list[AbsenceRow]:
        """The absences that are not over on a day, the coming ones included, by their beginning."""
        query = (
            select(Absence.id, Record.head, Absence.worker, Absence.since, Absence.until)
            .join(Record, and_(Record.office_id == Absence.office_id, Record.id == Absence.id))
            .where(
                Absence.office_id == self.office,
                Absence.deleted.is_not(True),
                or_(Absence.until.is_(None), Absence.until >= day),
            )
            .order_by(Absence.since, Absence.id)
        )
        return [AbsenceRow(**row._asdict()) for row in self.connection.execute(query)]

    def outings_under_way(self) -> list[OutingRow]:
        """The visits that have begun and not ended, by when their worker is expected back."""
        query = (
            select(
                Outing.id,
                Outing.worker,
                Outing.case.label("case_id"),
                Person.name.label("person_name"),
                Outing.place,
                Outing.started_at,
                Outing.expected_end,
                Outing.alarm_at,
                Outing.safe_at,
            )
            .outerjoin(Case, and_(Case.office_id == Outing.office_id, Case.id == Outing.case))
            .outerjoin(Person, and_(Person.office_id == Outing.office_id, Person.id == Case.person))
            .where(Outing.office_id == self.office, Outing.deleted.is_not(True), Outing.ended_at.is_(None))
            .order_by(Outing.expected_end, Outing.id)
        )
        return [OutingRow(**row._asdict()) for row in self.connection.execute(query)]
