"""What must be followed up in the office, as ``server.followup`` finds it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Subquery, and_, case, func, select

from server.followup.cases import CaseFacts
from server.followup.lists import LISTS, Attention, attention
from server.followup.thresholds import Thresholds
from server.models import Case, Person, Plan, Staff, Support
from server.store.cases import CaseStore
from server.store.contacts import IS_ATTEMPT, IS_CONTACT
from server.store.files import sees
from server.store.projections import PLAN_DATES, canonical
from server.store.rows import FollowUpRow, Reader
from server.store.statements import among
from sync.kinds import Values

_PLAN_FIELDS: Final = ("number", *PLAN_DATES, "result", "case_reviewed_on")
_PLACES: Final = {name: place for place, name in enumerate(LISTS)}


@dataclass(frozen=True, slots=True)
class OpenCase:
    """An open case: who is in charge of it, and what is known of it by a day."""

    id: str
    main_worker: str | None
    facts: CaseFacts


@dataclass(frozen=True, slots=True)
class FollowUpFilter:
    """Which cases to look through; ``None`` leaves a condition out. ``unassigned`` are those in nobody's charge,
    ``reader`` leaves out what that person may not see.
    """

    worker: str | None = None
    unassigned: bool = False
    reader: Reader | None = None
    cases: Collection[str] | None = None


class FollowUpStore(CaseStore):
    """The lists of what must be followed up."""

    def follow_up(
        self, today: dt.date, wanted: FollowUpFilter, thresholds: Thresholds | None = None
    ) -> list[FollowUpRow]:
        """Everything that the open cases ask for on a day, list by list, what has waited longest first.

        Two queries, however many cases there are. What was recorded for later days is not looked at.
        """
        plans = self._plans_by_case(wanted)
        rows = [
            found
            for row in self._open_cases(today, wanted)
            for found in _follow_up(row, plans[row.id], today, thresholds or Thresholds())
        ]
        return sorted(rows, key=_urgency)

    def open_cases(self, today: dt.date) -> list[OpenCase]:
        """Every open case, with what is known of it by a day."""
        wanted = FollowUpFilter()
        plans = self._plans_by_case(wanted)
        return [
            OpenCase(row.id, row.main_worker, _facts(row, plans[row.id])) for row in self._open_cases(today, wanted)
        ]

    def _open_cases(self, today: dt.date, wanted: FollowUpFilter) -> list[Row[*tuple[Any, ...]]]:
        """The open cases, by the person's reading, with the days of their support records."""
        days = self._support_days(today)
        query = (
            select(
                Case.id,
                Case.number,
                Person.name.label("person_name"),
                Case.opened_on,
                Case.main_worker,
                Case.co_workers,
                Staff.name.label("worker_name"),
                days.c.first_record,
                days.c.last_contact,
                days.c.last_attempt,
            )
            .outerjoin(days, days.c.case == Case.id)
            .outerjoin(Person, and_(Person.office_id == Case.office_id, Person.id == Case.person))
            .outerjoin(Staff, and_(Staff.office_id == Case.office_id, Staff.id == Case.main_worker))
            .where(*self._open(wanted))
            .order_by(Person.kana.is_(None), Person.kana, Person.name, Case.id)
        )
        return list(self.connection.execute(query))

    def _support_days(self, today: dt.date) -> Subquery:
        return (
            select(
                Support.case,
                func.min(Support.day).label("first_record"),
                func.max(case((IS_CONTACT, Support.day))).label("last_contact"),
                func.max(case((IS_ATTEMPT, Support.day))).label("last_attempt"),
            )
            .where(Support.office_id == self.office, Support.deleted.is_not(True), Support.day <= today)
            .group_by(Support.case)
            .subquery()
        )

    def _plans_by_case(self, wanted: FollowUpFilter) -> dict[str, dict[str, Values]]:
        query = (
            select(Plan.case, Plan.id, *(getattr(Plan, name) for name in _PLAN_FIELDS))
            .join(Case, and_(Case.office_id == Plan.office_id, Case.id == Plan.case))
            .where(Plan.deleted.is_not(True), *self._open(wanted))
            .order_by(Plan.number, Plan.id)
        )
        found: defaultdict[str, dict[str, Values]] = defaultdict(dict)
        for case_id, plan_id, *values in self.connection.execute(query):
            given = zip(_PLAN_FIELDS, values, strict=True)
            found[case_id][plan_id] = {name: canonical(value) for name, value in given if value is not None}
        return found

    def _open(self, wanted: FollowUpFilter) -> list[ColumnElement[bool]]:
        conditions = [Case.office_id == self.office, Case.deleted.is_not(True), Case.state == "open"]
        conditions += self._in_charge(wanted.worker, unassigned=wanted.unassigned)
        if wanted.reader is not None:
            conditions.append(sees(wanted.reader, self.office, Case.id))
        if wanted.cases is not None:
            conditions.append(among(Case.id, wanted.cases))
        return conditions


def _follow_up(
    row: Row[*tuple[Any, ...]], plans: dict[str, Values], today: dt.date, thresholds: Thresholds
) -> Iterator[FollowUpRow]:
    for found in attention(_facts(row, plans), today, thresholds):
        yield FollowUpRow(
            attention=found,
            case_id=row.id,
            case_number=row.number,
            person_name=row.person_name,
            plan_number=None if found.plan is None else plans[found.plan].get("number"),
            main_worker=row.main_worker,
            co_workers=tuple(row.co_workers or ()),
            worker_name=row.worker_name,
            last_contact=row.last_contact,
            last_attempt=row.last_attempt,
        )


def _facts(row: Row[*tuple[Any, ...]], plans: dict[str, Values]) -> CaseFacts:
    return CaseFacts(row.opened_on, row.first_record, row.last_contact, row.last_attempt, plans)


def _urgency(row: FollowUpRow) -> tuple[int, bool, int]:
    """What nobody knows the beginning of comes first, then what has waited longest."""
    found: Attention = row.attention
    return _PLACES[found.list], found.days is not None, -(found.days or 0)
