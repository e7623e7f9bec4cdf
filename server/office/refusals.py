"""What push services refuse to carry to the phones of an office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from server.store.push import RefusedRow


@dataclass(frozen=True, slots=True)
class RefusedPush:
    """One service's no, in its own words: to how many ``phones``, and when it was last heard."""

    service: str
    words: str
    phones: int
    at: dt.datetime


def refused_by_service(rows: Iterable[RefusedRow]) -> list[RefusedPush]:
    """Each service and reason once, the newest first."""
    by_service: dict[tuple[str, str], RefusedPush] = {}
    for row in rows:
        words = words_of(row)
        known = by_service.get((row.service, words))
        phones, at = (known.phones + 1, max(known.at, row.at)) if known else (1, row.at)
        by_service[row.service, words] = RefusedPush(row.service, words, phones, at)
    return sorted(by_service.values(), key=lambda each: each.at, reverse=True)


def words_of(row: RefusedRow) -> str:
    """A service's status and reason: ``403 BadJwtToken``."""
    return f"{row.status} {row.reason}" if row.reason else str(row.status)
