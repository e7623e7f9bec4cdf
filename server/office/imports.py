"""Lists that are brought in, as their page shows them: sorts, fates, why, and what stays of one that is taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import LazyString, gettext, lazy_gettext

from server.imports.judging import FateCode
from server.imports.running import Outcome
from server.imports.telling import problem_word
from server.imports.undoing import Undone, Why
from server.language.words import Words
from server.registers.findings import Language

MOST_SHOWN: Final = 500
"""As many rows stand on the page, those that somebody must look at first; all of them are in the file."""

SORT_WORDS: Final[Mapping[str, LazyString]] = {
    "cases": lazy_gettext("Cases with their persons"),
    "persons": lazy_gettext("Persons"),
    "support": lazy_gettext("Support records"),
    "accounts": lazy_gettext("Accounts"),
}

FATE_WORDS: Final[Mapping[FateCode, LazyString]] = {
    "refused": lazy_gettext("cannot be brought in"),
    "doubtful": lazy_gettext("in doubt"),
    "new": lazy_gettext("new"),
    "same": lazy_gettext("here already"),
}
"""What becomes of a row, in the order in which somebody must look at it."""

SHAPES: Final[Mapping[FateCode, str]] = {"refused": "rejected", "doubtful": "due", "new": "done", "same": "queued"}

NOT_WHOLE: Final = lazy_gettext("Nothing was brought in, because not every row could be. They are named below.")

_KEPT: Final[Mapping[Why, LazyString]] = {
    "changed": lazy_gettext("somebody has changed it since"),
    "used": lazy_gettext("something else belongs to it by now"),
}


@dataclass(frozen=True, slots=True)
class FateLine:
    """What becomes of one row. ``called`` is whom it is about."""

    line: int
    called: str
    code: FateCode
    why: Sequence[str]


def spoken(language: str) -> Language:
    """The language in which findings are told to a reader of a page."""
    return "ja" if language == "ja" else "en"


def fate_lines(outcome: Outcome, language: Language) -> list[FateLine]:
    """The rows that stand on the page."""
    order = list(FATE_WORDS)
    lines = sorted(_lines(outcome, language), key=lambda each: order.index(each.code))
    return lines[:MOST_SHOWN]


def fates_as_rows(outcome: Outcome, language: Language) -> tuple[Sequence[str], Iterator[Sequence[str]]]:
    """Every row's fate, as the header and the rows of a table."""
    header = (gettext("Line"), gettext("Who"), gettext("What becomes of it"), gettext("Why"))
    rows = (
        (str(each.line), each.called, str(FATE_WORDS[each.code]), " / ".join(each.why))
        for each in _lines(outcome, language)
    )
    return header, rows


def notice_lines(outcome: Outcome, language: Language) -> list[tuple[int, str, str]]:
    """What was left out of the list as it should be, or looks wrong: line, cell, and what it is."""
    return [(each.line, each.value, each.message(language)) for each in outcome.notices]


def kept_lines(undone: Undone, words: Words) -> list[tuple[str, str, str, str]]:
    """What stays of an import that is taken back: its kind as a code and in words, its id, and why."""
    return [(record.kind, words.kind(record.kind), record.id, str(_KEPT[why])) for record, why in undone.kept]


def _lines(outcome: Outcome, language: Language) -> Iterator[FateLine]:
    for fate in outcome.fates:
        yield FateLine(fate.line, fate.called, fate.code, [problem_word(each, language) for each in fate.problems])
