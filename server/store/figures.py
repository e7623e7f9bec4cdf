"""What an annual report counts, by month and code, as docs/decisions/0031-what-the-tables-count.md defines it.

Everything of the office counts, whoever reads it: a case that is restricted counts, and is told nobody. What was
removed does not count, nor what belongs to a case that was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, or_

from server.models.case import Case
from server.models.person import Person
from server.models.plan import Plan
from server.models.support import Support
from server.reports.tallies import NOT_STATED, Tally
from server.store.statements import among, month_of
from server.store.tenant import Room, Tenant, refers
from server.store.visibility import SeenRoom

_RENEWED: Final = or_(Plan.follows.is_not(None), Plan.number > literal_column("1"))
"""No parameter, so that one may group by it."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """What a list counts: rows of ``model`` in the month of ``day``, by the codes that ``by`` holds. ``case`` is the
    case that each belongs to.
    """

    model: Any
    day: Any
    case: Any
    by: tuple[Any, ...]
    where: ColumnElement[bool] | None = None
    person: bool = False
    codes: Callable[[Any], Collection[str | None]] = lambda value: value if isinstance(value, list) else [value]


_COUNTED: Final = {
    "sex": _Counted(Case, Case.opened_on, Case.id, (Person.gender,), person=True),
    "route": _Counted(Case, Case.opened_on, Case.id, (Case.route,)),
    "age_band": _Counted(Case, Case.opened_on, Case.id, (Case.age_band,)),
    "issue": _Counted(Case, Case.opened_on, Case.id, (Case.issues,), Case.issues.is_not(None)),
    "issue_item": _Counted(
        Case, Case.opened_on, Case.id, (Case.issue_items, Case.age_band), Case.issue_items.is_not(None)
    ),
    "closure": _Counted(
        Case, Case.closed_on, Case.id, (Case.closure,), and_(Case.state == "closed", Case.opened_on.is_not(None))
    ),
    "method": _Counted(Support, Support.day, Support.case, (Support.method,)),
    "decided": _Counted(
        Plan, Plan.decision_due, Plan.case, (_RENEWED,), codes=lambda renewed: ["renewed" if renewed else "new"]
    ),
    "ended": _Counted(Plan, Plan.evaluated_due, Plan.case, (Plan.result,), Plan.result == "closed"),
}


class Figures(Room):
    """Counts for the tables of an annual report. Each list is one query, however many records there are."""

    def tallies(
        self, lists: Iterable[str], since: dt.date, until: dt.date, cases: Collection[str] | None = None
    ) -> list[Tally]:
        """What is counted of some lists in each month from that of one day to that of another; of some cases alone
        where they are given.
        """
        return [tally for name in lists for tally in self._tallies(name, since, until, cases)]

    def before(self, lists: Iterable[str], day: dt.date) -> dict[str, int]:
        """How many rows are counted of some lists, whatever their codes, before a day."""
        last = day - dt.timedelta(days=1)
        queries = {name: _in_days(self.tenant, _COUNTED[name], dt.date.min, last, func.count()) for name in lists}
        return {name: int(self.connection.scalar(query) or 0) for name, query in queries.items()}

    def undated_cases(self) -> int:
        """How many cases no table can place: without a day of intake, or closed and without a day of closure."""
        closed_sometime = and_(Case.state == "closed", Case.closed_on.is_(None))
        query = self.tenant.select(Case, func.count(), live=True).where(or_(Case.opened_on.is_(None), closed_sometime))
        return self.connection.execute(query).scalar_one()

    def _tallies(self, name: str, since: dt.date, until: dt.date, cases: Collection[str] | None) -> Iterator[Tally]:
        counted = _COUNTED[name]
        month = month_of(counted.day)
        query = _in_days(self.tenant, counted, since, until, month, *counted.by, func.count())
        query = _with_person(counted, query)
        if cases is not None:
            query = query.where(among(counted.case, cases))
        for counted_in, *values, count in self.connection.execute(query.group_by(month, *counted.by)):
            for codes in _codes(counted, values):
                yield Tally(counted_in, ".".join((name, *codes)), count)


@dataclass(frozen=True, slots=True)
class CountedRow:
    """A record that a figure counts, once for each code that it is counted of: ``of`` is ``route.self``."""

    id: str
    case: str
    day: dt.date
    of: str


class Counted(SeenRoom):
    """The records behind a figure, as far as the reader sees them."""

    def behind(self, of: Collection[str], since: dt.date, until: dt.date) -> list[CountedRow]:
        """What is counted of some codes, or of whole lists, from one day to another: the rows of the very query that
        counts them (``Figures.tallies``), one by one. What is withheld from the reader is left out.
        """
        lists = dict.fromkeys(each.partition(".")[0] for each in of)
        rows = [row for name in lists for row in self._rows(name, since, until)]
        return [row for row in rows if row.of in of or row.of.partition(".")[0] in of]

    def _rows(self, name: str, since: dt.date, until: dt.date) -> Iterator[CountedRow]:
        counted = _COUNTED[name]
        columns = (counted.model.id, counted.case, counted.day, *counted.by)
        query = _with_person(counted, _in_days(self.tenant, counted, since, until, *columns))
        query = query.where(self.sight.sees(counted.case)).order_by(counted.day, counted.model.id)
        for id_, case, day, *values in self.connection.execute(query):
            for codes in _codes(counted, values):
                yield CountedRow(id_, case, day, ".".join((name, *codes)))


def _with_person(counted: _Counted, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return query.outerjoin(Person, refers(Case.person, Person)) if counted.person else query


def _in_days(
    tenant: Tenant, counted: _Counted, since: dt.date, until: dt.date, *columns: Any
) -> Select[*tuple[Any, ...]]:
    """A query over the rows that count from one day to another, both included."""
    query = tenant.select(counted.model, *columns, live=True).where(counted.day.between(since, until))
    if counted.model is not Case:
        query = query.where(counted.case.not_in(tenant.select(Case, Case.id).where(Case.deleted.is_(True))))
    return query if counted.where is None else query.where(counted.where)


def _codes(counted: _Counted, values: Sequence[Any]) -> Iterator[tuple[str, ...]]:
    """Every combination of the codes that a row counts for."""
    return product(*([NOT_STATED if code is None else str(code) for code in counted.codes(value)] for value in values))
