"""A register that is an Excel workbook: the cells as a person reads them there."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from server.registers.findings import Findings

# Of a cell's format, what is not a part of the date: words in quotation marks, languages and colours, escaped signs.
_NO_PART_OF_A_DATE: Final = re.compile(r'"[^"]*"|\[[^]]*\]|\\.')
_DAMAGED: Final = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    OSError,
)
"""What the reader raises for a damaged file, or for a packed one that is no workbook."""


def read_workbook(content: bytes, findings: Findings) -> Iterator[tuple[int, list[str]]]:
    """The lines of the first sheet that is filled in, with their numbers in Excel; further ones are reported."""
    try:
        sheets = _sheets(content)
    except _DAMAGED:
        findings.error("workbook_unreadable", 1)
        return
    for name, _ in sheets[1:]:
        findings.warning("sheet_not_read", 1, value=name)
    for _, lines in sheets[:1]:
        yield from lines


def _sheets(content: bytes) -> list[tuple[str, list[tuple[int, list[str]]]]]:
    """The sheets that hold anything, with their lines that do."""
    with warnings.catch_warnings():
        # It warns of what it cannot draw: styles, charts, drop-down lists.
        warnings.simplefilter("ignore")
        # Not in its reading-only mode, which does not know which cells are merged.
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        sheets = [(sheet.title, list(_lines(sheet))) for sheet in book.worksheets]
    return [(name, lines) for name, lines in sheets if lines]


def _lines(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    lines = [[_written(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows()]
    filled = {number for number, cells in enumerate(lines) if any(cell.strip() for cell in cells)}
    for merged in sheet.merged_cells.ranges:
        # One cell over several lines says the same of each; over several columns it is the title of them.
        for below in range(merged.min_row, min(merged.max_row, len(lines))):
            if below in filled:
                lines[below][merged.min_col - 1] = lines[merged.min_row - 1][merged.min_col - 1]
    for number in sorted(filled):
        yield number + 1, lines[number]


def _written(value: object, form: str | None) -> str:
    """A cell's value in the spelling of a register: days as 2013-07-01, or 2013-07 where the cell shows no day; moments
    as 2013-07-01 14:30.
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime | dt.date):
        shows_day = "d" in _NO_PART_OF_A_DATE.sub("", form or "d").lower()
        has_time = isinstance(value, dt.datetime) and value.time() != dt.time()
        return f"{value:%Y-%m-%d %H:%M}" if has_time else f"{value:%Y-%m-%d}" if shows_day else f"{value:%Y-%m}"
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return str(value)
