"""A register's file as a table: cells by column name, whatever the order of the columns and the file's encoding."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from server.registers.eras import plain
from server.registers.findings import Finding, Severity
from server.reports.csv_text import as_written

_DAMAGED: Final = "\ufffd"
_NOT_TEXT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\uf8f0-\uf8ff" + _DAMAGED + "]")
CELL_LENGTH: Final = 300


@dataclass
class Findings:
    """Collects what is found in one file."""

    file: str
    found: list[Finding] = field(default_factory=list)

    def error(self, code: str, line: int, column: str = "", value: str = "") -> None:
        """Something could not be read."""
        self._add("error", code, line, column, value)

    def warning(self, code: str, line: int, column: str = "", value: str = "") -> None:
        """Something was read, and looks wrong."""
        self._add("warning", code, line, column, value)

    def _add(self, severity: Severity, code: str, line: int, column: str, value: str) -> None:
        self.found.append(Finding(severity, self.file, line, column, value, code))


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
    """The rows of a CSV file with the given columns, wherever they stand; lines without any cell are left out.

    A column that the file does not have is reported and reads as blank.
    """
    lines = _lines(_decode(content), findings)
    header_line, header = next(lines, (1, []))
    if not header:
        findings.error("nothing_in_file", header_line)
        return []
    where = _columns(header, header_line, columns, findings)
    return [Row(line, _cells(cells, line, where, columns, len(header), findings), findings) for line, cells in lines]


def _decode(content: bytes) -> str:
    """The text of a file in UTF-8, with or without a byte order mark, or in CP932; damaged characters become U+FFFD.

    CP932 gives some reading to almost any bytes, UTF-8 to hardly any but its own. So a file is UTF-8 if it is so
    without damage, or if more of its Japanese characters are whole than damaged.
    """
    text = content.decode("utf-8-sig", errors="replace")
    damaged = text.count(_DAMAGED)
    whole = sum(character > "\x7f" for character in text) - damaged
    return text if damaged == 0 or whole > damaged else content.decode("cp932", errors="replace")


def _lines(text: str, findings: Findings) -> Iterator[tuple[int, list[str]]]:
    """The records of a CSV text, each with the number of its first line.

    Where a quotation mark is not closed, only the line it stands on suffers: it is read as it is, and reading goes on.
    """
    lines = io.StringIO(text, newline="").readlines()
    at, begin, reader = 0, 0, csv.reader(lines, strict=True)
    while at < len(lines):
        try:
            cells = next(reader)
            used = begin + reader.line_num - at
        except csv.Error:
            findings.error("quote_not_closed", at + 1, value=lines[at].strip())
            cells, used = next(csv.reader([lines[at]], quoting=csv.QUOTE_NONE)), 1
            begin, reader = at + 1, csv.reader(lines[at + 1 :], strict=True)
        if any(cell.strip() for cell in cells):
            yield at + 1, cells
        at += used


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
