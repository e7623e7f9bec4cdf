"""The office's people at work: what is in their charge, what they have done, where they are.

Each of these is one query, however many people there are.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select

from server.followup.contacts import CONTACT_METHODS
from server.models import Absence, Assignment, Case, Record, Support
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
            .where(
                Support.office_id == self.office,
                Support.deleted.is_not(True),
                worker.is_not(None),
                marks.waits(),
            )
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
