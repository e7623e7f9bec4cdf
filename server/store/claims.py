"""What stands on a worker's own word alone and leads, or led, further than it should without the office's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from server.models import Case, Household, HouseholdMember, Person, Staff
from server.store.files import FileStore

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

    person_id: str
    person_name: str | None
    worker_name: str | None


class ClaimStore(FileStore):
    """For those who work with every case (docs/decisions/0012-who-sees-what.md)."""

    def case_claims(self) -> list[CaseClaim]:
        """The live cases of persons who have several of them, and those that wait for the office's word because their
        person has, or had, another.
        """
        other = aliased(Case)
        others = select(other.id).where(
            other.office_id == Case.office_id, other.person == Case.person, other.id != Case.id
        )
        both_open = others.where(other.state == "open", other.deleted.is_not(True)).correlate(Case).exists()
        query = (
            select(Case.id, Case.number, Person.name, Staff.name.label("worker"), Case.self_assigned)
            .outerjoin(Person, and_(Person.office_id == Case.office_id, Person.id == Case.person))
            .outerjoin(Staff, and_(Staff.office_id == Case.office_id, Staff.id == Case.main_worker))
            .where(
                Case.office_id == self.office,
                Case.deleted.is_not(True),
                or_(
                    and_(Case.self_assigned.is_(True), others.correlate(Case).exists()),
                    and_(Case.state == "open", both_open),
                ),
            )
            .order_by(Person.kana, Person.name, Case.number, Case.id)
            .limit(_MOST)
        )
        return [CaseClaim(*row[:4], bool(row[4])) for row in self.connection.execute(query)]

    def household_claims(self) -> list[HouseholdClaim]:
        """The households that a worker gave, where others belong to them, or did."""
        member = select(HouseholdMember.person).where(
            HouseholdMember.office_id == Person.office_id,
            HouseholdMember.household == Person.household,
            HouseholdMember.person != Person.id,
        )
        query = (
            select(Person.id, Person.name, Household.name.label("household"), Staff.name.label("worker"))
            .outerjoin(Household, and_(Household.office_id == Person.office_id, Household.id == Person.household))
            .outerjoin(Staff, and_(Staff.office_id == Person.office_id, Staff.id == Person.household_by))
            .where(
                Person.office_id == self.office,
                Person.deleted.is_not(True),
                Person.household_by.is_not(None),
                member.correlate(Person).exists(),
            )
            .order_by(Household.name, Person.kana, Person.name, Person.id)
            .limit(_MOST)
        )
        return [HouseholdClaim(*row) for row in self.connection.execute(query)]

    def uncased(self) -> tuple[list[Uncased], int]:
        """Persons without a live case, the latest first, and how many there are."""
        cases = select(Case.id).where(
            Case.office_id == Person.office_id, Case.person == Person.id, Case.deleted.is_not(True)
        )
        wanted = [Person.office_id == self.office, Person.deleted.is_not(True), ~cases.correlate(Person).exists()]
        total = self.connection.execute(select(func.count(Person.id)).where(*wanted)).scalar_one()
        query = (
            select(Person.id, Person.name, Staff.name.label("worker"))
            .outerjoin(Staff, and_(Staff.office_id == Person.office_id, Staff.id == Person.created_by))
            .where(*wanted)
            .order_by(Person.seq.desc())
            .limit(_MOST)
        )
        return [Uncased(*row) for row in self.connection.execute(query)], total
