"""A register's file as lines of cells: text in the encodings that offices have, or a workbook of Excel."""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import re
from collections.abc import Iterator
from typing import Final

from server.registers.findings import Findings
from server.registers.workbook import read_workbook

Line = tuple[int, list[str]]
"""The number of a line as an editor, or Excel, counts it, and its cells."""

DAMAGED: Final = "\ufffd"
_ZIP: Final = b"PK\x03\x04"
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BLANKS: Final = "\t\r\n\u3000"
_CONTROL: Final = bytes({*range(0x20), 0x7F} - set(b"\t\n\r"))
# Of a text that somebody damaged, one byte in twenty at the most is no letter; of a picture or a program more are.
_TEXT_AT_LEAST: Final = 20

# Signs, kana, kanji and the half-width and full-width forms: what no reading of half-width kana as UTF-8 gives.
_OF_JAPAN: Final = re.compile("[\u2010-\u27bf\u3000-\u9fff\uf900-\ufaff\uff01-\uffee\U00020000-\U0003ffff]")
# ASCII, and the half-width kana of CP932.
_HALF_WIDTH: Final = re.compile(rb"[\x00-\x7f\xa1-\xdf]*")
# A Latin letter with an accent stands in a word (José), not by itself and not among others of its kind.
_OUT_OF_PLACE: Final = re.compile(
    r"[\u0080-\u00bf\u0250-\u1dff\u1f00-\u200f]|(?<![A-Za-z])[\u00c0-\u024f\u1e00-\u1eff](?![a-z])"
)


def read_lines(content: bytes, findings: Findings) -> Iterator[Line]:
    """The lines of a file; none, and a finding that says what it is, where it holds no table."""
    if content.startswith(_ZIP):
        return read_workbook(content, findings)
    text = None if content.startswith(_OLD_EXCEL) else _unmarked_utf16(content) or _decode(content)
    if text is None:
        findings.error("old_workbook" if content.startswith(_OLD_EXCEL) else "not_a_table", 1)
        return iter(())
    return _split(text, findings)


def _unmarked_utf16(content: bytes) -> str | None:
    """The text of a file in UTF-16 without a byte order mark, which has lines and nothing but characters; ``None`` for
    any other. Half of the bytes of its line ends are zero, so that no text in another encoding is one by chance.
    """
    for encoding in ("utf-16-le", "utf-16-be") if b"\0" in content else ():
        with contextlib.suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            if "\n" in text and all(letter.isprintable() or letter in _BLANKS for letter in text):
                return text
    return None


def _decode(content: bytes) -> str | None:
    """The text of a file in UTF-8, UTF-16 with a byte order mark, or CP932; damaged characters become U+FFFD. ``None``
    where it is no text.

    CP932 gives some reading to almost any bytes, UTF-8 to hardly any but its own. So a file is UTF-8 if it is so
    without damage, or if more of its Japanese characters are whole than damaged. One thing is whole in both: nothing
    but pairs of half-width kana in CP932 (ﾈｯﾄｶﾌｪ) are letters of other scripts in UTF-8 (ȯĶ̪). They are kana where the
    letters would stand outside of words.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    if len(content) < _TEXT_AT_LEAST * (len(content) - len(content.translate(None, _CONTROL))):
        return None
    text = content.decode("utf-8-sig", errors="replace")
    damaged, whole = text.count(DAMAGED), len(_OF_JAPAN.findall(text))
    if content.startswith(codecs.BOM_UTF8) or whole > damaged:
        return text
    are_kana = _HALF_WIDTH.fullmatch(content) and _OUT_OF_PLACE.search(text)
    return content.decode("cp932", errors="replace") if damaged or are_kana else text


def _split(text: str, findings: Findings) -> Iterator[Line]:
    """The records of a text, each with the number of its first line. They are separated by tabs where the first line
    is that is separated at all: a title above the header stands alone.

    Where a quotation mark is not closed, only the line it stands on suffers: it is read as it is, and reading goes on.
    """
    lines = io.StringIO(text, newline="").readlines()
    header = next((line for line in lines if "\t" in line or "," in line), "")
    delimiter = "\t" if header.count("\t") > header.count(",") else ","
    at, begin, reader = 0, 0, csv.reader(lines, strict=True, delimiter=delimiter)
    while at < len(lines):
        try:
            cells = next(reader)
            used = begin + reader.line_num - at
        except csv.Error:
            findings.error("quote_not_closed", at + 1, value=lines[at].strip())
            cells, used = next(csv.reader([lines[at]], quoting=csv.QUOTE_NONE, delimiter=delimiter)), 1
            begin, reader = at + 1, csv.reader(lines[at + 1 :], strict=True, delimiter=delimiter)
        if any(cell.strip() for cell in cells):
            yield at + 1, cells
        at += used
