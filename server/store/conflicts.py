"""Conflicts, those that wait for a person's choice above all."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row, Select, func
from sqlalchemy.orm import aliased

from server.models.case import Case
from server.models.conflict import Conflict
from server.models.person import Person
from server.models.record import Record
from server.models.staff import Staff
from server.store.records import fields_of, select_records
from server.store.rows import Listing
from server.store.tenant import refers
from server.store.visibility import SeenRoom
from sync import store as sync_store
from sync.fields import Json

_IS_OPEN: Final = Conflict.state == "open"


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """A conflict, with the names that stand beside it. ``about_head`` is the state on which a choice is made."""

    id: str
    about: str
    about_kind: str
    about_head: str
    case_id: str | None
    person_name: str | None
    field: str
    was: Json
    current: Json
    proposed: Json
    current_by_name: str | None
    proposed_by_name: str | None
    raised_at: dt.datetime | None
    asked: bool
    question: str | None
    state: str
    resolved_by_name: str | None


class Conflicts(SeenRoom):
    """The office's conflicts."""

    def page(
        self, *, is_open: bool = True, asked: bool = False, page: int = 1, per_page: int = 50
    ) -> Listing[ConflictRow]:
        """The open conflicts, those whose worker asked the supervisor before the others; or the closed ones.

        With ``asked`` only those whose worker asked.
        """
        wanted = [_IS_OPEN if is_open else ~_IS_OPEN]
        if asked:
            wanted.append(Conflict.asked.is_(True))
        raised = (
            (Conflict.asked.is_not(True), Conflict.raised_at, Conflict.seq)
            if is_open
            else (Conflict.raised_at.desc(), Conflict.seq.desc())
        )
        total = self.connection.execute(self._seen(func.count(Conflict.id)).where(*wanted)).scalar_one()
        query = self._listed().where(*wanted).order_by(*raised).limit(per_page).offset((page - 1) * per_page)
        return Listing([self._row(row) for row in self.connection.execute(query)], total, page, per_page)

    def one(self, conflict: str) -> ConflictRow | None:
        """One conflict, open or closed."""
        row = self.connection.execute(self._listed().where(Conflict.id == conflict)).first()
        return None if row is None else self._row(row)

    def open_count(self) -> int:
        """How many conflicts wait."""
        return int(self.connection.execute(self._seen(func.count(Conflict.id)).where(_IS_OPEN)).scalar_one())

    def open_about(self, record: str) -> list[sync_store.Record]:
        """The open conflicts about a record, whole, oldest first."""
        query = (
            select_records(self.tenant)
            .join(Conflict, refers(Record.id, Conflict))
            # By the conflict's scope, which is its record's: by that, SQLite goes through all that a worker may see.
            .where(Conflict.about == record, _IS_OPEN, self.sight.sees(Conflict.scope))
            .order_by(Record.seq)
        )
        return self._read(query)

    def _seen(self, *columns: Any) -> Select[*tuple[Any, ...]]:
        return self.tenant.select(Conflict, *columns, live=True).where(self.sight.sees(Conflict.scope))

    def _listed(self) -> Select[*tuple[Any, ...]]:
        whole = aliased(Record)
        current, proposed, resolver = aliased(Staff), aliased(Staff), aliased(Staff)
        person = func.coalesce(Case.person, Conflict.scope)
        return (
            self._seen(
                Conflict.id,
                Conflict.about,
                Record.head.label("about_head"),
                Case.id.label("case_id"),
                Person.name.label("person_name"),
                Conflict.field,
                current.name.label("current_by_name"),
                proposed.name.label("proposed_by_name"),
                Conflict.raised_at,
                Conflict.asked,
                Conflict.state,
                resolver.name.label("resolved_by_name"),
                whole.fields,
            )
            .join(whole, refers(Conflict.id, whole))
            .join(Record, refers(Conflict.about, Record))
            .outerjoin(Case, refers(Conflict.scope, Case))
            .outerjoin(Person, refers(person, Person, source=Conflict))
            .outerjoin(current, refers(Conflict.current_by, current))
            .outerjoin(proposed, refers(Conflict.proposed_by, proposed))
            .outerjoin(resolver, refers(Conflict.resolved_by, resolver))
        )

    def _row(self, row: Row[*tuple[Any, ...]]) -> ConflictRow:
        values = row._asdict()
        fields = fields_of(values.pop("fields"))
        values |= {name: fields.get(name) for name in ("about_kind", "was", "current", "proposed", "question")}
        hidden = values.keys() - set(self.sight.shown("conflict", values))
        return ConflictRow(**values | dict.fromkeys(hidden) | {"asked": bool(values["asked"])})
