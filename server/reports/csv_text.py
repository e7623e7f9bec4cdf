"""CSV that leaves the house: what a spreadsheet opens as Japanese, and does not run.

A spreadsheet takes a cell that begins like a formula for one, whoever wrote it: a client's name, a destination. Such a
cell gets an apostrophe, which spreadsheets read as "this is text". ``server.registers.table`` takes it off again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it Excel takes UTF-8 for the code page of the machine, and shows Japanese as rubbish."""

# The full-width forms as well: a spreadsheet in Japanese takes them for the same (OWASP, CSV Injection).
_LIKE_A_FORMULA: Final = re.compile("[=+\\-@\t\r\n＝＋－＠]")
_NUMBER: Final = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?%?", re.ASCII)


def as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The rows as a CSV text, in which no cell is a formula."""
    out = io.StringIO(newline="")
    out.write(BYTE_ORDER_MARK)
    csv.writer(out).writerows([inert(cell) for cell in row] for row in (header, *rows))
    return out.getvalue()


def inert(cell: str) -> str:
    """A cell that no spreadsheet runs. Numbers, also negative ones, stay numbers."""
    return f"'{cell}" if _LIKE_A_FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def as_written(cell: str) -> str:
    """What ``inert`` was given."""
    return cell[1:] if cell.startswith("'") and inert(cell[1:]) == cell else cell
