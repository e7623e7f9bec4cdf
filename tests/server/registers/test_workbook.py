"""Registers as Excel workbooks: read as they are shown there."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence

import openpyxl
import pytest

from server.registers.findings import Findings
from server.registers.table import read_table
from server.registers.workbook import read_workbook
from tests.server.registers import kushiro

Cells = Sequence[object]


def book(*sheets: Sequence[Cells]) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for number, lines in enumerate(sheets, start=1):
        sheet = made.create_sheet(f"シート{number}")
        for line in lines:
            sheet.append(list(line))
    return made


def content(made: openpyxl.Workbook) -> bytes:
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def read(file: bytes) -> tuple[list[tuple[int, list[str]]], list[tuple[str, str]]]:
    findings = Findings("list.xlsx")
    lines = list(read_workbook(file, findings))
    return lines, [(found.code, found.value) for found in findings.all]


def test_a_register_says_the_same_as_a_workbook() -> None:
    rows = kushiro.rows("accompaniment")
    made = book([list(rows[0]), *([int(cell) if cell.isdigit() else cell for cell in row.values()] for row in rows)])
    columns = tuple(rows[0])
    findings = Findings("list.xlsx")
    assert [dict(row.cells) for row in read_table(content(made), columns, findings)] == rows
    assert findings.all == []


def test_numbers_days_and_months_are_read_as_they_are_shown() -> None:
    made = book([["client", 3, 2.0, 1.5, *[dt.date(2013, 7, 1)] * 3]])
    for cell, form in zip("EFG", ["yyyy/m/d", '[$-411]ggge"年"m"月"', '[Red]yyyy"and"mm'], strict=True):
        made.worksheets[0][f"{cell}1"].number_format = form
    assert read(content(made)) == ([(1, ["client", "3", "2", "1.5", "2013-07-01", "2013-07", "2013-07"])], [])


def test_lines_are_counted_as_excel_counts_them() -> None:
    lines, _ = read(content(book([["client"], [None], ["  "], ["釧路"]])))
    assert [number for number, _ in lines] == [1, 4]


def test_sheets_after_the_first_that_is_filled_in_are_reported() -> None:
    lines, findings = read(content(book([], [["client"], ["A"]], [[None]], [["B"]])))
    assert lines == [(1, ["client"]), (2, ["A"])]
    assert findings == [("sheet_not_read", "シート4")]


def test_an_empty_workbook_is_an_empty_file() -> None:
    findings = Findings("list.xlsx")
    assert read_table(content(book([])), ("client",), findings) == []
    assert [found.code for found in findings.all] == ["nothing_in_file"]


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("damage", [None, b"", b"<not", b"<a/>"])
def test_a_damaged_workbook_or_another_packed_file_is_said_to_be_one(part: str, damage: bytes | None) -> None:
    sound, packed = zipfile.ZipFile(io.BytesIO(content(book([["client"], ["A"]])))), io.BytesIO()
    with zipfile.ZipFile(packed, "w") as damaged:
        for name in sound.namelist():
            if name != part:
                damaged.writestr(name, sound.read(name))
            elif damage is not None:
                damaged.writestr(name, damage)
    findings = Findings("list.xlsx")
    rows = read_table(packed.getvalue(), ("client",), findings)
    codes = [found.code for found in findings.all]
    assert (rows, codes) in [([], ["workbook_unreadable"]), ([], ["nothing_in_file"])] or rows[0]["client"] == "A"


def test_every_cut_of_a_workbook_is_said_to_be_damaged() -> None:
    whole = content(book([["client"], ["A"]]))
    for length in range(4, len(whole), 97):
        assert read(whole[:length]) == ([], [("workbook_unreadable", "")])
