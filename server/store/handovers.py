"""What stands in somebody's name, and the steps by which it was handed to colleagues."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_

from server.models.appointment import Appointment
from server.models.handover import Handover
from server.models.meeting import Task
from server.models.record import Record
from server.models.series import Series
from server.store.records import select_records
from server.store.tenant import refers
from server.store.visibility import SeenRoom
from sync import store as sync_store


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """A step: whose work it was (``None`` where it was nobody's), who handed it over, by which changes, how many
    ``cases`` and ``further`` records changed hands, and whether it was undone.
    """

    id: str
    left_by: str | None
    made_by: str
    made_at: dt.datetime
    changes: Sequence[str]
    cases: int
    further: int
    undone_at: dt.datetime | None = None


class Handovers(SeenRoom):
    """Somebody's appointments, recurring visits and tasks, and the steps."""

    def left_by(self, user: str, now: dt.datetime) -> list[sync_store.Record]:
        """What is ahead in somebody's name and the reader sees: planned appointments from ``now`` on, recurring visits
        that have not ended, undone tasks; as they were created.
        """
        planned = func.coalesce(Appointment.state, "planned") == "planned"
        lasting = or_(Series.until.is_(None), Series.until >= self.tenant.day(now))
        theirs: dict[type[Appointment | Series | Task], list[ColumnElement[bool]]] = {
            Appointment: [planned, Appointment.starts_at >= now],
            Series: [lasting],
            Task: [Task.done_on.is_(None)],
        }
        found: list[sync_store.Record] = []
        for model, conditions in theirs.items():
            query = select_records(self.tenant).join(model, refers(Record.id, model, live=True))
            found += self._read(query.where(model.worker == user, self.sight.sees(Record.scope), *conditions))
        return sorted(found, key=lambda record: record.id)

    def add(self, step: HandoverRow) -> None:
        """Keep a step."""
        self.connection.execute(
            self.tenant.insert(
                Handover,
                id=step.id,
                left_by=step.left_by,
                made_by=step.made_by,
                made_at=step.made_at,
                changes=list(step.changes),
                cases=step.cases,
                further=step.further,
            )
        )

    def latest(self, most: int) -> list[HandoverRow]:
        """The latest steps, whoever made them, those that were undone among them."""
        return self._steps(most)

    def one(self, step: str) -> HandoverRow | None:
        """One step."""
        return next(iter(self._steps(1, Handover.id == step)), None)

    def note_undone(self, step: str, by: str, now: dt.datetime) -> None:
        """Note that a step was undone."""
        self.connection.execute(
            self.tenant.update(Handover).where(Handover.id == step).values(undone_by=by, undone_at=now)
        )

    def _steps(self, most: int, *conditions: ColumnElement[bool]) -> list[HandoverRow]:
        columns = (
            Handover.id,
            Handover.left_by,
            Handover.made_by,
            Handover.made_at,
            Handover.changes,
            Handover.cases,
            Handover.further,
            Handover.undone_at,
        )
        query = self.tenant.select(Handover, *columns).where(*conditions)
        rows = self.connection.execute(query.order_by(Handover.made_at.desc(), Handover.id.desc()).limit(most))
        return [HandoverRow(*row) for row in rows]
