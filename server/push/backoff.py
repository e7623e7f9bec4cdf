"""When a push message that could not be sent is tried again."""

from __future__ import annotations

import datetime as dt
from typing import Final

from urllib3.exceptions import InvalidHeader
from urllib3.util.retry import Retry

_FIRST_S: Final = 30
_FIRST_URGENT_S: Final = 5
_LONGEST_S: Final = 3_600
_ASKED: Final = Retry(retry_after_max=6 * 3_600)


def next_try(attempts: int, asked_s: float | None, *, urgent: bool, chance: float) -> dt.timedelta:
    """How long to wait after ``attempts`` tries before the last one.

    The pause doubles with each and is taken by half to all of it, as ``chance`` (0 to 1) will have it, so that what
    failed together does not come back together. What the push service asked for is waited for at least.
    """
    longest = min(_LONGEST_S, (_FIRST_URGENT_S if urgent else _FIRST_S) * 2**attempts)
    pause = longest * (0.5 + chance / 2)
    return dt.timedelta(seconds=round(max(pause, asked_s or 0) + 0.5))


def read_retry_after(value: str | None) -> float | None:
    """``Retry-After`` in seconds from now, six hours at most: it holds seconds, or a date. ``None`` where it holds
    neither."""
    if value is None:
        return None
    try:
        return float(_ASKED.parse_retry_after(value))
    except (InvalidHeader, ValueError, OverflowError):
        return None
