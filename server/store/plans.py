"""Plans, as the office pages list them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, func, select

from server.models import Case, Person, Plan, PlanSupport, Record, Staff
from server.store.files import FileStore, as_read, sees
from server.store.records import select_records, to_record
from server.store.rows import Listing, PlanRow, Reader
from server.store.statements import among
from sync import store as sync_store

WAITING: Final = ("asked", "changed")
"""The states of approval in which a plan waits for the supervisor."""


class PlanStore(FileStore):
    """Plans and what they are made of."""

    def plans_waiting(self, reader: Reader, *, page: int = 1, per_page: int = 50) -> Listing[PlanRow]:
        """The plans that wait for approval, those that have waited longest first."""
        wanted = self._waiting(reader)
        total = self.connection.execute(select(func.count(Plan.id)).where(*wanted)).scalar_one()
        query = _listed().where(*wanted).order_by(Plan.seq)
        rows = self.connection.execute(query.limit(per_page).offset((page - 1) * per_page))
        return Listing([_plan(row) for row in rows], total, page, per_page)

    def plans_waiting_count(self, reader: Reader) -> int:
        """How many plans wait for approval."""
        return self.connection.execute(select(func.count(Plan.id)).where(*self._waiting(reader))).scalar_one()

    def open_plans(self, reader: Reader) -> list[sync_store.Record]:
        """The plans of open cases that have no result yet, whole, by case and number."""
        query = (
            select_records()
            .join(Plan, and_(Plan.office_id == Record.office_id, Plan.id == Record.id))
            .join(Case, and_(Case.office_id == Plan.office_id, Case.id == Plan.case))
            .where(
                Record.office_id == self.office,
                Plan.deleted.is_not(True),
                Plan.result.is_(None),
                Case.state == "open",
                Case.deleted.is_not(True),
                sees(reader, self.office, Record.scope),
            )
            .order_by(Plan.case, Plan.number, Plan.id)
        )
        return [as_read(to_record(row), reader) for row in self.connection.execute(query)]

    def plans(self, reader: Reader, ids: Collection[str]) -> dict[str, PlanRow]:
        """Plans by id, as lists show them."""
        wanted = [Plan.office_id == self.office, among(Plan.id, ids), sees(reader, self.office, Plan.case)]
        return {row.id: _plan(row) for row in self.connection.execute(_listed().where(*wanted))}

    def plan_supports(self, plan: str) -> list[str]:
        """The ids of a plan's supports, those that were taken out included."""
        query = select(PlanSupport.id).where(PlanSupport.office_id == self.office, PlanSupport.plan == plan)
        return list(self.connection.scalars(query))

    def plan_state(self, plan: str) -> str:
        """A name of the state in which a plan stands with all its supports: the head that is newest among theirs."""
        parts = [plan, *self.plan_supports(plan)]
        query = select(Record.head).where(Record.office_id == self.office, among(Record.id, parts))
        return str(self.connection.scalar(query.order_by(Record.seq.desc()).limit(1)))

    def _waiting(self, reader: Reader) -> list[ColumnElement[bool]]:
        return [
            Plan.office_id == self.office,
            Plan.deleted.is_not(True),
            Plan.approval.in_(WAITING),
            sees(reader, self.office, Plan.case),
        ]


def _listed() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Plan.id,
            Plan.case.label("case_id"),
            Case.number.label("case_number"),
            Person.name.label("person_name"),
            Staff.name.label("worker_name"),
            Plan.number,
            Plan.approval,
            Plan.agreed_on,
            Plan.period_start,
            Plan.period_end,
            Plan.decision,
        )
        .outerjoin(Case, and_(Case.office_id == Plan.office_id, Case.id == Plan.case))
        .outerjoin(Person, and_(Person.office_id == Case.office_id, Person.id == Case.person))
        .outerjoin(Staff, and_(Staff.office_id == Case.office_id, Staff.id == Case.main_worker))
    )


def _plan(row: Row[*tuple[Any, ...]]) -> PlanRow:
    return PlanRow(**row._asdict())
