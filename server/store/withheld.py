"""What is withheld from whoever works with every case: the cases that are restricted to others, as conditions of a
query (docs/decisions/0025-restricted-cases.md).

A case that somebody has opened with a reason is not withheld from them, for as long as that holds. A person is withheld
as long as no other live case leads the reader to them, a household as long as none but such persons belong to it.
"""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, SQLColumnExpression, Text, and_, cast, or_, union
from sqlalchemy.orm import aliased

from server.models.case import Case, CaseOpening
from server.models.person import Person
from server.store.tenant import Tenant


def is_named(case: Any, user: str) -> ColumnElement[bool]:
    """Whether a case is restricted to nobody, or to a user among others."""
    # An id is a UUID in its canonical spelling: no pattern, and part of no other id.
    return or_(case.restricted_to.is_(None), cast(case.restricted_to, Text).contains(user))


class Withheld:
    """What is withheld from one user at a moment. The queries are made once: most pages ask with them many times."""

    def __init__(self, tenant: Tenant, user: str, now: dt.datetime) -> None:
        self._tenant, self._user, self.now = tenant, user, now

    def has(self, scope: SQLColumnExpression[str | None]) -> ColumnElement[bool]:
        """Whether a scope is withheld."""
        return or_(scope.in_(self.cases), scope.in_(self._people), scope.in_(self._households))

    def scopes(self) -> set[str]:
        """Every scope that is withheld."""
        withheld: CompoundSelect[*tuple[Any, ...]] = union(self.cases, self._people, self._households)
        return {str(row[0]) for row in self._tenant.connection.execute(withheld)}

    @cached_property
    def cases(self) -> Select[str]:
        """The cases that are withheld, removed ones as well."""
        return self._tenant.select(Case, Case.id).where(self._is_kept(Case))

    @cached_property
    def _people(self) -> Select[str | None]:
        kept, other = aliased(Case), aliased(Case)
        leads = self._tenant.select(other, other.id, live=True).where(
            other.person == kept.person, ~self._is_kept(other)
        )
        return self._tenant.select(kept, kept.person).where(
            self._is_kept(kept), kept.person.is_not(None), ~leads.correlate(kept).exists()
        )

    @cached_property
    def _households(self) -> Select[str | None]:
        kept, other = aliased(Person), aliased(Person)
        shares = self._tenant.select(other, other.id, live=True).where(
            other.household == kept.household, other.id.not_in(self._people)
        )
        return self._tenant.select(kept, kept.household).where(
            kept.id.in_(self._people), kept.household.is_not(None), ~shares.correlate(kept).exists()
        )

    def _is_kept(self, case: Any) -> ColumnElement[bool]:
        opened = self._tenant.select(CaseOpening, CaseOpening.case_id).where(
            CaseOpening.user_id == self._user, CaseOpening.until > self.now
        )
        # The first condition stands alone for the index over restricted cases.
        return and_(case.restricted_to.is_not(None), ~is_named(case, self._user), case.id.not_in(opened))
