"""How far each office's trail has come, written down where the database is not.

Whoever has the database in their hands can reckon a whole chain anew, or cut off its end and put the head back. They
cannot do it without contradicting what was written down elsewhere: a file of lines that are only ever added, and
whatever somebody prints and puts into a folder. ``flask --app server audit verify`` holds the trail to the file.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.ground.private import add_lines
from server.store import directory, reading
from server.store.audit import AnchorRow, Finding

FILE_NAME: Final = "trail.txt"

_RESTORED: Final = "restored"
_FIRST_AND_RESTORED: Final = 2
_LINE: Final = re.compile(
    rf"(\d{{4}}-\d\d-\d\d) ([0-9a-f-]{{36}}) (\d{{1,18}}) ([0-9a-f]{{64}})( {_RESTORED})?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """One line. ``restored`` says that the entry is the one that tells of a restore: what was written down before, of
    entries that the backup did not have, holds no longer."""

    day: dt.date
    office: str
    number: int
    digest: str
    restored: bool = False

    @property
    def line(self) -> str:
        """As it stands in the file."""
        return f"{self.day.isoformat()} {self.office} {self.number} {self.digest}" + f" {_RESTORED}" * self.restored

    @property
    def outlived(self) -> int:
        """The number of the entry from which on a restore began anew. A backup from before there was a trail has none
        of the old entries: its first one was made by the restore.
        """
        return self.number if self.number > _FIRST_AND_RESTORED else 0

    @property
    def printed(self) -> str:
        """The digest as somebody reads it off paper, in groups of eight."""
        return " ".join(self.digest[start : start + 8] for start in range(0, len(self.digest), 8))


@dataclass(frozen=True, slots=True)
class Kept:
    """What the file holds, and how many of its lines cannot be read."""

    anchors: Sequence[Anchor] = ()
    unreadable: int = 0

    def of(self, office: str) -> list[AnchorRow]:
        """What still holds of an office."""
        anchors: list[Anchor] = []
        for anchor in self.anchors:
            if anchor.office == office:
                anchors = [each for each in anchors if not anchor.restored or each.number < anchor.outlived]
                anchors.append(anchor)
        return [AnchorRow(each.number, each.digest) for each in anchors]


def read(folder: Path) -> Kept:
    """Everything that was written down in a folder."""
    path = folder / FILE_NAME
    lines = path.read_text("ascii", errors="replace").splitlines() if path.is_file() else []
    read_ = [_LINE.fullmatch(line) for line in lines]
    return Kept([_anchor(anchor) for anchor in read_ if anchor], sum(anchor is None for anchor in read_))


def write(folder: Path, anchors: Iterable[Anchor]) -> None:
    """Add lines, durably. What stands in the file is never written anew."""
    add_lines(folder / FILE_NAME, (anchor.line for anchor in anchors))


def write_down(folder: Path, now: dt.datetime, *, daily: bool = False, restored: bool = False) -> list[Anchor]:
    """Write down how far the trail of every office has come. With ``daily`` only of those for which nobody has done so
    on this day of theirs. Returns what was added.
    """
    known = {(each.office, each.day) for each in read(folder).anchors} if daily else set()
    anchors = [_of(office, now, restored=restored) for office in _offices()]
    made = [anchor for anchor in anchors if (anchor.office, anchor.day) not in known]
    if made:
        write(folder, made)
    return made


def verify(folder: Path, office: str) -> list[Finding]:
    """What of an office is not as it was written: its trail, change log, records, accounts and erasures."""
    anchors = read(folder).of(office)
    with reading(office) as store:
        audit = store.audit
        return [
            *audit.trail(anchors),
            *audit.changes(),
            *audit.records(),
            *audit.accounts(),
            *audit.erasures(),
        ]


def _offices() -> list[str]:
    with directory() as lookup:
        return [office.id for office in lookup.offices()]


def _of(office: str, now: dt.datetime, *, restored: bool) -> Anchor:
    with reading(office) as store:
        return Anchor(store.day(now), office, *store.trail.head(), restored=restored)


def _anchor(match: re.Match[str]) -> Anchor:
    day, office, number, digest, restored = match.groups()
    try:
        return Anchor(dt.date.fromisoformat(day), office, int(number), digest, restored is not None)
    except ValueError:
        return Anchor(dt.date.min, office, int(number), digest, restored is not None)
