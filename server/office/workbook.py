"""A report as an Excel workbook: numbers as numbers, months as days that are shown in the era, and no formula."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

from flask_babel import gettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as Place
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from server.language.words import Words
from server.office.reports import Cell, Report, Table
from server.reports.months import days_of

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_MONTH: Final = '[$-411]ggge"年"m"月"'
_COUNT: Final = "#,##0"
_SHARE: Final = '0.0"%"'
_ONE_DECIMAL: Final = "0.0"
_WIDTH: Final = 14
_TITLE_LENGTH: Final = 31
"""As much of a title as Excel takes for a sheet."""

_LETTERS: Final = 32_767
"""As many letters as Excel takes for a cell."""

_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def as_workbook(report: Report, table: Table, words: Words) -> bytes:
    """A sheet with a header that stays in view, a row for each of the report's, and the year with its shares."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = report.name
    sheet.freeze_panes = "B2"
    sheet.append([_text(sheet, str(title), bold=True) for title in report.columns.values()])
    for row in table.rows:
        sheet.append([_place(sheet, report, words, name, cell) for name, cell in zip(report.columns, row, strict=True)])
    if table.year:
        counts = [_place(sheet, report, words, "", cell) for cell in table.year[1:]]
        sheet.append([_text(sheet, gettext("Total"), bold=True), *counts])
        sheet.append([_text(sheet, "%"), *(_share(sheet, share) for share in table.shares[1:])])
    if table.rates:
        title = gettext("Per 100,000 people and month")
        sheet.append([_text(sheet, title), *(_rate(sheet, rate) for rate in table.rates[1:])])
    if report.untold:
        untold = gettext(", ").join(str(title) for title in report.untold.values())
        sheet.append([_text(sheet, gettext("No record tells: %(what)s. These columns stay empty.", what=untold))])
    for column in range(1, len(report.columns) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTH
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def as_sheet(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A plain list as a sheet: numbers as numbers, everything else as text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:_TITLE_LENGTH])
    sheet.freeze_panes = "A2"
    sheet.append([_text(sheet, each, bold=True) for each in header])
    for row in rows:
        sheet.append([cell if isinstance(cell, int) else _text(sheet, cell) for cell in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _place(sheet: Worksheet, report: Report, words: Words, name: str, cell: Cell) -> Place:
    if isinstance(cell, int):
        place = WriteOnlyCell(sheet, value=cell)
        place.number_format = _COUNT
        return place
    if name == "month":
        place = WriteOnlyCell(sheet, value=dt.datetime.combine(days_of(cell)[0], dt.time()))
        place.number_format = _MONTH
        return place
    return _text(sheet, words.code(report.codes[name], cell) if name in report.codes else cell)


def _share(sheet: Worksheet, share: str) -> Place:
    place = WriteOnlyCell(sheet, value=float(share) if share else None)
    place.number_format = _SHARE
    return place


def _rate(sheet: Worksheet, rate: str) -> Place:
    place = WriteOnlyCell(sheet, value=float(rate) if rate else None)
    place.number_format = _ONE_DECIMAL
    return place


def _text(sheet: Worksheet, text: str, *, bold: bool = False) -> Place:
    """Text, also where it begins like a formula: whoever wrote it, nothing of it is reckoned."""
    place = WriteOnlyCell(sheet, value=_UNWRITABLE.sub("", text)[:_LETTERS])
    place.data_type = "s"
    place.font = Font(bold=bold)
    return place
