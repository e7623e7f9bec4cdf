"""The list of home visits and accompaniments (訪問・同行支援): by month, client and destination."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from flask_babel import gettext, lazy_gettext

from server.office.reports import Period, Report, Table
from server.reports.accompaniment import AccompanimentList, accompaniment_list
from server.reports.visits import METHODS, visits
from server.store import Office, Seen
from server.store.notes import SupportFilter
from sync.store import Record

_COUNTED: Final = ("method", "started_at", "dated")
"""The fields that are left of a visit that is counted, and withheld from the reader."""


def accompaniments(store: Office, seen: Seen, period: Period) -> AccompanimentList:
    """The office's list of home visits and accompaniments. Those of cases that are withheld from the reader count,
    and have neither client nor destination.
    """
    supports = _supports(store, period)
    return _listed(store, supports, seen.restrictions.withheld({support.scope for support in supports}))


def _supports(store: Office, period: Period, case: str | None = None) -> list[Record]:
    wanted = SupportFilter(case, since=period.since, until=period.until, methods=METHODS)
    return list(store.notes.whole(wanted))


def _listed(store: Office, supports: Sequence[Record], withheld: Collection[str] = ()) -> AccompanimentList:
    cases = store.records.by_id({support.scope for support in supports})
    persons = store.records.by_id({case.fields["person"] for case in cases.values()})
    masked = {cases[case].fields["person"]: _nameless(persons[cases[case].fields["person"]]) for case in withheld}
    shown = [_bare(support) if support.scope in withheld else support for support in supports]
    return accompaniment_list(visits(shown, cases, persons | masked, store.zone))


def _nameless(person: Record) -> Record:
    return replace(person, fields={"name": gettext("(restricted case)")})


def _bare(support: Record) -> Record:
    return replace(support, fields={name: support.fields[name] for name in _COUNTED if name in support.fields})


def _table(store: Office, seen: Seen, period: Period) -> Table:
    listed = accompaniments(store, seen, period)
    rows = [(line.month, line.entry, line.client, line.destination, line.count) for line in listed.lines]
    return Table(rows, _totals(listed))


def _counted(store: Office, period: Period, cases: Iterable[str]) -> Mapping[str, int]:
    """What some cases that belong together count for."""
    return _totals(_listed(store, [support for case in cases for support in _supports(store, period, case)]))


def _totals(listed: AccompanimentList) -> dict[str, int]:
    return {"visits": listed.visits, "client_months": listed.client_months}


REPORT = Report(
    "accompaniment",
    lazy_gettext("Visits and accompaniments"),
    {
        "month": lazy_gettext("Month"),
        "entry": lazy_gettext("No."),
        "client": lazy_gettext("Client"),
        "destination": lazy_gettext("Destination"),
        "count": lazy_gettext("Times"),
    },
    {"visits": lazy_gettext("Visits and accompaniments"), "client_months": lazy_gettext("Clients, month by month")},
    _table,
    _counted,
)
