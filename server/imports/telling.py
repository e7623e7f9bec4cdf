"""An import in words: what its columns are called, and why a row is not taken as it is."""

from __future__ import annotations

from typing import Final

from server.imports.rows import Problem
from server.imports.sorts import DAY, TIME, UNTIL
from server.language.words import words_of
from server.registers.findings import MESSAGES, Language

_COLUMNS: Final[dict[str, dict[Language, str]]] = {
    DAY: {"ja": "日付", "en": "day"},
    TIME: {"ja": "開始時刻", "en": "from"},
    UNTIL: {"ja": "終了時刻", "en": "until"},
    "account.login": {"ja": "ログイン名", "en": "login"},
    "account.name": {"ja": "職員の氏名", "en": "name"},
    "account.role": {"ja": "役割", "en": "role"},
    "account.phone": {"ja": "電話番号", "en": "telephone"},
}


def column_word(column: str, language: Language) -> str:
    """What a column of a list is called."""
    if column in _COLUMNS:
        return _COLUMNS[column][language]
    kind, _, name = column.partition(".")
    fields = words_of(language)["fields"].get(kind, {})
    return str(fields.get(name, column))


def problem_word(problem: Problem, language: Language) -> str:
    """Why a row is not taken as it is."""
    said = MESSAGES.get(problem.code)
    words = said[language] if said else str(words_of(language)["errors"].get(problem.code, problem.code))
    return f"{column_word(problem.column, language)}: {words}" if problem.column else words
