"""The numbers that a device gives to what it saves there: which have reached the office, and which are missing.

A set of numbers is kept as ranges, ``1-211,213-214``, so that years of work are a few bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """The numbers from ``first`` to ``last``, both included."""

    first: int
    last: int


Numbers = tuple[Span, ...]
"""A set of numbers: spans in order, that neither touch nor overlap."""


def read_numbers(text: str | None) -> Numbers:
    """The set that ``write_numbers`` wrote."""
    spans = (part.partition("-") for part in (text or "").split(",") if part)
    return tuple(Span(int(first), int(last or first)) for first, _, last in spans)


def write_numbers(numbers: Numbers) -> str:
    """A set of numbers as text, for keeping and for showing."""
    return ",".join(f"{first}-{last}" if last > first else str(first) for first, last in numbers)


def with_numbers(numbers: Numbers, more: Iterable[int]) -> Numbers:
    """The set with some numbers added."""
    joined: list[Span] = []
    for span in sorted([*numbers, *(Span(number, number) for number in more)]):
        if joined and span.first <= joined[-1].last + 1:
            joined[-1] = Span(joined[-1].first, max(joined[-1].last, span.last))
        else:
            joined.append(span)
    return tuple(joined)


def missing(saved: int, *known: Numbers) -> Numbers:
    """The numbers from 1 to ``saved`` that are in none of the ``known`` sets."""
    gaps: list[Span] = []
    reached = 0
    for first, last in sorted(span for numbers in known for span in numbers):
        if first > saved:
            break
        if first > reached + 1:
            gaps.append(Span(reached + 1, first - 1))
        reached = max(reached, last)
    if reached < saved:
        gaps.append(Span(reached + 1, saved))
    return tuple(gaps)


def count(numbers: Numbers) -> int:
    """How many numbers a set has."""
    return sum(last - first + 1 for first, last in numbers)
