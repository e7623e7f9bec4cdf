"""What queries of more than one room give: plain values that stay good after the transaction has ended.

What one room alone gives stands beside it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class PhoneState:
    """What a phone last said of itself. ``unlocked_at`` is missing where what it keeps lies open.

    ``registered`` and ``key`` are the office's word: whether it may be used, and by which key it proves its requests;
    ``waits`` is whether it has asked to be registered.
    """

    id: str
    name: str
    told_seq: int
    clock_offset_s: int
    queued: int
    last_seen_at: dt.datetime
    revoked: bool
    saved: int = 0
    unlocked_at: dt.datetime | None = None
    version: str | None = None
    registered: bool = False
    waits: bool = False
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Listing(Generic[Item]):
    """One page of a list. ``total`` counts all that the filter finds."""

    rows: list[Item]
    total: int
    page: int
    per_page: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // self.per_page))
