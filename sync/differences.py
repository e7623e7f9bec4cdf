"""How one sequence became another, in time that is bounded by their length.

What stands once in both is an anchor; between anchors the shortest way is looked for (Myers, "An O(ND) difference
algorithm", 1986) as far as the effort reaches. A hostile text can exhaust it: then what lies between counts as replaced
whole, which is coarser and never wrong.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

MOST: Final = 220_000
"""The steps that one change may take, about 40 ms. An ordinary note of 20,000 characters takes a few thousand."""


_STEPS_A_REGION: Final = 20


class Effort:
    """What may still be computed, in steps of about 0.2 µs each; shared by whatever must be bounded together."""

    __slots__ = ("left",)

    def __init__(self, left: int = MOST) -> None:
        self.left = left

    def affords(self, steps: int) -> bool:
        """Spend so many steps, if they are left. Returns whether they were; after the first time that they were not,
        nothing is afforded any more.
        """
        self.spend(steps)
        return self.left > 0

    def spend(self, steps: int) -> None:
        """Spend so many steps that were taken, whether or not they are left."""
        self.left = max(self.left - steps, 0)


class Edit(NamedTuple):
    """Elements ``start`` to ``end`` of the first sequence, replaced by ``by``."""

    start: int
    end: int
    by: tuple[str, ...]


class _Region(NamedTuple):
    """What is still to be compared: ``start`` to ``end`` in the one, ``from_`` to ``to`` in the other."""

    start: int
    end: int
    from_: int
    to: int


def edits(was: Sequence[str], now: Sequence[str], effort: Effort) -> list[Edit]:
    """The edits that make ``now`` of ``was``, in order; between two of them at least one element is kept."""
    made: list[Edit] = []
    at = to = 0
    for i, j in (*_kept(was, now, effort), (len(was), len(now))):
        if i > at or j > to:
            made.append(Edit(at, i, tuple(now[to:j])))
        at, to = i + 1, j + 1
    return made


def _kept(was: Sequence[str], now: Sequence[str], effort: Effort) -> list[tuple[int, int]]:
    """The places in both of what is kept, in order."""
    numbers: dict[str, int] = {}
    a = [numbers.setdefault(element, len(numbers)) for element in was]
    b = [numbers.setdefault(element, len(numbers)) for element in now]
    kept: list[tuple[int, int]] = []
    regions = [_Region(0, len(a), 0, len(b))]
    while regions:
        start, end, from_, to = regions.pop()
        while start < end and from_ < to and a[start] == b[from_]:
            kept.append((start, from_))
            start, from_ = start + 1, from_ + 1
        while start < end and from_ < to and a[end - 1] == b[to - 1]:
            end, to = end - 1, to - 1
            kept.append((end, to))
        size = end - start + to - from_
        if start == end or from_ == to or not effort.affords(2 * size + _STEPS_A_REGION):
            continue
        if set(a[start:end]).isdisjoint(b[from_:to]):
            continue
        region = _Region(start, end, from_, to)
        if anchors := _anchors(a, b, region):
            kept += anchors
            regions += _between(region, anchors)
        else:
            kept += [(start + i, from_ + j) for i, j in _shortest_way(a[start:end], b[from_:to], effort)]
    return sorted(kept)


def _between(region: _Region, anchors: Sequence[tuple[int, int]]) -> Iterator[_Region]:
    start, from_ = region.start, region.from_
    for i, j in anchors:
        yield _Region(start, i, from_, j)
        start, from_ = i + 1, j + 1
    yield _Region(start, region.end, from_, region.to)


def _anchors(a: Sequence[int], b: Sequence[int], region: _Region) -> list[tuple[int, int]]:
    """As many as possible of the elements that stand once in both, in the order of both.

    Where there are several choices, the one that comes first in the first sequence is taken.
    """
    start, end, from_, to = region
    once = {element for element, count in Counter(a[start:end]).items() if count == 1}
    times = Counter(b[from_:to])
    places = {element: j for j, element in enumerate(b[from_:to], from_) if element in once and times[element] == 1}
    pairs = [(i, places[element]) for i, element in enumerate(a[start:end], start) if element in places]
    # From the end: ``ranks`` holds how long a rising row can be that begins with each pair. The last place of each
    # length is kept negated, so that the list rises.
    tails: list[int] = []
    ranks: list[int] = []
    for _, j in reversed(pairs):
        rank = bisect_right(tails, -j)
        tails[rank : rank + 1] = [-j]
        ranks.append(rank + 1)
    chosen: list[tuple[int, int]] = []
    wanted = len(tails)
    for pair, rank in zip(pairs, reversed(ranks), strict=True):
        if rank == wanted and (not chosen or pair[1] > chosen[-1][1]):
            chosen.append(pair)
            wanted -= 1
    return chosen


def _shortest_way(a: Sequence[int], b: Sequence[int], effort: Effort) -> list[tuple[int, int]]:
    """What a shortest series of deletions and insertions keeps; nothing where that is too far to look for."""
    n, m = len(a), len(b)
    furthest = {1: 0}
    rounds: list[dict[int, int]] = []
    for distance in range(n + m + 1):
        rounds.append(dict(furthest))
        steps = distance + 1
        for diagonal in range(-min(distance, 2 * m - distance), min(distance, 2 * n - distance) + 1, 2):
            i = _before(furthest, diagonal, distance)
            begun = i
            while i < n and i - diagonal < m and a[i] == b[i - diagonal]:
                i += 1
            steps += 1 + i - begun
            furthest[diagonal] = i
            if i >= n and i - diagonal >= m:
                effort.affords(steps)
                return _traced(rounds, n, m)
            if steps > effort.left:
                break
        if not effort.affords(steps):
            break
    return []


def _before(furthest: dict[int, int], diagonal: int, distance: int) -> int:
    """Where the way of one more step arrives on a diagonal: by an insertion or by a deletion."""
    if diagonal == -distance or (diagonal != distance and furthest[diagonal - 1] < furthest[diagonal + 1]):
        return furthest[diagonal + 1]
    return furthest[diagonal - 1] + 1


def _traced(rounds: Sequence[dict[int, int]], n: int, m: int) -> list[tuple[int, int]]:
    """The kept places along the way that ended, read backwards."""
    kept: list[tuple[int, int]] = []
    i, j = n, m
    for distance in range(len(rounds) - 1, -1, -1):
        furthest, diagonal = rounds[distance], i - j
        begun = _before(furthest, diagonal, distance)
        while i > begun:
            i, j = i - 1, j - 1
            kept.append((i, j))
        if distance == 0:
            break
        came_down = diagonal == -distance or (diagonal != distance and furthest[diagonal - 1] < furthest[diagonal + 1])
        i, j = (i, j - 1) if came_down else (i - 1, j)
    return kept
