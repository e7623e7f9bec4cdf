"""Whether the monitoring of plans was kept, plan by plan, from the log of their changes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from server.models.change import Change
from server.models.plan import Plan
from server.models.support import Support
from server.reports.monitoring import PlanCourse, monitorings
from server.store.counting import CountedRow, Wanted
from server.store.database import utcnow
from server.store.records import to_entry
from server.store.statements import among
from sync.dates import DueDate

_NEXT: Final = "next_monitoring"


def monitoring(wanted: Wanted) -> Iterator[CountedRow]:
    """The monitorings that fell due, each with its plan, by its day and whether it was kept."""
    tenant = wanted.tenant
    plans = list(tenant.connection.execute(wanted.belonging(Plan, Plan.case, Plan.id, Plan.case, Plan.evaluated_due)))
    ids = [plan for plan, *_ in plans]
    dates, monitored = _dates(wanted, ids), _monitored(wanted, ids)
    today = tenant.day(utcnow())
    for plan, case, evaluated in plans:
        for due, kept in monitorings(PlanCourse(dates[plan], monitored[plan], evaluated), today):
            if wanted.since <= due <= wanted.until:
                yield CountedRow(plan, case, due, f"monitoring.{kept}")


def _dates(wanted: Wanted, plans: list[str]) -> dict[str, list[tuple[dt.date, dt.date | None]]]:
    """The next monitorings that were set for some plans, in their order."""
    tenant = wanted.tenant
    query = tenant.select(Change, Change.__table__).where(
        among(Change.record, plans), Change.fields.contains(f'"{_NEXT}":')
    )
    dates: defaultdict[str, list[tuple[dt.date, dt.date | None]]] = defaultdict(list)
    for row in tenant.connection.execute(query.order_by(Change.seq)):
        after = to_entry(row).after
        if _NEXT in after:
            due = after[_NEXT]
            dates[row.record].append((tenant.day(row.made_at), None if due is None else DueDate.parse(due).due))
    return dates


def _monitored(wanted: Wanted, plans: list[str]) -> dict[str, list[dt.date]]:
    """The days of the notes that looked at some plans again, in their order."""
    tenant = wanted.tenant
    query = tenant.select(Support, Support.monitors, Support.day, live=True).where(
        Support.monitors.is_not(None), among(Support.monitors, plans)
    )
    days: defaultdict[str, list[dt.date]] = defaultdict(list)
    for plan, day in tenant.connection.execute(query.order_by(Support.day)):
        if plan is not None and day is not None:
            days[plan].append(day)
    return days
