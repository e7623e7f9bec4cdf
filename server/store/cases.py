"""Cases, as the office pages list them."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from server.models import Assignment, Case, Person, Plan, Support
from server.store.contacts import IS_CONTACT
from server.store.files import FileStore, sees
from server.store.rows import CaseRow, Listing, Reader
from server.store.statements import among


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases to list; ``None`` leaves a condition out. ``words`` are looked for in name, reading and number."""

    reader: Reader
    state: str | None = None
    worker: str | None = None
    unassigned: bool = False
    words: str | None = None


class CaseStore(FileStore):
    """Cases and who is in charge of them."""

    def cases(self, *, state: str | None = None, worker: str | None = None) -> list[CaseRow]:
        """The cases of the office, or those in a user's charge; by number, then by the person's reading."""
        query = self._case_query()
        if state is not None:
            query = query.where(Case.state == state)
        if worker is not None:
            query = query.where(Case.id.in_(self._charge_of(worker)))
        rows = self.connection.execute(query.order_by(Case.number, Person.kana, Case.id))
        return [_case(row) for row in rows]

    def cases_found(self, wanted: CaseFilter, *, page: int = 1, per_page: int = 50) -> Listing[CaseRow]:
        """The cases that the filter finds, open ones first; by the person's reading."""
        found = self._case_query().where(*self._wanted(wanted))
        total = self.connection.execute(select(func.count()).select_from(found.subquery())).scalar_one()
        query = found.order_by(Case.state.desc(), Person.kana.is_(None), Person.kana, Person.name, Case.number, Case.id)
        rows = self.connection.execute(query.limit(per_page).offset((page - 1) * per_page))
        return Listing([_case(row) for row in rows], total, page, per_page)

    def _wanted(self, wanted: CaseFilter) -> list[ColumnElement[bool]]:
        conditions = [sees(wanted.reader, self.office, Case.id)]
        if wanted.state is not None:
            conditions.append(Case.state == wanted.state)
        conditions += self._in_charge(wanted.worker, unassigned=wanted.unassigned)
        for word in (wanted.words or "").split():
            texts = [_squeezed(column) for column in (Person.name, Person.kana, Case.number)]
            conditions.append(or_(*(text.contains(form, autoescape=True) for text in texts for form in _forms(word))))
        return conditions

    def _in_charge(self, worker: str | None, *, unassigned: bool) -> list[ColumnElement[bool]]:
        """The condition that a case is in somebody's charge, or in nobody's."""
        if unassigned:
            held = select(Assignment.case_id).where(Assignment.office_id == self.office, Assignment.until.is_(None))
            return [Case.id.not_in(held)]
        return [] if worker is None else [Case.id.in_(self._charge_of(worker))]

    def _charge_of(self, worker: str) -> Select[str]:
        return select(Assignment.case_id).where(
            Assignment.office_id == self.office, Assignment.user_id == worker, Assignment.until.is_(None)
        )

    def case(self, case: str) -> CaseRow | None:
        """One case, deleted ones left out."""
        row = self.connection.execute(self._case_query().where(Case.id == case)).first()
        return None if row is None else _case(row)

    def cases_among(self, ids: Collection[str]) -> dict[str, CaseRow]:
        """The live cases with these ids, by id."""
        rows = self.connection.execute(self._case_query().where(among(Case.id, ids)))
        return {row.id: _case(row) for row in rows}

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
        return {row[0]: row[1] for row in self.connection.execute(query)}

    def _case_query(self) -> Select[*tuple[Any, ...]]:
        last_contact = (
            select(func.max(Support.day))
            .where(
                Support.office_id == Case.office_id,
                Support.case == Case.id,
                Support.deleted.is_not(True),
                IS_CONTACT,
            )
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


_KATAKANA: Final = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_HIRAGANA: Final = {katakana: hiragana for hiragana, katakana in _KATAKANA.items()}


def _forms(word: str) -> set[str]:
    """The spellings in which a word is looked for: width, capitals and the two kinds of kana make no difference."""
    plain = unicodedata.normalize("NFKC", word).lower()
    return {plain, plain.translate(_HIRAGANA), plain.translate(_KATAKANA)}


def _squeezed(column: Any) -> ColumnElement[str]:
    """A name without the spaces inside it, since nobody remembers whether there is one."""
    text = func.lower(func.coalesce(column, ""))
    return func.replace(func.replace(text, " ", ""), "\u3000", "")


def _case(row: Row[*tuple[Any, ...]]) -> CaseRow:
    values = row._asdict()
    return CaseRow(person_id=values.pop("person"), co_workers=tuple(values.pop("co_workers") or ()), **values)
