"""The list of home visits and accompaniments (訪問・同行支援): by month, client and destination."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from flask_babel import gettext, lazy_gettext

from server.office.narrowed import supports_of
from server.office.reports import Period, Report, Table
from server.reports.accompaniment import AccompanimentList, Visit, accompaniment_list
from server.reports.visits import METHODS, visits
from server.store import Office, Seen
from sync.store import Record

_COUNTED: Final = ("method", "started_at", "dated")
"""The fields that are left of a visit that is counted, and withheld from the reader."""


def accompaniments(store: Office, seen: Seen, period: Period) -> AccompanimentList:
    """The office's list of home visits and accompaniments."""
    return accompaniment_list(visits_of(store, seen, period))


def visits_of(store: Office, seen: Seen, period: Period) -> Iterator[Visit]:
    """The office's home visits and accompaniments. Those of cases that are withheld from the reader count, and have
    neither client nor destination.
    """
    supports = supports_of(store, period, METHODS)
    return _visits(store, supports, seen.restrictions.withheld({support.scope for support in supports}))


def visits_of_cases(store: Office, period: Period, cases: Iterable[str]) -> Iterator[Visit]:
    """The home visits and accompaniments of some cases that belong together."""
    return _visits(store, [support for case in cases for support in supports_of(store, period, METHODS, case)])


def _visits(store: Office, supports: Sequence[Record], withheld: Collection[str] = ()) -> Iterator[Visit]:
    cases = store.records.by_id({support.scope for support in supports})
    persons = store.records.by_id({case.fields["person"] for case in cases.values()})
    masked = {cases[case].fields["person"]: _nameless(persons[cases[case].fields["person"]]) for case in withheld}
    shown = [_bare(support) if support.scope in withheld else support for support in supports]
    return visits(shown, cases, persons | masked, store.zone)


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
    return _totals(accompaniment_list(visits_of_cases(store, period, cases)))


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
    personal=True,
    place=95,
)
