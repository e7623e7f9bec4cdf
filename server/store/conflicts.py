"""Conflicts, those that wait for a person's choice above all."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select
from sqlalchemy.orm import aliased

from server.models import Case, Conflict, Person, Record, Staff
from server.store.files import FileStore, sees
from server.store.rows import ConflictRow, Listing, Reader


class ConflictStore(FileStore):
    """The office's conflicts."""

    def conflicts(
        self, reader: Reader, *, is_open: bool = True, asked: bool = False, page: int = 1, per_page: int = 50
    ) -> Listing[ConflictRow]:
        """The open conflicts, those whose worker asked the supervisor before the others; or the closed ones.

        With ``asked`` only those whose worker asked.
        """
        wanted = [*self._visible(reader), Conflict.state == "open" if is_open else Conflict.state != "open"]
        if asked:
            wanted.append(Conflict.asked.is_(True))
        total = self.connection.execute(select(func.count(Conflict.id)).where(*wanted)).scalar_one()
        raised = (
            (Conflict.asked.is_not(True), Conflict.raised_at, Conflict.seq)
            if is_open
            else (Conflict.raised_at.desc(), Conflict.seq.desc())
        )
        query = _listed().where(*wanted).order_by(*raised)
        rows = self.connection.execute(query.limit(per_page).offset((page - 1) * per_page))
        return Listing([_conflict(row) for row in rows], total, page, per_page)

    def conflict(self, reader: Reader, conflict: str) -> ConflictRow | None:
        """One conflict, open or closed."""
        row = self.connection.execute(_listed().where(*self._visible(reader), Conflict.id == conflict)).first()
        return None if row is None else _conflict(row)

    def open_conflict_count(self, reader: Reader) -> int:
        """How many conflicts wait."""
        query = select(func.count(Conflict.id)).where(*self._visible(reader), Conflict.state == "open")
        return self.connection.execute(query).scalar_one()

    def _visible(self, reader: Reader) -> list[ColumnElement[bool]]:
        return [
            Conflict.office_id == self.office,
            Conflict.deleted.is_not(True),
            sees(reader, self.office, Conflict.scope),
        ]


def _listed() -> Select[*tuple[Any, ...]]:
    current, proposed, resolver = aliased(Staff), aliased(Staff), aliased(Staff)
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
            Conflict.state,
            resolver.name.label("resolved_by_name"),
        )
        .join(Record, and_(Record.office_id == Conflict.office_id, Record.id == Conflict.about))
        .outerjoin(Case, and_(Case.office_id == Conflict.office_id, Case.id == Conflict.scope))
        .outerjoin(
            Person,
            and_(Person.office_id == Conflict.office_id, Person.id == func.coalesce(Case.person, Conflict.scope)),
        )
        .outerjoin(current, and_(current.office_id == Conflict.office_id, current.id == Conflict.current_by))
        .outerjoin(proposed, and_(proposed.office_id == Conflict.office_id, proposed.id == Conflict.proposed_by))
        .outerjoin(resolver, and_(resolver.office_id == Conflict.office_id, resolver.id == Conflict.resolved_by))
    )


def _conflict(row: Row[*tuple[Any, ...]]) -> ConflictRow:
    values = row._asdict()
    return ConflictRow(**values | {"asked": bool(values["asked"])})
