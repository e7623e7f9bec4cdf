"""From support records to the rows that the reports are made of."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping

from server.reports.accompaniment import Visit
from server.reports.destinations import Destination, PrintedAs
from sync.dates import DueDate
from sync.fields import read_moment
from sync.store import Record


def visits(
    supports: Iterable[Record], cases: Mapping[str, Record], persons: Mapping[str, Record], zone: zoneinfo.ZoneInfo
) -> Iterator[Visit]:
    """The home visits and accompaniments among ``supports``; deleted records are passed over.

    ``cases`` and ``persons`` are by id. ``zone`` is the office's, in which a visit has its day.
    """
    for support in supports:
        method = support.fields["method"]
        if support.deleted or method not in {"visit", "accompaniment"}:
            continue
        person = persons[cases[support.scope].fields["person"]]
        printed_as = PrintedAs.read(support.fields.get("source"))
        day = day_of(support, zone)
        yield Visit(
            month=f"{day:%Y-%m}",
            person=person.id,
            client=person.fields["name"],
            destination=Destination(method, support.fields.get("place", ""), support.fields.get("companions", ())),
            order=(day.isoformat(), support.fields.get("started_at", ""), support.id),
            entry=printed_as.entry if printed_as else None,
            line=printed_as.line if printed_as else None,
        )


def day_of(support: Record, zone: zoneinfo.ZoneInfo) -> dt.date:
    """The day of a support record; the first day it can mean where only a month is known."""
    started_at = support.fields.get("started_at")
    if started_at is not None:
        return read_moment(started_at).astimezone(zone).date()
    return DueDate.parse(support.fields["dated"]).first
