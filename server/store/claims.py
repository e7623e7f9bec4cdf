"""What stands on a worker's own word alone and waits for the office's: second cases, households that a worker gave,
and persons without a case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import and_, func, or_
from sqlalchemy.orm import aliased

from server.models.case import Case
from server.models.household import Household
from server.models.person import HouseholdMember, Person
from server.models.staff import Staff
from server.store.tenant import refers
from server.store.visibility import SeenRoom

_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class CaseClaim:
    """A case of a person who has several; ``self_assigned`` where its worker's own word is all there is."""

    case_id: str
    number: str | None
    person_name: str | None
    worker_name: str | None
    self_assigned: bool


@dataclass(frozen=True, slots=True)
class HouseholdClaim:
    """A person of whom a worker said that they belong to a household to which others belong, or belonged."""

    person_id: str
    person_name: str | None
    household_name: str | None
    worker_name: str | None


@dataclass(frozen=True, slots=True)
class Uncased:
    """A person who never had a case, or has none any more."""

    person_name: str | None
    worker_name: str | None


class Claims(SeenRoom):
    """For those who work with every case (docs/decisions/0012-who-sees-what.md)."""

    def cases(self) -> list[CaseClaim]:
        """The live cases of persons who have several of them, and those that wait for the office's word because their
        person has, or had, another.
        """
        other = aliased(Case)
        others = self.tenant.select(other, other.id).where(
            other.person == Case.person, other.id != Case.id, self.sight.is_open(other.id)
        )
        both_open = others.where(other.state == "open", other.deleted.is_not(True)).correlate(Case).exists()
        query = (
            self.tenant.select(
                Case,
                Case.id,
                Case.number,
                Person.name,
                Staff.name.label("worker"),
                Case.self_assigned,
                live=True,
            )
            .outerjoin(Person, refers(Case.person, Person))
            .outerjoin(Staff, refers(Case.main_worker, Staff))
            .where(
                self.sight.permitted(Case.id),
                or_(
                    and_(Case.self_assigned.is_(True), others.correlate(Case).exists()),
                    and_(Case.state == "open", both_open),
                ),
            )
            .order_by(Person.kana, Person.name, Case.number, Case.id)
            .limit(_MOST)
        )
        return [
            CaseClaim(case, number, person, worker, bool(self_assigned))
            for case, number, person, worker, self_assigned in self.connection.execute(query)
        ]

    def households(self) -> list[HouseholdClaim]:
        """The households that a worker gave, where others belong to them, or did."""
        member = self.tenant.select(HouseholdMember, HouseholdMember.person).where(
            HouseholdMember.household == Person.household, HouseholdMember.person != Person.id
        )
        columns = (Person.id, Person.name, Household.name.label("household"), Staff.name.label("worker"))
        query = (
            self.tenant.select(Person, *columns, live=True)
            .outerjoin(Household, refers(Person.household, Household))
            .outerjoin(Staff, refers(Person.household_by, Staff))
            .where(
                self.sight.permitted(Person.id),
                Person.household_by.is_not(None),
                member.correlate(Person).exists(),
            )
            .order_by(Household.name, Person.kana, Person.name, Person.id)
            .limit(_MOST)
        )
        return [HouseholdClaim(*row) for row in self.connection.execute(query)]

    def uncased(self) -> tuple[list[Uncased], int]:
        """Persons without a live case, the latest first, and how many there are."""
        cases = self.tenant.select(Case, Case.id, live=True).where(Case.person == Person.id)
        wanted = (self.sight.permitted(Person.id), ~cases.correlate(Person).exists())
        count = self.tenant.select(Person, func.count(Person.id), live=True).where(*wanted)
        query = (
            self.tenant.select(Person, Person.name, Staff.name.label("worker"), live=True)
            .outerjoin(Staff, refers(Person.created_by, Staff))
            .where(*wanted)
            .order_by(Person.seq.desc())
            .limit(_MOST)
        )
        total = self.connection.execute(count).scalar_one()
        return [Uncased(*row) for row in self.connection.execute(query)], total
