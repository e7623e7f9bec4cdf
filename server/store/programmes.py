"""Which programmes the plans that were decided make use of, plan by plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Select

from server.models.plan import Plan, PlanSupport
from server.reports.tallies import NOT_STATED
from server.store.counting import CountedRow, Wanted
from server.store.tenant import refers

_TOWARD_WORK: Final = ("employment", "employment_preparation")


def used(wanted: Wanted) -> Iterator[CountedRow]:
    """The plans that were decided, once for each programme of their supports."""
    for plan, case, day, programme in wanted.tenant.connection.execute(_plans(wanted, PlanSupport.programme)):
        yield CountedRow(plan, case, day, f"used.{programme or NOT_STATED}")


def toward_work(wanted: Wanted) -> Iterator[CountedRow]:
    """The plans that were decided and have support toward work in them."""
    query = _plans(wanted).where(PlanSupport.programme.in_(_TOWARD_WORK))
    for plan, case, day in wanted.tenant.connection.execute(query):
        yield CountedRow(plan, case, day, "toward_work.plan")


def _plans(wanted: Wanted, *columns: Any) -> Select[Any]:
    """The plans that were decided, with what their supports say: each combination once."""
    query = wanted.select(Plan, Plan.decision_due, Plan.case, Plan.id, Plan.case, Plan.decision_due, *columns)
    joined = query.join(PlanSupport, refers(PlanSupport.plan, Plan)).where(PlanSupport.deleted.is_not(True))
    return joined.distinct().order_by(Plan.decision_due, Plan.id)
