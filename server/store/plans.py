"""Plans, as the office pages list them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func

from server.followup.plans import AWAITS_APPROVAL
from server.models.case import Case
from server.models.person import Person
from server.models.plan import Plan, PlanSupport
from server.models.record import Record
from server.models.staff import Staff
from server.store.records import fields_of, select_records
from server.store.rows import Listing
from server.store.statements import among
from server.store.tenant import refers
from server.store.visibility import SeenRoom
from sync import store as sync_store


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan in a list. Dates are as they were given, with their precision."""

    id: str
    case_id: str
    case_number: str | None
    person_name: str | None
    worker_name: str | None
    number: int
    approval: str | None
    agreed_on: dt.date | None
    period_start: str | None
    period_end: str | None
    decision: str | None


class Plans(SeenRoom):
    """Plans and what they are made of."""

    def waiting(self, *, page: int = 1, per_page: int = 50) -> Listing[PlanRow]:
        """The plans that wait for approval, those that have waited longest first."""
        query = self._listed(live=True).where(self._waits()).order_by(Plan.seq)
        rows = self.connection.execute(query.limit(per_page).offset((page - 1) * per_page))
        return Listing([_plan(row) for row in rows], self.waiting_count(), page, per_page)

    def waiting_count(self) -> int:
        """How many plans wait for approval."""
        query = self.tenant.select(Plan, func.count(Plan.id), live=True).where(self._waits())
        return self.connection.execute(query).scalar_one()

    def unfinished(self) -> list[sync_store.Record]:
        """The plans of open cases that have no result yet, whole, by case and number."""
        query = (
            select_records(self.tenant)
            .join(Plan, refers(Record.id, Plan, live=True))
            .join(Case, refers(Plan.case, Case, live=True))
            .where(Plan.result.is_(None), Case.state == "open", self.sight.sees(Record.scope))
            .order_by(Plan.case, Plan.number, Plan.id)
        )
        return self._read(query)

    def decided(self, since: dt.date, until: dt.date) -> list[sync_store.Record]:
        """The plans whose decision fell from one day to another, both included, whole."""
        query = (
            select_records(self.tenant)
            .join(Plan, refers(Record.id, Plan, live=True))
            .where(Plan.decision_due.between(since, until), self.sight.sees(Record.scope))
        )
        return self._read(query)

    def by_id(self, ids: Collection[str]) -> dict[str, PlanRow]:
        """The plans with these ids, as lists show them; removed ones as well."""
        query = self._listed().where(among(Plan.id, ids), self.sight.sees(Plan.case))
        return {row.id: _plan(row) for row in self.connection.execute(query)}

    def supports(self, plan: str) -> list[str]:
        """The ids of a plan's supports, those that were taken out included."""
        query = self.tenant.select(PlanSupport, PlanSupport.id).where(
            PlanSupport.plan == plan, self.sight.sees(PlanSupport.case)
        )
        return list(self.connection.scalars(query))

    def state(self, plan: str) -> str:
        """A name for the state of a plan with all its supports: the newest head among theirs."""
        parts = [plan, *self.supports(plan)]
        query = self.tenant.select(Record, Record.head).where(among(Record.id, parts), self.sight.sees(Record.scope))
        return str(self.connection.scalar(query.order_by(Record.seq.desc()).limit(1)))

    def _waits(self) -> ColumnElement[bool]:
        return and_(Plan.approval.in_(AWAITS_APPROVAL), self.sight.sees(Plan.case))

    def _listed(self, *, live: bool = False) -> Select[*tuple[Any, ...]]:
        return (
            self.tenant.select(
                Plan,
                Plan.id,
                Plan.case.label("case_id"),
                Case.number.label("case_number"),
                Person.name.label("person_name"),
                Staff.name.label("worker_name"),
                Plan.number,
                Plan.approval,
                Record.fields,
                live=live,
            )
            .join(Record, refers(Plan.id, Record))
            .outerjoin(Case, refers(Plan.case, Case))
            .outerjoin(Person, refers(Case.person, Person))
            .outerjoin(Staff, refers(Case.main_worker, Staff))
        )


def _plan(row: Row[*tuple[Any, ...]]) -> PlanRow:
    values: dict[str, Any] = row._asdict()
    fields = fields_of(values.pop("fields"))
    agreed_on = fields.get("agreed_on")
    values["agreed_on"] = None if agreed_on is None else dt.date.fromisoformat(agreed_on)
    values |= {name: fields.get(name) for name in ("period_start", "period_end", "decision")}
    return PlanRow(**values)
