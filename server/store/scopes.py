"""What a user's charge leads to: the cases, persons and households whose records they should see.

The user's own word leads them only to what is nobody else's (docs/decisions/0012-who-sees-what.md).
"""

from __future__ import annotations

from sqlalchemy import ColumnElement

from server.models.case import Assignment, Case
from server.models.household import Household
from server.models.person import HouseholdMember, Person
from server.store.statements import among
from server.store.tenant import Room, refers
from server.store.withheld import is_named


class Scopes(Room):
    """The scopes of one office, as its records stand."""

    def led_to(self, user: str) -> set[str]:
        """The cases, persons and households that a user should see (``sync.store.Store.seen_by``)."""
        cases, people = self._cases_of(user)
        people |= self._people_without_a_case(user)
        return cases | people | self._households_of(people, user) | self._households_without_people(user)

    def _cases_of(self, user: str) -> tuple[set[str], set[str]]:
        """The live cases in a user's charge that are not restricted to others, and those cases' persons; without the
        cases that the user assigned to themselves, where their persons have cases that are not in the user's charge.
        """
        query = (
            self.tenant.select(Assignment, Case.id, Case.person, Case.self_assigned)
            .join_from(Assignment, Case, refers(Assignment.case_id, Case, live=True))
            .where(Assignment.user_id == user, Assignment.until.is_(None), is_named(Case, user))
        )
        rows = self.connection.execute(query).all()
        others = self._people_of_others({row.person for row in rows if row.self_assigned}, {row.id for row in rows})
        mine = [row for row in rows if not row.self_assigned or row.person not in others]
        return {row.id for row in mine}, {row.person for row in mine if row.person}

    def _people_of_others(self, people: set[str], charge: set[str]) -> set[str]:
        """Those of some persons who have, or had, a case that is not among those in a user's ``charge``."""
        if not people:
            return set()
        query = self.tenant.select(Case, Case.id, Case.person).where(among(Case.person, people))
        return {row.person for row in self.connection.execute(query) if row.person and row.id not in charge}

    def _households_of(self, people: set[str], user: str) -> set[str]:
        """The households of some persons; where only the user's own word leads there, those whose members are all among
        these persons.
        """
        query = self.tenant.select(Person, Person.household, Person.household_by).where(
            among(Person.id, people), Person.household.is_not(None)
        )
        rows = self.connection.execute(query).all()
        of_the_office = {row.household for row in rows if row.household and row.household_by != user}
        own = {row.household for row in rows if row.household} - of_the_office
        return of_the_office | (own - self._households_of_others(own, people))

    def _households_of_others(self, households: set[str], people: set[str]) -> set[str]:
        """Those of some households to which somebody has ever belonged who is not among ``people``."""
        if not households:
            return set()
        query = self.tenant.select(HouseholdMember, HouseholdMember.household, HouseholdMember.person)
        rows = self.connection.execute(query.where(among(HouseholdMember.household, households)))
        return {row.household for row in rows if row.person not in people}

    def _people_without_a_case(self, user: str) -> set[str]:
        """The persons that the user created and that never had a case."""
        case = self.tenant.select(Case, Case.id).where(Case.person == Person.id)
        return self._created_by(user, Person, ~case.correlate(Person).exists())

    def _households_without_people(self, user: str) -> set[str]:
        """The households that the user created and to which nobody ever belonged."""
        member = self.tenant.select(HouseholdMember, HouseholdMember.person)
        member = member.where(HouseholdMember.household == Household.id)
        return self._created_by(user, Household, ~member.correlate(Household).exists())

    def _created_by(self, user: str, model: type[Person | Household], condition: ColumnElement[bool]) -> set[str]:
        query = self.tenant.select(model, model.id, live=True).where(model.created_by == user, condition)
        return set(self.connection.scalars(query))
