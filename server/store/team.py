"""The office's people at work: what is in their charge, what they have done, where they are.

Each of these is one query, however many people there are.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, or_

from server.followup.contacts import CONTACT_METHODS
from server.models.absence import Absence
from server.models.record import Record
from server.models.support import Support
from server.store import marks
from server.store.tenant import Room, refers


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """That somebody is away, both days included. Without ``until`` the last day is not known yet."""

    id: str
    head: str
    worker: str | None
    since: dt.date
    until: dt.date | None


class Team(Room):
    """What a team board shows of all at once: numbers by worker, and who is away. It says nothing of any case."""

    def contact_counts(self, since: dt.date, until: dt.date) -> dict[str, int]:
        """How many contacts (延べ対応件数) each worker has had from one day to another, both included."""
        worker = func.coalesce(Support.worker, Support.author)
        query = (
            self.tenant.select(Support, worker, func.count(), live=True)
            .where(
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
            self.tenant.select(Support, worker, func.count(), live=True)
            .where(worker.is_not(None), marks.waits())
            .group_by(worker)
        )
        return {row[0]: row[1] for row in self.connection.execute(query)}

    def absences_from(self, day: dt.date) -> list[AbsenceRow]:
        """The absences that are not over on a day, the coming ones included, by their beginning."""
        query = (
            self.tenant.select(
                Absence, Absence.id, Record.head, Absence.worker, Absence.since, Absence.until, live=True
            )
            .join(Record, refers(Absence.id, Record))
            .where(or_(Absence.until.is_(None), Absence.until >= day))
            .order_by(Absence.since, Absence.id)
        )
        return [AbsenceRow(**row._asdict()) for row in self.connection.execute(query)]
