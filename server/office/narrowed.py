"""The records that a list is made of, narrowed as its reader chose."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from server.office.reports import Period
from server.store import Office
from server.store.notes import SupportFilter
from sync.store import Record


def supports_of(store: Office, period: Period, methods: Collection[str], case: str | None = None) -> list[Record]:
    """The support records of a period by some methods; of one case alone where it is given. As the tables have it
    (``server.store.counting``), a record is of who did it and of its own programme.
    """
    only = period.only
    wanted = SupportFilter(
        case, worker=only.worker or None, since=period.since, until=period.until, methods=tuple(methods)
    )
    found = [
        each
        for each in store.notes.whole(wanted)
        if not only.programme or each.fields.get("programme") == only.programme
    ]
    return of_cases(store, replace(period, only=replace(only, worker="", programme="")), found)


def of_cases(store: Office, period: Period, records: list[Record]) -> list[Record]:
    """Those of some records whose case is one of those to which a period is narrowed."""
    if not period.only:
        return records
    cases = store.figures.cases(period.only)
    return [record for record in records if record.scope in cases]
