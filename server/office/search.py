"""What was found by words, as the page shows it: who it is about, what it is, and the words in their place."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from server.store import Seen
from server.store.cases import CaseRow
from server.store.search import FoundRow
from sync.folding import fold, holds
from sync.search import Query, values
from sync.store import Record

PER_PAGE: Final = 20
AROUND: Final = 24
"""How many letters of a text are shown on each side of a word."""
_MOST_EXCERPTS: Final = 2
_WINDOW: Final = 400
_OVERLAP: Final = 150
"""Longer than a query may be: a word that lies across two windows is whole in the next."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The surroundings of a word in a field of a record."""

    field: str
    before: str
    match: str
    after: str


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found. ``cases`` are those through which it is opened, the newest first."""

    row: FoundRow
    cases: Sequence[CaseRow]
    excerpts: Sequence[Excerpt]


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of what was found, and whether there are ``more``."""

    rows: Sequence[Hit]
    page: int
    more: bool

    @property
    def first(self) -> int:
        """Which of all hits the page begins with."""
        return (self.page - 1) * PER_PAGE + 1


def hits(seen: Seen, query: Query, page: int) -> Hits:
    """A page of what a reader finds."""
    matching = seen.search.page(query, page=page, per_page=PER_PAGE)
    records = [row.record for row in matching.rows]
    through = dict(seen.search.cases_of(records))
    ids = {record.id: through.get(record.id) or [record.scope] for record in records}
    cases = seen.cases.by_id({case for each in ids.values() for case in each})
    rows = [
        Hit(
            row,
            [cases[case] for case in ids[row.record.id] if case in cases],
            list(excerpts(row.record, query))[:_MOST_EXCERPTS],
        )
        for row in matching.rows
    ]
    return Hits(rows, matching.page, matching.more)


def excerpts(record: Record, query: Query) -> Iterator[Excerpt]:
    """Where a record holds the words of a query, each place once; the words as a whole, where they stand so."""
    shown = set()
    for sought in query.places:
        for field, text in values(record.kind, record.fields):
            if (field, text) not in shown and holds(fold(text), sought):
                shown.add((field, text))
                yield excerpt(field, text, sought)
                break
        if shown and sought == query.whole:
            return


def excerpt(field: str, text: str, sought: str) -> Excerpt:
    """The surroundings of a folded word in a text that holds it. It is cut between letters, not before their marks."""
    window = _window(text, sought)
    # What is folded away has no place of its own, so the text is halved until nothing can be left out.
    end = _fewest(len(window), lambda count: holds(fold(window[:count]), sought))
    start = end - _fewest(end, lambda count: holds(fold(window[end - count : end]), sought))
    while end < len(window) and _is_mark(window[end]):
        end += 1
    offset = text.index(window)
    start, end = start + offset, end + offset
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    while first > 0 and _is_mark(text[first]):
        first -= 1
    while last < len(text) and _is_mark(text[last]):
        last += 1
    before = ("…" if first else "") + text[first:start]
    after = text[end:last] + ("…" if last < len(text) else "")
    return Excerpt(field, before, text[start:end], after)


def _window(text: str, sought: str) -> str:
    """The first part of a long text that holds a word; the text itself where it is short, or no part does."""
    if len(text) <= _WINDOW:
        return text
    parts = (text[start : start + _WINDOW] for start in range(0, len(text), _WINDOW - _OVERLAP))
    return next((part for part in parts if holds(fold(part), sought)), text)


def _fewest(most: int, is_enough: Callable[[int], bool]) -> int:
    """The least number, up to ``most``, that is enough; every number above it is taken to be."""
    low, high = 1, most
    while low < high:
        middle = (low + high) // 2
        if is_enough(middle):
            high = middle
        else:
            low = middle + 1
    return high


def _is_mark(letter: str) -> bool:
    """Whether a character belongs to the letter before it: a combining mark, a selector of shape, a joiner."""
    return unicodedata.category(letter) in {"Mn", "Me", "Cf"} or unicodedata.combining(letter) != 0
