"""Conflicts that wait for a person's choice."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.orm import aliased

from server.models import Case, Conflict, Person, Record, Staff
from server.store.accounts import AccountStore
from server.store.rows import ConflictRow, Listing


class ConflictStore(AccountStore):
    """The office's open conflicts."""

    def conflicts(self, *, asked: bool = False, page: int = 1, per_page: int = 50) -> Listing[ConflictRow]:
        """The open conflicts, oldest first; only those whose worker asked the supervisor, where ``asked``."""
        open_ones = [Conflict.office_id == self.office, Conflict.state == "open", Conflict.deleted.is_not(True)]
        if asked:
            open_ones.append(Conflict.asked.is_(True))
        total = self.connection.execute(select(func.count(Conflict.id)).where(*open_ones)).scalar_one()
        query = _listed().where(*open_ones).order_by(Conflict.raised_at, Conflict.seq)
        rows = self.connection.execute(query.limit(per_page).offset((page - 1) * per_page))
        return Listing([_conflict(row) for row in rows], total, page, per_page)

    def conflict(self, conflict: str) -> ConflictRow | None:
        """One open conflict."""
        query = _listed().where(Conflict.office_id == self.office, Conflict.id == conflict, Conflict.state == "open")
        row = self.connection.execute(query).first()
        return None if row is None else _conflict(row)


def _listed() -> Select[*tuple[Any, ...]]:
    current, proposed = aliased(Staff), aliased(Staff)
    return (
        select(
            Conflict.id,
            Conflict.about,
            Conflict.about_kind,
            Record.head.label("about_head"),
            Case.id.label("case_id"),
            Person.name.label("person_name"),
            Conflict.field,
            Conflict.was,
            Conflict.current,
            Conflict.proposed,
            current.name.label("current_by_name"),
            proposed.name.label("proposed_by_name"),
            Conflict.raised_at,
            Conflict.asked,
            Conflict.question,
        )
        .join(Record, and_(Record.office_id == Conflict.office_id, Record.id == Conflict.about))
        .outerjoin(Case, and_(Case.office_id == Conflict.office_id, Case.id == Conflict.scope))
        .outerjoin(
            Person,
            and_(Person.office_id == Conflict.office_id, Person.id == func.coalesce(Case.person, Conflict.scope)),
        )
        .outerjoin(current, and_(current.office_id == Conflict.office_id, current.id == Conflict.current_by))
        .outerjoin(proposed, and_(proposed.office_id == Conflict.office_id, proposed.id == Conflict.proposed_by))
    )


def _conflict(row: Row[*tuple[Any, ...]]) -> ConflictRow:
    values = row._asdict()
    return ConflictRow(**values | {"asked": bool(values["asked"])})
