"""Home visits and accompaniments by destination: how often, and with how many clients."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from flask_babel import lazy_gettext

from server.office.reports import Period, Report, Table
from server.office.reports.accompaniment import visits_of, visits_of_cases
from server.reports.accompaniment import by_destination
from server.store import Office, Seen


def _table(store: Office, seen: Seen, period: Period) -> Table:
    rows = by_destination(visits_of(store, seen, period))
    return Table(rows, {"visits": sum(count for _, count, _ in rows)})


def _counted(store: Office, period: Period, cases: Collection[str]) -> Mapping[str, int]:
    return {"visits": sum(1 for _ in visits_of_cases(store, period, cases))}


REPORT = Report(
    "destinations",
    lazy_gettext("Visits and accompaniments by destination"),
    {
        "destination": lazy_gettext("Destination"),
        "count": lazy_gettext("Times"),
        "clients": lazy_gettext("Clients"),
    },
    {"visits": lazy_gettext("Visits and accompaniments")},
    _table,
    _counted,
    place=90,
)
