"""CSV that leaves the house opens as Japanese, runs nothing, and is read back as it was."""

from __future__ import annotations

import csv
import io

import pytest

from server.registers.findings import Findings
from server.registers.table import read_table
from server.reports.csv_text import as_csv, as_written, inert

FORMULAS = [
    '=HYPERLINK("http://evil/","x")',
    "=cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "-",
    "--",
    "+81-138-00-0000",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
]
HARMLESS = ["-5", "+5", "-1,234.5", "3.5%", "", "'", "見本 一郎", "訪問→自宅", "1-2", "a=b", "'twas"]


@pytest.mark.parametrize("cell", FORMULAS)
def test_what_a_spreadsheet_would_run_is_text(cell: str) -> None:
    assert inert(cell) == f"'{cell}"
    assert as_written(inert(cell)) == cell


@pytest.mark.parametrize("cell", HARMLESS)
def test_numbers_and_plain_text_are_left_as_they_are(cell: str) -> None:
    assert inert(cell) == cell
    assert as_written(cell) == cell


def test_a_list_begins_with_a_byte_order_mark_and_holds_no_formula() -> None:
    text = as_csv(["月", "=1"], [["2026-11", cell] for cell in FORMULAS])
    assert text.encode().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(text[1:], newline="")))
    assert rows[0] == ["月", "'=1"]
    assert [row[1] for row in rows[1:]] == [f"'{cell}" for cell in FORMULAS]


def test_our_own_importer_reads_what_left_with_and_without_the_mark() -> None:
    cells = [cell for cell in (*FORMULAS, *HARMLESS) if cell == cell.strip()]
    text = as_csv(["place", "count"], [[cell, "1"] for cell in cells])
    for content in (text.encode(), text[1:].encode()):
        findings = Findings("list.csv")
        rows = read_table(content, ["place", "count"], findings)
        assert [row.cells["place"] for row in rows] == cells
        assert not findings.all
