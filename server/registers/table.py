"""A register's file as a table: cells by column name, whatever the order of the columns and the file's encoding."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.language.eras import plain
from server.registers.content import DAMAGED, read_lines
from server.registers.findings import Findings
from server.reports.csv_text import as_written

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


def read_table(content: bytes, columns: Sequence[str], findings: Findings) -> list[Row]:
    """The rows of a file with the given columns, wherever they stand; lines without any cell, and lines that sum up
    others, are left out.

    A column that the file does not have is reported and reads as blank.
    """
    lines = read_lines(content, findings)
    header_line, header = next(lines, (1, []))
    if not header:
        if not findings.all:
            findings.error("nothing_in_file", header_line)
        return []
    where = _columns(header, header_line, columns, findings)
    rows = []
    for line, cells in lines:
        if (total := _total(cells, where)) is not None:
            findings.notice("total_line", line, value=total)
        else:
            rows.append(Row(line, _cells(cells, line, where, columns, len(header), findings), findings))
    return rows


def _total(cells: Sequence[str], where: Mapping[str, int]) -> str | None:
    """The word that marks a line as a total: in its first cell, or in a column that the register knows."""
    for position in sorted({0, *where.values()}):
        if position < len(cells) and _TOTAL.fullmatch(plain(cells[position])):
            return cells[position].strip()
    return None


def _columns(header: Sequence[str], line: int, columns: Sequence[str], findings: Findings) -> dict[str, int]:
    """Where each known column stands."""
    where: dict[str, int] = {}
    for position, printed in enumerate(header):
        name = plain(printed).lower()
        if name in where:
            findings.warning("column_twice", line, name, printed)
        elif name in columns:
            where[name] = position
        elif name:
            findings.warning("column_unknown", line, printed.strip(), printed)
    for name in columns:
        if name not in where:
            findings.error("column_missing", line, name)
    return where


def _cells(
    cells: Sequence[str], line: int, where: Mapping[str, int], columns: Sequence[str], width: int, findings: Findings
) -> dict[str, str]:
    """The cells of one line by column, without their outer white space."""
    if any(cell.strip() for cell in cells[width:]):
        findings.error("cells_left_over", line, value=",".join(cells[width:]))
    if len(cells) < width:
        findings.warning("cells_missing", line, value=",".join(cells))
    read = dict.fromkeys(columns, "")
    for name, position in where.items():
        cell = as_written(cells[position].strip()).strip() if position < len(cells) else ""
        if _NOT_TEXT.search(cell):
            findings.error("text_unreadable", line, name, cell)
        elif len(cell) > CELL_LENGTH:
            findings.error("text_too_long", line, name, cell)
        else:
            read[name] = cell
    return read
