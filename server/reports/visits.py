"""From support records to the rows that the reports are made of."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from server.reports.accompaniment import Visit
from server.reports.destinations import Destination, PrintedAs
from sync.records.support import day_of
from sync.store import Record

METHODS: Final = ("visit", "accompaniment")
"""The codes of a home visit and of an accompaniment."""


def visits(
    supports: Iterable[Record], cases: Mapping[str, Record], persons: Mapping[str, Record], zone: zoneinfo.ZoneInfo
) -> Iterator[Visit]:
    """The home visits and accompaniments among ``supports``, but for those that were deleted or have no time.

    ``cases`` and ``persons`` are by id. ``zone`` is the office's, in which a visit has its day.
    """
    for support in supports:
        method = support.fields["method"]
        day = day_of(support.fields, zone)
        if support.deleted or method not in METHODS or day is None:
            continue
        person = persons[cases[support.scope].fields["person"]]
        printed_as = PrintedAs.read(support.fields.get("source"))
        yield Visit(
            month=f"{day:%Y-%m}",
            person=person.id,
            client=person.fields["name"],
            destination=Destination(method, support.fields.get("place", ""), support.fields.get("companions", ())),
            order=(day.isoformat(), support.fields.get("started_at", ""), support.id),
            entry=printed_as.entry if printed_as else None,
            line=printed_as.line if printed_as else None,
        )
