"""Dates as Japanese registers print them: eras, months only, thirds of a month, blanks to be filled in by hand.

``docs/registers.md`` lists every spelling and what it becomes.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from sync.dates import DueDate, Precision


@dataclass(frozen=True, slots=True)
class Era:
    """``first`` and ``last`` are the era's days; year 1 is the year of ``first``."""

    first: dt.date
    last: dt.date = dt.date.max


_ERAS: Final = {
    "M": Era(dt.date(1868, 1, 25), dt.date(1912, 7, 29)),
    "T": Era(dt.date(1912, 7, 30), dt.date(1926, 12, 24)),
    "S": Era(dt.date(1926, 12, 25), dt.date(1989, 1, 7)),
    "H": Era(dt.date(1989, 1, 8), dt.date(2019, 4, 30)),
    "R": Era(dt.date(2019, 5, 1)),
}
_FULL_NAMES: Final = {"明治": "M", "大正": "T", "昭和": "S", "平成": "H", "令和": "R"}
_NAMED: Final = {name: _ERAS[letter] for name, letter in _FULL_NAMES.items()}
_PARTS: Final[dict[str, Precision]] = {
    "上旬": "upper",
    "初旬": "upper",
    "中旬": "middle",
    "下旬": "lower",
}

_ERA = "(?P<era>明治|大正|昭和|平成|令和|西暦|[MTSHR])?"
_YEAR_MONTH_DAY = re.compile(
    _ERA
    + r"(?P<year>\d{1,4}|元)年(?P<month>\d{1,2})月"
    + r"(?:(?P<day>\d{1,2})日|(?P<part>上旬|初旬|中旬|下旬)|(?P<last>末日?)|日)?",
    re.IGNORECASE,
)
_SEPARATED = re.compile(
    _ERA + r"(?P<year>\d{1,4}|元)(?P<sign>[-./・])(?P<month>\d{1,2})(?:(?P=sign)(?P<day>\d{1,2}))?", re.IGNORECASE
)
_WEEKDAY = re.compile(r"\((?:[月火水木金土日](?:曜日?)?)?[・,]?(?:祝日?|休日?)?\)$|[月火水木金土日]曜日?$")
_KANJI_NUMBER = re.compile("[〇零一二三四五六七八九十]+")
_KANJI_DIGITS = {"〇": 0, **{digit: value for value, digit in enumerate("零一二三四五六七八九")}}
_BLANK = re.compile(_ERA + "年?月?日?|[-‐‑–—―ー・/]*", re.IGNORECASE)
_HALF_FILLED = re.compile(_ERA + r"(\d{1,4}|元)?年(\d{1,2})?月?(\d{1,2}|末|上旬|中旬|下旬)?日?", re.IGNORECASE)


class UnreadableDate(ValueError):
    """A cell that cannot be read. ``code`` is the finding's code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """What a cell says: ``due``, or nothing where it is blank.

    ``outside_era`` marks a date that its era does not have (「H32年」).
    """

    due: DueDate | None
    outside_era: bool = False


def plain(cell: str) -> str:
    """The cell in half-width letters and digits, 「㍻」 and 「⽉」 as ordinary characters, without any white space."""
    return "".join(unicodedata.normalize("NFKC", cell).split())


def read_date(cell: str) -> PrintedDate:
    """Read a date as printed.

    Raises ``UnreadableDate`` with ``date_incomplete`` (a year and no month), ``no_such_day`` (2月30日, 13月, H0年),
    ``era_missing`` (「25年7月1日」) or ``date_unreadable``.
    """
    text = _KANJI_NUMBER.sub(_in_digits, _WEEKDAY.sub("", plain(cell)))
    if _BLANK.fullmatch(text):
        return PrintedDate(None)
    match = _YEAR_MONTH_DAY.fullmatch(text) or _SEPARATED.fullmatch(text)
    if match is None:
        raise UnreadableDate("date_incomplete" if _HALF_FILLED.fullmatch(text) else "date_unreadable")
    parts = match.groupdict()
    year, era = _year(parts["era"], parts["year"])
    try:
        due = _due(year, int(parts["month"]), parts)
    except ValueError as error:
        raise UnreadableDate("no_such_day") from error
    return PrintedDate(due, outside_era=era is not None and not _within(due, era))


def fiscal_year_in_era(year: int) -> str:
    """A fiscal year as offices write it, by the year in which it begins: 令和5年度. One in which an era begins is the
    first of that era, as the nation has it for 令和元年度.
    """
    last = dt.date(year + 1, 3, 31)
    for name, era in sorted(_NAMED.items(), key=lambda named: named[1].first, reverse=True):
        number = year - era.first.year + 1
        if era.first <= last and number >= 1:
            return f"{name}{'元' if number == 1 else number}年度"
    return f"{year}年度"


def _in_digits(match: re.Match[str]) -> str:
    """二十三 and 二三 are 23."""
    tens, ten, ones = match[0].partition("十")
    if not ten:
        return "".join(str(_KANJI_DIGITS[digit]) for digit in tens)
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return match[0]
    return str(10 * (_KANJI_DIGITS[tens] if tens else 1) + (_KANJI_DIGITS[ones] if ones else 0))


def _year(era_name: str | None, printed: str) -> tuple[int, Era | None]:
    """The year of the common calendar, and the era it was given in."""
    if era_name in {None, "西暦"}:
        if len(printed) != len("2013"):
            raise UnreadableDate("era_missing")
        return int(printed), None
    era = _ERAS[_FULL_NAMES.get(str(era_name), str(era_name).upper())]
    number = 1 if printed == "元" else int(printed)
    if not 1 <= number <= 99:
        raise UnreadableDate("no_such_day")
    return era.first.year + number - 1, era


def _due(year: int, month: int, parts: dict[str, str | None]) -> DueDate:
    """The due date of a match. Raises ``ValueError`` where the calendar has no such day."""
    first = dt.date(year, month, 1)
    if parts.get("last"):
        return DueDate.on(first.replace(day=calendar.monthrange(year, month)[1]))
    if part := parts.get("part"):
        return DueDate(year, month, _PARTS[part])
    if day := parts.get("day"):
        return DueDate.on(dt.date(year, month, int(day)))
    return DueDate(year, month, "month")


def _within(due: DueDate, era: Era) -> bool:
    return era.first <= due.due and due.first <= era.last
