"""Three-way merge of narratives, sentence by sentence.

A sentence ends after 。 or at a line's end, as a person writing Japanese notes would say it. Two people who
changed different sentences are both kept whole; where they changed the same one, or both wrote something new in
the same place, they disagree. So they do where a merge would double a sentence that was moved, or bring back one that
was taken out (``docs/decisions/0001-own-text-merge.md``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from typing import Final

from sync.differences import Edit, Effort, edits

_SENTENCE = re.compile(r"[^。\n]*(?:。\n?|\n)|[^。\n]+")
# For a merge a line's end stands by itself: whoever goes on in a new line has not changed the sentence before.
_PART = re.compile(r"[^。\n]*。|[^。\n]+|\n")
_LINE_END: Final = "\n"
_STEPS_A_PART: Final = 2
_BULLETS: Final = tuple("・･-*•‐–—－")


def sentences(text: str) -> list[str]:
    """The sentences of a text with their ends; joined again they give the text."""
    return _SENTENCE.findall(text)


def merge_text(base: str, ours: str, theirs: str, effort: Effort | None = None) -> str | None:
    """Both people's edits of ``base`` in one text, or ``None`` where they disagree.

    The order of the two does not matter. The time grows with the length of the texts, and is limited by ``effort``:
    where that does not suffice, they disagree.
    """
    if theirs in (base, ours):
        return ours
    if ours == base:
        return theirs
    effort = effort or Effort()
    was, one, other = _PART.findall(base), _PART.findall(ours), _PART.findall(theirs)
    cleared = not ours.strip() or not theirs.strip()
    if cleared or not effort.affords(_STEPS_A_PART * (len(was) + len(one) + len(other))):
        return None
    # Each side has half: which of them is compared first must not matter.
    half = effort.left // 2
    both = [_edits(was, now, half, effort) for now in (one, other)]
    joined = _joined(*both)
    if joined is None:
        return None
    merged = "".join(_apply(was, joined))
    return merged if _adds_up(was, one, other, _PART.findall(merged)) else None


def _edits(was: Sequence[str], now: Sequence[str], share: int, effort: Effort) -> list[Edit]:
    """The edits of one side. What is kept between two of them and is nothing but lines' ends counts as replaced."""
    own = Effort(share)
    joined_up: list[Edit] = []
    for edit in edits(was, now, own):
        between = was[joined_up[-1].end : edit.start] if joined_up else ()
        if joined_up and all(part == _LINE_END for part in between):
            last = joined_up.pop()
            joined_up.append(Edit(last.start, edit.end, (*last.by, *between, *edit.by)))
        else:
            joined_up.append(edit)
    effort.left -= share - own.left
    return joined_up


def _joined(ours: list[Edit], theirs: list[Edit]) -> list[Edit] | None:
    """All edits in order, what both made once; ``None`` where two of them disagree."""
    joined: list[Edit] = []
    for edit in sorted({*ours, *theirs}):
        last = joined[-1] if joined else None
        if last is not None and _includes(edit, last):
            joined[-1] = edit
        elif last is not None and _disagree(last, edit):
            if not _includes(last, edit):
                return None
        else:
            joined.append(edit)
    return joined


def _includes(more: Edit, less: Edit) -> bool:
    """Whether an edit begins or ends with all that another one does, and so can be had for both."""
    count = len(less.by)
    begins = more.start == less.start and more.end >= less.end and more.by[:count] == less.by
    ends = more.end == less.end and more.start <= less.start and more.by[-count:] == less.by
    # Taking out is part of every replacement, and yet no agreement with it.
    return count > 0 and (begins or ends)


def _disagree(one: Edit, other: Edit) -> bool:
    """Whether two different edits touch the same sentence or write in the same place."""
    if one.start == one.end and other.start == other.end:
        return one.start == other.start
    if one.start == one.end:
        return other.start < one.start < other.end
    if other.start == other.end:
        return one.start < other.start < one.end
    return max(one.start, other.start) < min(one.end, other.end)


def _apply(was: Sequence[str], joined: Sequence[Edit]) -> Iterator[str]:
    at = 0
    for edit in joined:
        yield from was[at : edit.start]
        yield from edit.by
        at = edit.end
    yield from was[at:]


def _adds_up(was: Sequence[str], ours: Sequence[str], theirs: Sequence[str], merged: Sequence[str]) -> bool:
    """Whether each sentence stands in the merge as often as the two would have it: not doubled, revived or made up."""
    before, one, other, after = (_counted(parts) for parts in (was, ours, theirs, merged))
    repeated: set[str] = set()
    for sentence in {*before, *one, *other, *after}:
        b, o, t, stands = before[sentence], one[sentence], other[sentence], after[sentence]
        if b == o == t == stands:
            continue
        # Where both added, or both took out, it may be the same act or two; otherwise there is one right number.
        least = most = o + t - b
        if o > b and t > b:
            least = max(o, t)
        elif o < b and t < b:
            most = min(o, t)
        if not least <= stands <= most:
            return False
        if (not b and stands > max(o, t)) or (o > b > t == 0) or (t > b > o == 0):
            repeated.add(sentence)
    return not repeated or _are_answers(repeated, was, ours, theirs)


def _counted(parts: Sequence[str]) -> Counter[str]:
    counts = Counter(map(str.strip, parts))
    del counts[""]
    return counts


def _are_answers(repeated: set[str], was: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether sentences that both wrote belong to different headings of a form, where answers may well be alike.

    A heading is a line of its own that was there before, without 。 and not one of a list.
    """
    headings = {part for part in was if not part.endswith("。") and not part.startswith((_LINE_END, *_BULLETS))}
    mine = {place for place in _places(ours, headings) if place[0] in repeated}
    other = {place for place in _places(theirs, headings) if place[0] in repeated}
    return mine.isdisjoint(other) and all(heading for _, heading in (*mine, *other))


def _places(parts: Sequence[str], headings: Set[str]) -> Iterator[tuple[str, str]]:
    """Each sentence with the heading below which it stands: the last one, as long as no blank line ends its section."""
    heading, line = "", list[str]()
    for part in parts:
        if part != _LINE_END:
            line.append(part)
            yield part.strip(), heading
            continue
        if len(line) == 1 and line[0] in headings:
            heading = line[0]
        elif not line:
            heading = ""
        line.clear()
