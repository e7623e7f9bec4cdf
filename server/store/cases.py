"""Cases, as the office pages list them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, func

from server.models.case import Assignment, Case
from server.models.household import Household
from server.models.person import Person
from server.models.plan import Plan
from server.models.staff import Staff
from server.models.support import Support
from server.store.charge import in_charge, with_leavers
from server.store.contacts import IS_CONTACT
from server.store.rows import Listing
from server.store.statements import among
from server.store.tenant import refers
from server.store.visibility import SeenRoom
from sync.folding import fold, seeker

_SOUGHT: Final = (
    Case.number,
    Person.name,
    Person.kana,
    Person.phone,
    Person.address,
    Household.name,
    Household.address,
    Household.members,
)
"""In which fields the words of a search are looked for."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list.

    ``last_contact`` is the day on which the client or their family was last reached, ``next_monitoring`` the earliest
    that its plans have due.
    """

    id: str
    number: str | None
    person_id: str
    person_name: str | None
    person_kana: str | None
    state: str
    opened_on: dt.date | None
    closed_on: dt.date | None
    main_worker: str | None
    co_workers: tuple[str, ...]
    last_contact: dt.date | None
    next_monitoring: dt.date | None
    restricted: bool


@dataclass(frozen=True, slots=True)
class KnownCase:
    """What tells a case from others: ``opened_on`` is in the spelling of the wire."""

    id: str
    number: str | None
    person: str
    state: str
    opened_on: str | None


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """That somebody is or was in charge of a case; ``part`` is ``main`` or ``co``."""

    user_id: str
    user_name: str | None
    part: str
    since: dt.datetime
    until: dt.datetime | None


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases to list; ``None`` leaves a condition out. ``words`` are looked for in the case's number, and in who
    the person and their household are and how they are reached, as far as the reader is shown it. ``left`` asks for
    those in the charge of somebody whose account is out of use.
    """

    state: str | None = None
    worker: str | None = None
    unassigned: bool = False
    left: bool = False
    words: str | None = None


class Cases(SeenRoom):
    """Cases and who is in charge of them."""

    def page(self, wanted: CaseFilter, *, page: int = 1, per_page: int = 50) -> Listing[CaseRow]:
        """The cases that the filter finds, open ones first; by the person's reading."""
        query = self._listed().where(*self._conditions(wanted))
        total = self.connection.execute(self.tenant.count(query)).scalar_one()
        query = query.order_by(Case.state.desc(), Person.kana.is_(None), Person.kana, Person.name, Case.number, Case.id)
        rows = self.connection.execute(query.limit(per_page).offset((page - 1) * per_page))
        return Listing([_case(row) for row in rows], total, page, per_page)

    def one(self, case: str) -> CaseRow | None:
        """One case."""
        return self.by_id([case]).get(case)

    def by_id(self, ids: Collection[str]) -> dict[str, CaseRow]:
        """The cases with these ids."""
        rows = self.connection.execute(self._listed().where(among(Case.id, ids)))
        return {row.id: _case(row) for row in rows}

    def of_persons(self, ids: Collection[str]) -> dict[str, list[CaseRow]]:
        """The cases of these persons, each person's newest first."""
        query = self._listed().where(among(Case.person, ids)).order_by(Case.id.desc())
        by_person: dict[str, list[CaseRow]] = {}
        for row in self.connection.execute(query):
            by_person.setdefault(row.person, []).append(_case(row))
        return by_person

    def known(self) -> list[KnownCase]:
        """Every case that the reader sees, as an import compares its rows with them."""
        columns = (Case.id, Case.number, Case.person, Case.state, Case.opened_on)
        query = self.tenant.select(Case, *columns, live=True).where(self.sight.permitted(Case.id)).order_by(Case.id)
        return [
            KnownCase(id_, number, person, state, None if opened_on is None else opened_on.isoformat())
            for id_, number, person, state, opened_on in self.connection.execute(query)
        ]

    def assignments(self, case: str) -> list[AssignmentRow]:
        """Who is and was in charge of a case, newest first."""
        columns = (Assignment.user_id, Staff.name, Assignment.part, Assignment.since, Assignment.until)
        query = (
            self.tenant.select(Assignment, *columns)
            .outerjoin(Staff, refers(Assignment.user_id, Staff))
            .where(Assignment.case_id == case, self.sight.sees(Assignment.case_id))
            .order_by(Assignment.until.is_not(None), Assignment.since.desc(), Assignment.part.desc(), Staff.name)
        )
        return [AssignmentRow(*row) for row in self.connection.execute(query)]

    def _conditions(self, wanted: CaseFilter) -> list[ColumnElement[bool]]:
        conditions = in_charge(self.tenant, wanted.worker, unassigned=wanted.unassigned)
        if wanted.state is not None:
            conditions.append(Case.state == wanted.state)
        if wanted.left:
            conditions.append(with_leavers(self.tenant))
        sought = seeker(wanted.words or "")
        if sought is not None:
            texts = self._texts(conditions)
            conditions.append(among(Case.id, [case for case, text in texts.items() if sought(text)]))
        return conditions

    def _texts(self, conditions: list[ColumnElement[bool]]) -> dict[str, str]:
        """What the reader may look for in the cases that fulfil the conditions: their texts, folded, by case.

        They are folded here and at each search, not stored: an office's cases are few, and what is folded beside a
        record would be one more copy of names and addresses, and wrong as soon as the folding is changed
        (docs/decisions/0015-one-folding.md).
        """
        columns = [column for column in _SOUGHT if self.sight.shown(column.class_.__tablename__, [column.key])]
        home = and_(refers(Person.household, Household, live=True), self.sight.permitted(Household.id))
        query = (
            self.tenant.select(Case, Case.id, *columns, live=True)
            .outerjoin(Person, refers(Case.person, Person))
            .outerjoin(Household, home)
            .where(self.sight.permitted(Case.id), *conditions)
        )
        rows = self.connection.execute(query)
        # No text holds this character, so that nothing is found across two of them.
        return {row[0]: fold("\0".join(text or "" for text in row[1:])) for row in rows}

    def _listed(self) -> Select[*tuple[Any, ...]]:
        last_contact = (
            self.tenant.select(Support, func.max(Support.day), live=True)
            .where(Support.case == Case.id, IS_CONTACT)
            .scalar_subquery()
        )
        next_monitoring = (
            self.tenant.select(Plan, func.min(Plan.next_monitoring_due), live=True)
            .where(Plan.case == Case.id, Plan.result.is_(None))
            .scalar_subquery()
        )
        return (
            self.tenant.select(
                Case,
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
                Case.restricted_to.is_not(None).label("restricted"),
                live=True,
            )
            .outerjoin(Person, refers(Case.person, Person))
            .where(self.sight.permitted(Case.id))
        )


def _case(row: Row[*tuple[Any, ...]]) -> CaseRow:
    values = row._asdict()
    return CaseRow(person_id=values.pop("person"), co_workers=tuple(values.pop("co_workers") or ()), **values)
