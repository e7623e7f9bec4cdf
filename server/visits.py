"""Home visits and accompaniments, fetched for the reports that are made of them."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from server.reports.accompaniment import AccompanimentList, accompaniment_list
from server.reports.visits import visits
from server.store import OfficeStore
from server.store.rows import OfficeRow
from server.store.supports import SupportFilter
from sync.store import Record

_AT_ONCE = 5_000


def accompaniment_list_of(store: OfficeStore, office: OfficeRow, since: dt.date, until: dt.date) -> AccompanimentList:
    """The office's list of home visits and accompaniments from one day to another."""
    supports = visits_between(store, since, until)
    cases = store.records({support.scope for support in supports})
    persons = store.records({case.fields["person"] for case in cases.values()})
    return accompaniment_list(visits(supports, cases, persons, zoneinfo.ZoneInfo(office.time_zone)))


def visits_between(store: OfficeStore, since: dt.date, until: dt.date) -> list[Record]:
    """The records of the home visits and accompaniments from one day to another, deleted ones left out."""
    wanted = SupportFilter(since=since, until=until, methods=("visit", "accompaniment"))
    found: list[str] = []
    page, pages = 1, 1
    while page <= pages:
        listing = store.supports(wanted, page=page, per_page=_AT_ONCE)
        found += [row.id for row in listing.rows]
        page, pages = page + 1, listing.pages
    return list(store.records(found).values())
