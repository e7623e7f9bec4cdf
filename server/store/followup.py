"""What must be followed up in the office, as ``server.followup`` finds it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Subquery, case, func

from server.followup.cases import CaseFacts
from server.followup.lists import Attention, attention
from server.models.case import Case
from server.models.person import Person
from server.models.plan import Plan
from server.models.record import Record
from server.models.staff import Staff
from server.models.support import Support
from server.store.charge import in_charge
from server.store.contacts import IS_ATTEMPT, IS_CONTACT
from server.store.records import fields_of
from server.store.statements import among
from server.store.tenant import refers
from server.store.visibility import SeenRoom
from sync.followup import LISTS, Thresholds
from sync.kinds import Values

_PLACES: Final = {name: place for place, name in enumerate(LISTS)}


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """One thing that an open case asks for, with the names that stand beside it.

    ``plan_number`` is that of the plan that it is about. ``last_contact`` is the day on which the client or their
    family was last reached, ``last_attempt`` the day on which somebody last tried in vain.
    """

    attention: Attention
    case_id: str
    case_number: str | None
    person_name: str | None
    plan_number: int | None
    main_worker: str | None
    co_workers: tuple[str, ...]
    worker_name: str | None
    last_contact: dt.date | None
    last_attempt: dt.date | None


@dataclass(frozen=True, slots=True)
class OpenCase:
    """An open case: who is in charge of it, and what is known of it by a day."""

    id: str
    main_worker: str | None
    facts: CaseFacts


@dataclass(frozen=True, slots=True)
class FollowUpFilter:
    """Which cases to look through; ``None`` leaves a condition out. ``unassigned`` are those in nobody's charge."""

    worker: str | None = None
    unassigned: bool = False
    cases: Collection[str] | None = None


class FollowUp(SeenRoom):
    """The lists of what must be followed up."""

    def rows(self, today: dt.date, wanted: FollowUpFilter, thresholds: Thresholds | None = None) -> list[FollowUpRow]:
        """Everything that the open cases ask for on a day, list by list, what has waited longest first.

        Two queries, however many cases there are. What was recorded for later days is not looked at.
        """
        plans = self._plans_by_case(wanted)
        rows = [
            asked
            for row in self._open_cases(today, wanted)
            for asked in _follow_up(row, plans[row.id], today, thresholds or Thresholds())
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
            self.tenant.select(
                Case,
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
                live=True,
            )
            .outerjoin(days, days.c.case == Case.id)
            .outerjoin(Person, refers(Case.person, Person))
            .outerjoin(Staff, refers(Case.main_worker, Staff))
            .where(*self._open(wanted))
            .order_by(Person.kana.is_(None), Person.kana, Person.name, Case.id)
        )
        return list(self.connection.execute(query))

    def _support_days(self, today: dt.date) -> Subquery:
        return (
            self.tenant.select(
                Support,
                Support.case,
                func.min(Support.day).label("first_record"),
                func.max(case((IS_CONTACT, Support.day))).label("last_contact"),
                func.max(case((IS_ATTEMPT, Support.day))).label("last_attempt"),
                live=True,
            )
            .where(Support.day <= today)
            .group_by(Support.case)
            .subquery()
        )

    def _plans_by_case(self, wanted: FollowUpFilter) -> dict[str, dict[str, Values]]:
        query = (
            self.tenant.select(Plan, Plan.case, Plan.id, Record.fields, live=True)
            .join(Record, refers(Plan.id, Record))
            .join(Case, refers(Plan.case, Case, live=True))
            .where(*self._open(wanted))
            .order_by(Plan.number, Plan.id)
        )
        by_case: defaultdict[str, dict[str, Values]] = defaultdict(dict)
        for case_id, plan_id, fields in self.connection.execute(query):
            by_case[str(case_id)][plan_id] = fields_of(fields)
        return by_case

    def _open(self, wanted: FollowUpFilter) -> list[ColumnElement[bool]]:
        conditions = [Case.state == "open", self.sight.permitted(Case.id)]
        conditions += in_charge(self.tenant, wanted.worker, unassigned=wanted.unassigned)
        if wanted.cases is not None:
            conditions.append(among(Case.id, wanted.cases))
        return conditions


def _follow_up(
    row: Row[*tuple[Any, ...]], plans: dict[str, Values], today: dt.date, thresholds: Thresholds
) -> Iterator[FollowUpRow]:
    for asked in attention(_facts(row, plans), today, thresholds):
        yield FollowUpRow(
            attention=asked,
            case_id=row.id,
            case_number=row.number,
            person_name=row.person_name,
            plan_number=None if asked.plan is None else plans[asked.plan].get("number"),
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
    asked: Attention = row.attention
    return _PLACES[asked.list], asked.days is not None, -(asked.days or 0)
