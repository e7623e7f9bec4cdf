"""Which cases belong together when they are to be erased, and what speaks against it.

People of one household are erased together, with all of their cases: what stands with a household is about all who have
ever belonged to it, and could not stay without naming the one who is gone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func

from server.ground.ids import ids_in
from server.models.case import Case
from server.models.change import Change
from server.models.conflict import Conflict
from server.models.person import HouseholdMember, Person
from server.models.plan import Plan
from server.models.record import Record
from server.models.recovery import WaitingChange
from server.models.support import Support
from server.models.user import Device
from server.models.visibility import Visibility
from server.store.recovery import OPEN
from server.store.statements import among
from server.store.tenant import Room, same_office


@dataclass(frozen=True, slots=True)
class StandingCase:
    """How a case stands. ``ended_on`` is the day on which it was closed, or of a removed case that never was, the day
    of its last change.
    """

    id: str
    number: str | None
    person: str | None
    state: str | None
    ended_on: dt.date | None
    removed: bool

    @property
    def is_over(self) -> bool:
        """Whether it is closed, or was removed."""
        return self.removed or self.state == "closed"


@dataclass(frozen=True, slots=True)
class Unit:
    """What is erased together: the cases of some people, these, and their households."""

    cases: tuple[StandingCase, ...]
    people: frozenset[str]
    households: frozenset[str]

    @property
    def id(self) -> str:
        """The case by which it is named: one that was not removed, where there is one."""
        return next((case.id for case in self.cases if not case.removed), self.cases[0].id)

    @property
    def scopes(self) -> frozenset[str]:
        """The scopes of its records: the cases, the people and the households."""
        return frozenset(case.id for case in self.cases) | self.people | self.households


class Candidates(Room):
    """What of one office could be erased."""

    def units(self) -> list[Unit]:
        """Everything that has a case, as it belongs together."""
        groups = _Groups()
        for household, person in self._members():
            groups.join(household, person)
        cases: dict[str, list[StandingCase]] = {}
        people: dict[str, set[str]] = {}
        for case in self._cases():
            groups.join(case.id, case.person or case.id)
            cases.setdefault(case.id, []).append(case)
        for scope, group in groups.all().items():
            people.setdefault(group, set()).add(scope)
        households = {household for household, _ in self._members()}
        grouped = []
        for scopes in people.values():
            theirs = [case for scope in sorted(scopes) for case in cases.get(scope, [])]
            if theirs:
                homes = scopes & households
                persons = frozenset(scopes - homes - cases.keys())
                grouped.append(Unit(tuple(theirs), persons, frozenset(homes)))
        return grouped

    def unit_of(self, case: str) -> Unit | None:
        """What a case belongs to."""
        return next((unit for unit in self.units() if any(each.id == case for each in unit.cases)), None)

    def disputed(self, scopes: Collection[str]) -> set[str]:
        """Those of some scopes in which a conflict is open."""
        query = self.tenant.select(Conflict, Conflict.scope, live=True)
        return {
            scope
            for scope in self.connection.scalars(query.where(Conflict.state == "open", among(Conflict.scope, scopes)))
            if scope
        }

    def unsent(self, scopes: Collection[str], seen_since: dt.datetime) -> set[str]:
        """Those of some scopes that may be on a phone which has reported unsent work and was in touch since
        ``seen_since``.
        """
        may_hold = Visibility.revoked_seq.is_(None) | (Device.told_seq < Visibility.revoked_seq)
        is_there = (Device.queued > 0, Device.erased_at.is_(None), Device.last_seen_at >= seen_since)
        query = (
            self.tenant.select(Visibility, Visibility.scope)
            .join(Device, same_office(Visibility, Device) & (Device.user_id == Visibility.user_id))
            .where(among(Visibility.scope, scopes), may_hold, *is_there)
        )
        return set(self.connection.scalars(query))

    def waiting(self) -> set[str]:
        """The ids that stand in changes which wait or are held (``server.store.recovery.OPEN``)."""
        query = self.tenant.select(WaitingChange, WaitingChange.body).where(WaitingChange.state.in_(OPEN))
        return {id_ for body in self.connection.scalars(query) for id_ in ids_in(body)}

    def kinds_in(self, scopes: Collection[str]) -> dict[str, int]:
        """How many records of each kind stand in some scopes, removed ones as well."""
        query = self.tenant.select(Record, Record.kind, func.count()).where(among(Record.scope, scopes))
        return {row[0]: int(row[1]) for row in self.connection.execute(query.group_by(Record.kind))}

    def months_in(self, cases: Collection[str]) -> list[str]:
        """The months in which some cases may count for something, as ``2026-04``: of their notes, of their beginnings
        and ends, and of those of their plans."""
        notes = self.tenant.select(Support, Support.day).where(among(Support.case, cases))
        ends = self.tenant.select(Case, Case.opened_on, Case.closed_on).where(among(Case.id, cases))
        plans = self.tenant.select(Plan, Plan.decision_due, Plan.evaluated_due).where(among(Plan.case, cases))
        rows = (row for query in (notes, ends, plans) for row in self.connection.execute(query))
        return sorted({f"{day:%Y-%m}" for row in rows for day in row if day is not None})

    def _members(self) -> list[tuple[str, str]]:
        """Who has ever belonged to which household, each a household and a person."""
        once = self.connection.execute(
            self.tenant.select(HouseholdMember, HouseholdMember.household, HouseholdMember.person)
        )
        now = self.connection.execute(
            self.tenant.select(Person, Person.household, Person.id).where(Person.household.is_not(None))
        )
        return sorted({(household, person) for household, person in (*once, *now)})

    def _cases(self) -> list[StandingCase]:
        columns = (Case.id, Case.number, Case.person, Case.state, Case.closed_on, Case.deleted)
        rows = self.connection.execute(self.tenant.select(Case, *columns).order_by(Case.id)).all()
        last = self._last_written([row.id for row in rows if row.deleted and row.closed_on is None])
        return [
            StandingCase(
                row.id, row.number, row.person, row.state, row.closed_on or last.get(row.id), bool(row.deleted)
            )
            for row in rows
        ]

    def _last_written(self, cases: Collection[str]) -> dict[str, dt.date]:
        query = self.tenant.select(Change, Change.record, func.max(Change.received_at))
        rows = self.connection.execute(query.where(among(Change.record, cases)).group_by(Change.record))
        return {record: at.astimezone(self.tenant.zone).date() for record, at in rows}


class _Groups:
    """Ids that are joined two by two, and fall into groups by that."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def join(self, one: str, other: str) -> None:
        """Put two ids into one group."""
        self._above[self._top(one)] = self._top(other)

    def all(self) -> dict[str, str]:
        """The group of each id, by the id."""
        return {each: self._top(each) for each in list(self._above)}

    def _top(self, each: str) -> str:
        while (above := self._above.setdefault(each, each)) != each:
            self._above[each] = self._above[above]
            each = above
        return each
