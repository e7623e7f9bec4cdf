"""What an annual report counts, by month and code, as docs/decisions/0031-what-the-tables-count.md defines it, and the
further reports, as docs/decisions/0037-further-reports.md does.

Everything of the office counts, whoever reads it: a case that is restricted counts, and is told nobody. What was
removed does not count, nor what belongs to a case that was.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, or_, select

from server.models.case import Case
from server.models.person import Person
from server.models.plan import Plan
from server.models.support import Support
from server.reports.months import month_of as month_of_day
from server.reports.narrowing import EVERYTHING, Narrowing
from server.reports.tallies import NOT_STATED, Tally
from server.store import delays, monitored, programmes
from server.store.counting import CountedRow, Own, Wanted, cases_of
from server.store.statements import month_of
from server.store.tenant import Room, refers, same_office
from server.store.visibility import SeenRoom

_RENEWED: Final = or_(Plan.follows.is_not(None), Plan.number > literal_column("1"))
"""No parameter, so that one may group by it."""
_CLOSED: Final = and_(Case.state == "closed", Case.opened_on.is_not(None))
_WITH_A_PLAN: Final = (
    select(Plan.id)
    .where(same_office(Plan, Case), Plan.case == Case.id, Plan.deleted.is_not(True))
    .where(Plan.decision_due <= Case.closed_on)
    .correlate(Case)
    .exists()
)


@dataclass(frozen=True, slots=True)
class _Counted:
    """What a list counts: rows of ``model`` in the month of ``day``, by the codes that ``by`` holds. ``case`` is the
    case that each belongs to, ``own`` are the columns by which they are narrowed themselves.
    """

    model: Any
    day: Any
    case: Any
    by: tuple[Any, ...]
    where: ColumnElement[bool] | None = None
    person: bool = False
    codes: Callable[[Any], Collection[str | None]] = lambda value: value if isinstance(value, list) else [value]
    own: Own | None = None


_COUNTED: Final = {
    "sex": _Counted(Case, Case.opened_on, Case.id, (Person.gender,), person=True),
    "route": _Counted(Case, Case.opened_on, Case.id, (Case.route,)),
    "triage": _Counted(Case, Case.opened_on, Case.id, (Case.triage,)),
    "age_band": _Counted(Case, Case.opened_on, Case.id, (Case.age_band,)),
    "issue": _Counted(Case, Case.opened_on, Case.id, (Case.issues,), Case.issues.is_not(None)),
    "issue_item": _Counted(
        Case, Case.opened_on, Case.id, (Case.issue_items, Case.age_band), Case.issue_items.is_not(None)
    ),
    "closure": _Counted(Case, Case.closed_on, Case.id, (Case.closure,), _CLOSED),
    "planned_closure": _Counted(Case, Case.closed_on, Case.id, (Case.closure,), and_(_CLOSED, _WITH_A_PLAN)),
    "method": _Counted(Support, Support.day, Support.case, (Support.method,), own=delays.BY_THEMSELVES),
    "outcome": _Counted(
        Support, Support.day, Support.case, (Support.outcome,), Support.method == "visit", own=delays.BY_THEMSELVES
    ),
    "decided": _Counted(
        Plan, Plan.decision_due, Plan.case, (_RENEWED,), codes=lambda renewed: ["renewed" if renewed else "new"]
    ),
    "ended": _Counted(Plan, Plan.evaluated_due, Plan.case, (Plan.result,), Plan.result == "closed"),
}
"""The lists that a database counts by itself."""

_GONE_THROUGH: Final[Mapping[str, Callable[[Wanted], Iterator[CountedRow]]]] = {
    "writing": delays.writing,
    "review": delays.review,
    "monitoring": monitored.monitoring,
    "used": programmes.used,
    "toward_work": programmes.toward_work,
}
"""The lists that are counted row by row."""


class Figures(Room):
    """Counts for the tables of an annual report. Each list is one query, or a few, however many records there are."""

    def tallies(
        self,
        lists: Iterable[str],
        since: dt.date,
        until: dt.date,
        cases: Collection[str] | None = None,
        only: Narrowing = EVERYTHING,
    ) -> list[Tally]:
        """What is counted of some lists in each month from that of one day to that of another, narrowed; of some cases
        alone where they are given.
        """
        wanted = Wanted(self.tenant, since, until, only, cases)
        return [tally for name in lists for tally in self._tallies(name, wanted)]

    def before(self, lists: Iterable[str], day: dt.date, only: Narrowing = EVERYTHING) -> dict[str, int]:
        """How many rows are counted of some lists, whatever their codes, before a day."""
        wanted = Wanted(self.tenant, dt.date.min, day - dt.timedelta(days=1), only)
        queries = {name: _selected(_COUNTED[name], wanted, func.count()) for name in lists}
        return {name: int(self.connection.scalar(query) or 0) for name, query in queries.items()}

    def undated_cases(self) -> int:
        """How many cases no table can place: without a day of intake, or closed and without a day of closure."""
        closed_sometime = and_(Case.state == "closed", Case.closed_on.is_(None))
        query = self.tenant.select(Case, func.count(), live=True).where(or_(Case.opened_on.is_(None), closed_sometime))
        return self.connection.execute(query).scalar_one()

    def cases(self, only: Narrowing) -> set[str]:
        """The cases to which a report is narrowed."""
        return set(self.connection.scalars(cases_of(self.tenant, only)))

    def _tallies(self, name: str, wanted: Wanted) -> Iterator[Tally]:
        if name in _GONE_THROUGH:
            counts = Counter((month_of_day(row.day), row.of) for row in _GONE_THROUGH[name](wanted))
            yield from (Tally(month, of, count) for (month, of), count in counts.items())
            return
        counted = _COUNTED[name]
        month = month_of(counted.day)
        query = _with_person(counted, _selected(counted, wanted, month, *counted.by, func.count()))
        for counted_in, *values, count in self.connection.execute(query.group_by(month, *counted.by)):
            for codes in _codes(counted, values):
                yield Tally(counted_in, ".".join((name, *codes)), count)


class Counted(SeenRoom):
    """The records behind a figure, as far as the reader sees them."""

    def behind(
        self, of: Collection[str], since: dt.date, until: dt.date, only: Narrowing = EVERYTHING
    ) -> list[CountedRow]:
        """What is counted of some codes, or of whole lists, from one day to another: the rows of the very query that
        counts them (``Figures.tallies``), one by one. What is withheld from the reader is left out.
        """
        wanted = Wanted(self.tenant, since, until, only, sight=self.sight)
        lists = dict.fromkeys(each.partition(".")[0] for each in of)
        rows = [row for name in lists for row in self._rows(name, wanted)]
        return [row for row in rows if row.of in of or row.of.partition(".")[0] in of]

    def _rows(self, name: str, wanted: Wanted) -> Iterator[CountedRow]:
        if name in _GONE_THROUGH:
            yield from _GONE_THROUGH[name](wanted)
            return
        counted = _COUNTED[name]
        columns = (counted.model.id, counted.case, counted.day, *counted.by)
        query = _with_person(counted, _selected(counted, wanted, *columns)).order_by(counted.day, counted.model.id)
        for id_, case, day, *values in self.connection.execute(query):
            for codes in _codes(counted, values):
                yield CountedRow(id_, case, day, ".".join((name, *codes)))


def _with_person(counted: _Counted, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return query.outerjoin(Person, refers(Case.person, Person)) if counted.person else query


def _selected(counted: _Counted, wanted: Wanted, *columns: Any) -> Select[*tuple[Any, ...]]:
    """A query over the rows that a list counts."""
    query = wanted.select(counted.model, counted.day, counted.case, *columns, own=counted.own)
    return query if counted.where is None else query.where(counted.where)


def _codes(counted: _Counted, values: Sequence[Any]) -> Iterator[tuple[str, ...]]:
    """Every combination of the codes that a row counts for."""
    return product(*([NOT_STATED if code is None else str(code) for code in counted.codes(value)] for value in values))
