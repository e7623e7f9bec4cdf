"""A register's file as a table: cells by column name, whatever the order of the columns and the file's encoding."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from server.language.eras import plain
from server.registers.content import DAMAGED, read_lines
from server.registers.findings import Findings
from server.registers.headers import DEEPEST, Header, find_header, header_word
from server.reports.csv_text import as_written
from sync.fields import NOTE_LENGTH

# Control characters, and the private ranges: a letter of one's own font (外字) is another letter elsewhere, or none.
_NOT_TEXT: Final = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\U000f0000-\U0010ffff{DAMAGED}]")
CELL_LENGTH: Final = 300

_TOTAL: Final = re.compile(
    r"(?:(?:明治|大正|昭和|平成|令和|[MTSHR])?(?:\d{1,4}|元)?年?度?(?:\d{1,2})?月?分?(?:[上下]半?期)?の?"
    r"(?:総合|[総合小累通月年期])?計|(?:grand|sub)?[-_]?totals?)"
    r"[::]?(?:\(.{0,10}\))?\d*[件人名回]?",
    re.IGNORECASE,
)
"""What stands at the head of a line that sums up others: 計, 合計, 6月計, 小計(人), Total."""

_DITTO: Final = re.compile("[〃〻″仝]+|(?:同|仝)上?")
"""What stands for the cell above: 〃, 同上."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a register. ``cells`` has every column that the register knows; what cannot be read is ``""``."""

    line: int
    cells: Mapping[str, str]
    findings: Findings

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def error(self, code: str, column: str = "") -> None:
        """A cell of this line could not be read."""
        self.findings.error(code, self.line, column, self.cells.get(column, ""))

    def warning(self, code: str, column: str = "") -> None:
        """A cell of this line looks wrong."""
        self.findings.warning(code, self.line, column, self.cells.get(column, ""))


@dataclass(frozen=True, slots=True)
class Shape:
    """What a reader looks for in a list. ``known`` says which of the ``columns`` a word of a header means
    (``server.registers.headers``), ``needed`` without which a list is of another kind, ``long`` which columns hold
    narratives.
    """

    columns: Sequence[str]
    known: Mapping[str, str]
    needed: Collection[str]
    long: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A list: what heads it, and its rows."""

    header: Header
    rows: Sequence[Row]


def read_table(content: bytes, columns: Sequence[str], findings: Findings) -> list[Row]:
    """The rows of a list whose columns are headed by their own names, all of which it must have."""
    known = {header_word(column): column for column in columns}
    return list(open_table(content, Shape(columns, known, columns), findings).rows)


def open_table(content: bytes, shape: Shape, findings: Findings) -> Table:
    """The header and the rows of a file, wherever they stand. Left out are lines without any cell and, each with a
    notice, those above the header and those that sum up others. 〃 and 同上 are read as what stands above.

    A needed column that the file does not have is reported, and reads as blank.
    """
    lines = read_lines(content, findings)
    head = list(islice(lines, DEEPEST))
    if not head:
        if not findings.all:
            findings.error("nothing_in_file", 1)
        return Table(Header((), 1, 0, 0), ())
    header = find_header(head, shape.known)
    for line, cells in head[: header.above]:
        findings.notice("title_line", line, value=" ".join(cell.strip() for cell in cells if cell.strip()))
    where = _columns(header, shape, findings)
    rows: list[Row] = []
    for line, cells in chain(head[header.used :], lines):
        if (total := _total(cells, where)) is not None:
            findings.notice("total_line", line, value=total)
        else:
            above = rows[-1].cells if rows else {}
            rows.append(Row(line, _cells(cells, line, where, shape, len(header.cells), above, findings), findings))
    return Table(header, rows)


def _total(cells: Sequence[str], where: Mapping[str, int]) -> str | None:
    """The word that marks a line as a total: in its first cell, or in a column that is known."""
    for position in sorted({0, *where.values()}):
        if position < len(cells) and _TOTAL.fullmatch(plain(cells[position])):
            return cells[position].strip()
    return None


def _columns(header: Header, shape: Shape, findings: Findings) -> dict[str, int]:
    """Where each known column stands."""
    where: dict[str, int] = {}
    for position, cell in enumerate(header.cells):
        if cell.column is not None and cell.column in where:
            findings.warning("column_twice", header.line, cell.column, cell.printed)
        elif cell.column is not None:
            where[cell.column] = position
        elif cell.printed:
            findings.warning("column_unknown", header.line, cell.printed, cell.printed)
    for name in shape.columns:
        if name in shape.needed and name not in where:
            findings.error("column_missing", header.line, name)
    return where


def _cells(
    cells: Sequence[str],
    line: int,
    where: Mapping[str, int],
    shape: Shape,
    width: int,
    above: Mapping[str, str],
    findings: Findings,
) -> dict[str, str]:
    """The cells of one line by column, without their outer white space."""
    if any(cell.strip() for cell in cells[width:]):
        findings.error("cells_left_over", line, value=",".join(cells[width:]))
    if len(cells) < width:
        findings.warning("cells_missing", line, value=",".join(cells))
    read = dict.fromkeys(shape.columns, "")
    for name, position in where.items():
        cell = as_written(cells[position].strip()).strip() if position < len(cells) else ""
        if _DITTO.fullmatch(cell) and not above:
            findings.error("nothing_above", line, name, cell)
        elif _DITTO.fullmatch(cell):
            read[name] = above[name]
        elif _NOT_TEXT.search(cell):
            findings.error("text_unreadable", line, name, cell)
        elif len(cell) > (NOTE_LENGTH if name in shape.long else CELL_LENGTH):
            findings.error("text_too_long", line, name, cell)
        else:
            read[name] = cell
    return read
