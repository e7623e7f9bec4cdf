"""Which records were erased, written down where the database is not: beside the anchors of the trail.

A backup of before an erasure has the records still. Whoever restores it has the erasure carried out again by this list,
and a phone that offers what it kept of them is refused. It holds ids and moments, and nothing of what was erased.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from server.ground.private import add_lines
from server.store.erasures import APPROVED, ErasedRow, ErasureRow
from sync.fields import read_moment, write_moment

FILE_NAME: Final = "erased.txt"

_ID: Final = r"[0-9a-f-]{36}"
_MOMENT: Final = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
_ERASURE: Final = re.compile(
    rf"erasure ({_ID}) ({_ID}) ({_ID}) ({_MOMENT}) ({_ID}) ({_MOMENT}) ({_ID}(?:,{_ID})*)", re.ASCII
)
_RECORD: Final = re.compile(rf"record ({_ID}) ({_ID}) ([a-z_]{{1,40}}) ({_ID}) ({_ID})", re.ASCII)


@dataclass(slots=True)
class Written:
    """An erasure as it was written down."""

    erasure: ErasureRow
    records: dict[str, ErasedRow] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ErasedList:
    """What the file holds: by office, the erasures; and how many of its lines cannot be read."""

    offices: dict[str, dict[str, Written]] = field(default_factory=dict)
    unreadable: int = 0


def read(folder: Path) -> ErasedList:
    """Everything that was written down in a folder."""
    path = folder / FILE_NAME
    offices: dict[str, dict[str, Written]] = {}
    unreadable = 0
    for line in path.read_text("ascii", errors="replace").splitlines() if path.is_file() else ():
        if match := _ERASURE.fullmatch(line):
            office, id_, asked_by, asked_at, decided_by, decided_at, cases = match.groups()
            asked, decided = read_moment(asked_at), read_moment(decided_at)
            row = ErasureRow(id_, asked_by, asked, decided_by, decided, APPROVED, cases=tuple(cases.split(",")))
            offices.setdefault(office, {}).setdefault(id_, Written(row))
        elif (match := _RECORD.fullmatch(line)) and (known := offices.get(match[1], {}).get(match[2])):
            known.records[match[4]] = ErasedRow(match[4], match[3], match[5])
        else:
            unreadable += 1
    return ErasedList(offices, unreadable)


def write(folder: Path, office: str, erasure: ErasureRow, records: Iterable[ErasedRow]) -> None:
    """Add an erasure and its records, durably; those left out that stand there already. Nothing is written anew."""
    known = read(folder).offices.get(office, {}).get(erasure.id)
    lines = [] if known else [_line_of(office, erasure)]
    there = known.records if known else {}
    lines += [f"record {office} {erasure.id} {row.kind} {row.id} {row.scope}" for row in records if row.id not in there]
    if lines:
        add_lines(folder / FILE_NAME, lines)


def _line_of(office: str, erasure: ErasureRow) -> str:
    if erasure.decided_by is None or erasure.decided_at is None:
        raise ValueError("an erasure that nobody approved is not written down")
    asked = f"{erasure.asked_by} {write_moment(erasure.asked_at)}"
    decided = f"{erasure.decided_by} {write_moment(erasure.decided_at)}"
    return f"erasure {office} {erasure.id} {asked} {decided} {','.join(erasure.cases)}"
