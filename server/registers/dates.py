"""Days as the cells of a list hold them: printed in any way, with a time behind, or as a spreadsheet counts them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from server.language.eras import PrintedDate, UnreadableDate, plain, read_date
from sync.dates import DueDate

_BEGINNING: Final = dt.date(1899, 12, 30)
"""Day 0 of a spreadsheet, so that its days from 1 March 1900 on are right (Lotus 1-2-3 took 1900 for a leap year)."""

_MINUTES_A_DAY: Final = 24 * 60
_SERIAL: Final = re.compile(r"[1-9]\d{4}(?:\.\d+)?", re.ASCII)
"""Days from 1927 to 2173. A number of four digits is a year, or a mistake."""

_COMPACT: Final = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)", re.ASCII)
_TIME: Final = re.compile(
    r"(?:(?<=[\s日)T])|^)(?P<half>午前|午後)?\s*(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d{2})(?::\d{2}(?:\.\d+)?)?|時(?:(?P<said>\d{1,2})分|(?P<thirty>半))?)$",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class PrintedMoment:
    """A day as a cell says it, and the time of day behind it, where there is one."""

    date: PrintedDate
    time: dt.time | None = None


def read_cell(cell: str) -> PrintedMoment:
    """Read a cell that holds a day. Midnight is no time: a spreadsheet writes it behind a day that has none.

    Raises ``UnreadableDate`` as ``read_date`` does, and with ``time_unreadable`` (25:00).
    """
    text = unicodedata.normalize("NFKC", cell).strip()
    if _SERIAL.fullmatch(text):
        days, minute = divmod(round(float(text) * _MINUTES_A_DAY), _MINUTES_A_DAY)
        day = _BEGINNING + dt.timedelta(days=days)
        return PrintedMoment(PrintedDate(DueDate.on(day)), _unless_midnight(dt.time(*divmod(minute, 60))))
    match = _TIME.search(text)
    if match is None or match.start() == 0:
        return PrintedMoment(read_date(_COMPACT.sub(r"\1-\2-\3", text) if _COMPACT.fullmatch(text) else text))
    return PrintedMoment(read_date(text[: match.start()].rstrip(" T")), _unless_midnight(_time(match)))


def read_cell_date(cell: str) -> PrintedDate:
    """Read a cell that holds a day, whatever time stands behind it. Raises ``UnreadableDate``."""
    return read_cell(cell).date


def read_time(cell: str) -> dt.time | None:
    """Read a cell that holds a time of day, of a span (10:00～11:30) its beginning; ``None`` where it is blank. Raises
    ``UnreadableDate("time_unreadable")``.
    """
    text = re.split("[~〜-]", plain(cell))[0]
    if not text:
        return None
    match = _TIME.fullmatch(text)
    if match is None:
        raise UnreadableDate("time_unreadable")
    return _time(match)


def _time(match: re.Match[str]) -> dt.time:
    hour, minute = int(match["hour"]), int(match["minute"] or match["said"] or (30 if match["thirty"] else 0))
    if match["half"] == "午後" and hour < 12:
        hour += 12
    try:
        return dt.time(hour, minute)
    except ValueError as error:
        raise UnreadableDate("time_unreadable") from error


def _unless_midnight(time: dt.time) -> dt.time | None:
    return time if time != dt.time() else None
