"""Published tables, read from their files.

The files are named as the reports are (``consultations.csv``); their columns are those of the reports' CSV, in any
order. What cannot be read, or does not add up (``server.demo.identities``), is a finding with file, line and column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.demo.identities import TableFile, TableRow, check
from server.language.eras import plain
from server.language.words import words_of
from server.registers.findings import Finding, Findings
from server.registers.table import Row, read_table
from server.reports.crossings import AGES, LIST, NAME
from server.reports.published import AGE_COLUMNS, MONTHLY

Cells = Mapping[str, Mapping[str, int]]
"""Numbers by row and column."""

_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
_NUMBER: Final = re.compile(r"\d{1,6}|\d{1,3},\d{3}", re.ASCII)
_AGE_CODES: Final = {called: code for code, called in AGE_COLUMNS.items()}
_ITEM_CODES: Final = {plain(word): code for code, word in words_of("ja")["codes"][LIST].items()}


@dataclass(frozen=True, slots=True)
class PublishedTables:
    """The tables of some months that follow each other. ``monthly`` are by name, then by month; ``items`` say how many
    clients of each age band had an issue item, by the codes of both.
    """

    months: tuple[str, ...]
    monthly: Mapping[str, Cells]
    items: Cells


def read_tables(files: Mapping[str, bytes], carried: int) -> tuple[PublishedTables, list[Finding]]:
    """The tables in some files, by file name, of an office with ``carried`` cases open before the first month; and what
    is wrong with them. The tables are good only where nothing is.
    """
    read = {name: _monthly(name, files.get(f"{name}.csv")) for name in MONTHLY}
    if f"{NAME}.csv" in files:
        read[NAME] = _items(files[f"{NAME}.csv"])
    if not _errors(read):
        check(read, carried)
    cells = {name: {key: row.numbers for key, row in file.rows.items()} for name, file in read.items()}
    items = cells.pop(NAME, {})
    return PublishedTables(tuple(sorted(cells["consultations"])), cells, _by_codes(items)), _errors(read)


def _monthly(name: str, content: bytes | None) -> TableFile:
    """A monthly table, its rows by month."""
    columns = tuple(column.name for column in MONTHLY[name].columns if not column.beside)
    return _read(name, content, "month", columns, lambda text: text if _MONTH.fullmatch(text) else None)


def _items(content: bytes) -> TableFile:
    """The table of issue items, its rows by the item's code."""
    return _read(NAME, content, "issue", AGES, lambda text: _ITEM_CODES.get(plain(text)))


def _read(
    name: str, content: bytes | None, first: str, columns: Sequence[str], key_of: Callable[[str], str | None]
) -> TableFile:
    findings = Findings(f"{name}.csv")
    if content is None:
        findings.error("table_missing", 1)
        return TableFile(findings, {})
    rows: dict[str, TableRow] = {}
    for row in read_table(content, (first, *columns), findings):
        key = key_of(row[first])
        if key is None or key in rows:
            row.error("row_unknown" if key is None else "row_twice", first)
        else:
            rows[key] = TableRow(row, {column: _number(row, column) for column in columns})
    return TableFile(findings, rows)


def _number(row: Row, column: str) -> int:
    cell = plain(row[column])
    if _NUMBER.fullmatch(cell):
        return int(cell.replace(",", ""))
    row.error("number_unreadable", column)
    return 0


def _by_codes(items: Cells) -> Cells:
    return {item: {_AGE_CODES.get(age, age): count for age, count in ages.items()} for item, ages in items.items()}


def _errors(files: Mapping[str, TableFile]) -> list[Finding]:
    """What is wrong. A column that is not read and a line of totals are not."""
    return [each for file in files.values() for each in file.findings.all if each.severity == "error"]
