"""Due dates that may be less exact than a day, as old registers give them (「H25年9月」, 「12月下旬」).

On the wire a due date is ``2013-09-04`` (day), ``2013-12-U``, ``2013-12-M`` or ``2013-12-L`` (上旬, 中旬, 下旬) or
``2013-09`` (month). It falls due at the end of what it names.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal, Self

Precision = Literal["day", "upper", "middle", "lower", "month"]

_THIRDS: dict[str, Precision] = {"U": "upper", "M": "middle", "L": "lower"}
_LETTERS = {precision: letter for letter, precision in _THIRDS.items()}
_FORM = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}|[UML]))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class DueDate:
    """A day, a third of a month or a month.

    ``day`` is set only where ``precision`` is ``day``.
    """

    year: int
    month: int
    precision: Precision
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the wire form. Raises ``ValueError`` for anything else, impossible days included."""
        match = _FORM.fullmatch(text)
        if match is None:
            raise ValueError(f"not a due date: {text!r}")
        year, month, rest = int(match[1]), int(match[2]), match[3]
        dt.date(year, month, 1)
        if rest is None:
            return cls(year, month, "month")
        if rest in _THIRDS:
            return cls(year, month, _THIRDS[rest])
        dt.date(year, month, int(rest))
        return cls(year, month, "day", int(rest))

    @classmethod
    def on(cls, day: dt.date) -> Self:
        """The due date that is exactly ``day``."""
        return cls(day.year, day.month, "day", day.day)

    @property
    def first(self) -> dt.date:
        """The first day that this due date can mean."""
        start = {"upper": 1, "middle": 11, "lower": 21, "month": 1}
        return dt.date(self.year, self.month, self.day or start[self.precision])

    @property
    def due(self) -> dt.date:
        """The day on which it falls due: the last day that it can mean."""
        last = calendar.monthrange(self.year, self.month)[1]
        end = {"upper": 10, "middle": 20, "lower": last, "month": last}
        return dt.date(self.year, self.month, self.day or end[self.precision])

    def __str__(self) -> str:
        month = f"{self.year:04d}-{self.month:02d}"
        if self.precision == "month":
            return month
        if self.precision == "day":
            return f"{month}-{self.day:02d}"
        return f"{month}-{_LETTERS[self.precision]}"
