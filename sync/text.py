"""Three-way merge of narratives, sentence by sentence.

A sentence ends after 。 or at a line's end, as a person writing Japanese notes would say it. Two people who
changed different sentences are both kept whole; where they changed the same one, or both wrote something new in
the same place, they disagree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_SENTENCE = re.compile(r"[^。\n]*(?:。\n?|\n)|[^。\n]+")


class Edit(NamedTuple):
    """Sentences ``start`` to ``end`` of the base, replaced by ``by``."""

    start: int
    end: int
    by: tuple[str, ...]


def sentences(text: str) -> list[str]:
    """The sentences of a text with their ends; joined again they give the text."""
    return _SENTENCE.findall(text)


def merge_text(base: str, ours: str, theirs: str) -> str | None:
    """Both people's edits of ``base`` in one text, or ``None`` where they disagree.

    The order of the two does not matter.
    """
    was = sentences(base)
    edits = _edits(was, sentences(ours))
    for edit in _edits(was, sentences(theirs)):
        if edit in edits:
            continue
        if any(_disagree(edit, other) for other in edits):
            return None
        edits.append(edit)
    return "".join(_apply(was, sorted(edits)))


def _edits(was: Sequence[str], now: Sequence[str]) -> list[Edit]:
    steps = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    return [Edit(i, j, tuple(now[k:m])) for step, i, j, k, m in steps if step != "equal"]


def _disagree(one: Edit, other: Edit) -> bool:
    """Whether two different edits touch the same sentence or write in the same place."""
    if one.start == one.end and other.start == other.end:
        return one.start == other.start
    if one.start == one.end:
        return other.start < one.start < other.end
    if other.start == other.end:
        return one.start < other.start < one.end
    return max(one.start, other.start) < min(one.end, other.end)


def _apply(was: Sequence[str], edits: Sequence[Edit]) -> Iterator[str]:
    at = 0
    for edit in edits:
        yield from was[at : edit.start]
        yield from edit.by
        at = edit.end
    yield from was[at:]
