"""How long something took, in the steps in which a report tells it."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from typing import Final

STEPS: Final = ("same_day", "next_day", "within_3_days", "within_7_days", "later")
_MOST_DAYS: Final = (0, 1, 3, 7)


def step(since: dt.date, until: dt.date) -> str:
    """How long it is from one day to another. A day before ``since`` is the same: a note may be written while the visit
    goes on, and a phone's clock may be wrong.
    """
    return STEPS[bisect_left(_MOST_DAYS, (until - since).days)]
