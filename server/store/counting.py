"""Which rows a figure counts: those of some days, of whom, and as far as a reader sees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select

from server.models.case import Case
from server.models.person import Person
from server.reports.narrowing import EVERYTHING, Narrowing
from server.store.statements import among, holds
from server.store.tenant import Tenant
from server.store.visibility import Sight
from sync.folding import fold
from sync.folding import holds as says


@dataclass(frozen=True, slots=True)
class CountedRow:
    """A record that a figure counts, once for each code that it is counted of: ``of`` is ``route.self``."""

    id: str
    case: str
    day: dt.date
    of: str


@dataclass(frozen=True, slots=True)
class Own:
    """The columns by which rows of a table are narrowed themselves, and not by their case."""

    worker: Any = None
    programme: Any = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """The rows that count: of the days from ``since`` to ``until``, both included, narrowed, of some cases alone where
    ``cases`` are given, and where there is a ``sight``, as far as it sees.
    """

    tenant: Tenant
    since: dt.date
    until: dt.date
    only: Narrowing = EVERYTHING
    cases: Collection[str] | None = None
    sight: Sight | None = None

    def select(self, model: Any, day: Any, case: Any, *columns: Any, own: Own | None = None) -> Select[Any]:
        """A query over the rows of ``model`` that count by their ``day``. ``case`` is the case that each belongs to."""
        return self.belonging(model, case, *columns, own=own).where(day.between(self.since, self.until))

    def belonging(self, model: Any, case: Any, *columns: Any, own: Own | None = None) -> Select[Any]:
        """A query over the rows of ``model`` that count whatever their day."""
        query = self.tenant.select(model, *columns, live=True)
        if model is not Case:
            query = query.where(case.not_in(self.tenant.select(Case, Case.id).where(Case.deleted.is_(True))))
        return query.where(*self._conditions(case, own or Own()))

    def _conditions(self, case: Any, own: Own) -> Iterator[ColumnElement[bool]]:
        if self.cases is not None:
            yield among(case, self.cases)
        if self.sight is not None:
            yield self.sight.sees(case)
        rest = self.only
        if rest.worker and own.worker is not None:
            yield own.worker == rest.worker
            rest = replace(rest, worker="")
        if rest.programme and own.programme is not None:
            yield own.programme == rest.programme
            rest = replace(rest, programme="")
        if rest:
            yield case.in_(cases_of(self.tenant, rest))


def cases_of(tenant: Tenant, only: Narrowing) -> Select[str]:
    """The cases to which a report is narrowed."""
    query = tenant.select(Case, Case.id)
    if only.worker:
        query = query.where(Case.main_worker == only.worker)
    if only.programme:
        query = query.where(holds(Case.programmes, only.programme))
    if only.district:
        query = query.where(among(Case.person, _living_in(tenant, fold(only.district))))
    return query


def _living_in(tenant: Tenant, district: str) -> list[str]:
    """The people whose address has a folded text in it. Gone through here: no database folds."""
    query = tenant.select(Person, Person.id, Person.address).where(Person.address.is_not(None))
    return [person for person, address in tenant.connection.execute(query) if says(fold(address or ""), district)]
