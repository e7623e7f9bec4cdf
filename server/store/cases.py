"""Cases, as the office pages list them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, and_, func, select

from server.models import Assignment, Case, Person, Plan, Support
from server.store.accounts import AccountStore
from server.store.rows import CaseRow


class CaseStore(AccountStore):
    """Cases and who is in charge of them."""

    def cases(self, *, state: str | None = None, worker: str | None = None) -> list[CaseRow]:
        """The cases of the office, or those in a user's charge; by number, then by the person's reading."""
        query = self._case_query()
        if state is not None:
            query = query.where(Case.state == state)
        if worker is not None:
            mine = select(Assignment.case_id).where(
                Assignment.office_id == self.office, Assignment.user_id == worker, Assignment.until.is_(None)
            )
            query = query.where(Case.id.in_(mine))
        rows = self.connection.execute(query.order_by(Case.number, Person.kana, Case.id))
        return [_case(row) for row in rows]

    def case(self, case: str) -> CaseRow | None:
        """One case, deleted ones left out."""
        row = self.connection.execute(self._case_query().where(Case.id == case)).first()
        return None if row is None else _case(row)

    def case_counts(self) -> dict[str, int]:
        """How many open cases each user is in charge of, by user."""
        query = (
            select(Assignment.user_id, func.count())
            .join(Case, and_(Case.office_id == Assignment.office_id, Case.id == Assignment.case_id))
            .where(
                Assignment.office_id == self.office,
                Assignment.until.is_(None),
                Case.state == "open",
                Case.deleted.is_not(True),
            )
            .group_by(Assignment.user_id)
        )
        return dict(self.connection.execute(query).tuples().all())

    def _case_query(self) -> Select[*tuple[Any, ...]]:
        last_contact = (
            select(func.max(Support.day))
            .where(Support.office_id == Case.office_id, Support.case == Case.id, Support.deleted.is_not(True))
            .scalar_subquery()
        )
        next_monitoring = (
            select(func.min(Plan.next_monitoring_due))
            .where(
                Plan.office_id == Case.office_id,
                Plan.case == Case.id,
                Plan.deleted.is_not(True),
                Plan.result.is_(None),
            )
            .scalar_subquery()
        )
        return (
            select(
                Case.id,
                Case.number,
                Case.person,
                Person.name.label("person_name"),
                Person.kana.label("person_kana"),
                Case.state,
                Case.opened_on,
                Case.closed_on,
                Case.main_worker,
                Case.co_workers,
                last_contact.label("last_contact"),
                next_monitoring.label("next_monitoring"),
            )
            .outerjoin(Person, and_(Person.office_id == Case.office_id, Person.id == Case.person))
            .where(Case.office_id == self.office, Case.deleted.is_not(True))
        )


def _case(row: Row[*tuple[Any, ...]]) -> CaseRow:
    values = row._asdict()
    return CaseRow(person_id=values.pop("person"), co_workers=tuple(values.pop("co_workers") or ()), **values)
