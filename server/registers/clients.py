"""Who a register's line is about: a person known by initials."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from server.registers.table import Row

CLIENT: Final = ("対象者", "氏名", "対象者氏名", "対象者名", "相談者", "相談者氏名", "相談者名", "利用者", "利用者名")
"""By what a list heads the column of whom its lines are about."""

_INITIALS: Final = re.compile(r"[A-Z](?:[.,・]?[A-Z]){0,3}\.?")
_PLACEHOLDERS: Final = frozenset({"不明", "不詳", "未定", "未記入", "なし", "無し", "同上"})
_NOT_IN_NAMES: Final = re.compile(r"[\d?*#〓○●◯×□■＿_]")


def read_client(row: Row, column: str) -> str | None:
    """The client's initials in one spelling (「Ｙ．Ｋ」 is ``Y.K``), or the name as it is written.

    Returns ``None``, having reported it, where nobody can be recognised.
    """
    printed = " ".join(unicodedata.normalize("NFKC", row[column]).split())
    initials = printed.replace(" ", "").upper()
    if _INITIALS.fullmatch(initials):
        return ".".join(letter for letter in initials if letter.isalpha())
    nobody = printed in _PLACEHOLDERS or not any(character.isalpha() for character in printed)
    if nobody or _NOT_IN_NAMES.search(printed):
        row.error("client_unreadable", column)
        return None
    row.warning("client_not_initials", column)
    return printed
