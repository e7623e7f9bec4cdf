"""How the list of visits and accompaniments prints a destination, and how it is read back.

「ハローワーク」 is an accompaniment to that place, 「訪問→自宅」 a home visit, and 「生活福祉事務所CWと訪問→自宅」
a home visit with a companion.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

Method = Literal["visit", "accompaniment"]

_VISIT: Final = re.compile(r"(?:(?P<companion>.+?)と)?訪問(?:\s*→\s*(?P<place>.+))?", re.DOTALL)
_MARK: Final = "register:accompaniment"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where somebody went with or to a client, and with whom."""

    method: Method
    place: str = ""
    companions: Sequence[str] = ()

    @classmethod
    def read(cls, printed: str) -> Destination:
        """Read a printed destination. What comes before 「と訪問」 is one companion, as it is written."""
        match = _VISIT.fullmatch(printed)
        if match is None:
            return cls("accompaniment", printed)
        return cls("visit", match["place"] or "", (match["companion"],) if match["companion"] else ())

    def __str__(self) -> str:
        if self.method == "accompaniment":
            return self.place
        visit = f"訪問→{self.place}" if self.place else "訪問"
        return f"{'・'.join(self.companions)}と{visit}" if self.companions else visit


@dataclass(frozen=True, slots=True)
class PrintedAs:
    """Where a record stands in the printed register: its entry's number, and the line within the entry.

    The ``source`` of a support record keeps it, so that the register can be printed again as it was.
    """

    entry: int | None
    line: int

    def __str__(self) -> str:
        return f"{_MARK}:{'' if self.entry is None else self.entry}:{self.line}"

    @classmethod
    def read(cls, source: str | None) -> PrintedAs | None:
        """Read a record's ``source``; ``None`` for a record of another origin."""
        match = re.fullmatch(_MARK + r":(\d*):(\d+)", source or "", re.ASCII)
        if match is None:
            return None
        return cls(int(match[1]) if match[1] else None, int(match[2]))
