"""When a push message that could not be sent is tried again."""

from __future__ import annotations

import datetime as dt
import email.utils
from typing import Final

_FIRST_S: Final = 30
_FIRST_URGENT_S: Final = 5
_LONGEST_S: Final = 3_600
_LONGEST_ASKED_S: Final = 6 * 3_600


def next_try(attempts: int, asked_s: float | None, *, urgent: bool, chance: float) -> dt.timedelta:
    """How long to wait after ``attempts`` tries before the last one.

    The pause doubles with each and is taken by half to all of it, as ``chance`` (0 to 1) will have it, so that what
    failed together does not come back together. What the push service asked for is waited for at least, within reason.
    """
    longest = min(_LONGEST_S, (_FIRST_URGENT_S if urgent else _FIRST_S) * 2**attempts)
    pause = longest * (0.5 + chance / 2)
    return dt.timedelta(seconds=round(max(pause, min(asked_s or 0, _LONGEST_ASKED_S)) + 0.5))


def read_retry_after(value: str | None, now: dt.datetime) -> float | None:
    """``Retry-After`` in seconds from ``now``: it holds seconds, or a date. ``None`` where it holds neither."""
    if value is None:
        return None
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp() - now.timestamp())
