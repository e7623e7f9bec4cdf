"""Ages as people say them at a counter, and the bands in which reports count them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from server.language.eras import plain

_YEARS: Final = re.compile(r"満?(\d{1,3})[歳才]?", re.ASCII)
_DECADE: Final = re.compile(r"(\d{1,3})(?:代|歳代|才代)(?:前半|後半|くらい|ぐらい)?", re.ASCII)
_OLDEST: Final = 130
_BANDS: Final = ("10s", "20s", "30s", "40s", "50s", "60s", "70_and_over")


def age_on(day: dt.date, born: dt.date) -> int:
    """How old somebody is on a day; somebody born on 29 February is a year older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def band_of(age: int) -> str | None:
    """The age band of an age, by the reports' code. There is none for children below ten."""
    decade = min(age // 10, len(_BANDS))
    return _BANDS[decade - 1] if decade >= 1 else None


def read_band(typed: str) -> str | None:
    """The age band that somebody means by 「56」, 「56歳」 or 「50代」; ``None`` for anything else."""
    text = plain(typed)
    match = _DECADE.fullmatch(text) or _YEARS.fullmatch(text)
    return band_of(int(match[1])) if match and int(match[1]) <= _OLDEST else None
