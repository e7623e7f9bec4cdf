"""From what stands in a cell to the value of a field, as the engine keeps it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from marshmallow.fields import Field

from server.imports.sorts import SPOKEN
from server.language.ages import read_band
from server.language.eras import UnreadableDate, plain
from server.language.words import words_of
from server.registers.dates import read_cell_date
from sync.describe import LANGUAGES
from sync.fields import Code, Count, Day, Due, Elements, Flag, Id, Json
from sync.folding import fold
from sync.records import KINDS

_SEPARATED: Final = re.compile(r"[、,，;；/／\n]+")
_NUMBER: Final = re.compile(r"(\d{1,9})(?:分|回|人|件|円)?", re.ASCII)
_YES: Final = frozenset({"○", "〇", "◯", "はい", "有", "あり", "1", "yes", "true", "✓", "レ"})
_NO: Final = frozenset({"×", "いいえ", "無", "なし", "0", "no", "false"})


class Unreadable(ValueError):
    """A cell that is no value of its field. ``code`` says why, as the findings of a list do."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_value(kind: str, name: str, cell: str, staff: Mapping[str, str]) -> Json:
    """The value that a cell means for a field; ``None`` where it is left open (「-」). ``staff`` are the ids of
    accounts by folded names and logins. Raises ``Unreadable``.
    """
    return _read(KINDS[kind].fields[name], cell, staff)


def read_code(code_list: str, cell: str) -> str:
    """The code that a cell means: by its word in any language, by what people write for it, or by itself. Raises
    ``Unreadable("code_unknown")``.
    """
    code = _codes(code_list).get(fold(cell))
    band = read_band(cell) if code is None and code_list == "age_band" else None
    if code is None and band is None:
        raise Unreadable("code_unknown")
    return str(code or band)


def _read(declared: Field[Any], cell: str, staff: Mapping[str, str]) -> Json:
    if isinstance(declared, Elements):
        return _elements(declared, cell, staff)
    if isinstance(declared, Code):
        return read_code(declared.code_list, cell)
    if isinstance(declared, Day | Due):
        return _day(cell, exact=isinstance(declared, Day))
    if isinstance(declared, Count):
        match = _NUMBER.fullmatch(plain(cell))
        if match is None:
            raise Unreadable("number_unreadable")
        return int(match[1])
    if isinstance(declared, Flag):
        return _flag(cell)
    if isinstance(declared, Id):
        user = staff.get(fold(cell))
        if user is None:
            raise Unreadable("staff_unknown")
        return user
    return cell


def _elements(declared: Elements, cell: str, staff: Mapping[str, str]) -> Json:
    if isinstance(declared.inner, Code) and fold(cell) in _codes(declared.inner.code_list):
        return [read_code(declared.inner.code_list, cell)]
    pieces = [piece.strip() for piece in _SEPARATED.split(cell) if piece.strip()]
    return sorted({_read(declared.inner, piece, staff) for piece in pieces})


def _day(cell: str, *, exact: bool) -> Json:
    try:
        date = read_cell_date(cell)
    except UnreadableDate as unreadable:
        raise Unreadable(unreadable.code) from unreadable
    if date.due is None:
        return None
    if date.outside_era:
        raise Unreadable("outside_era")
    if exact and date.due.precision != "day":
        raise Unreadable("day_missing")
    return str(date.due)


def _flag(cell: str) -> Json:
    word = plain(cell).lower()
    if word in _YES:
        return True
    if word in _NO:
        return None
    raise Unreadable("flag_unreadable")


@cache
def _codes(code_list: str) -> Mapping[str, str]:
    words = [words_of(language)["codes"][code_list] for language in LANGUAGES]
    named = {fold(word): code for language in reversed(words) for code, word in language.items()}
    spoken = {fold(word): code for code, many in SPOKEN.get(code_list, {}).items() for word in many}
    return {**spoken, **named, **{fold(code): code for code in words[0]}}
