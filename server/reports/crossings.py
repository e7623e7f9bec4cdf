"""Issue item by age band: how many new clients had each item of the national list, over all months asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from server.reports.published import age_column
from server.reports.tallies import NOT_STATED, Tally
from sync.codes import CODE_LISTS

NAME: Final = "issue_by_age"
LIST: Final = "issue_item"

AGES: Final = tuple(age_column(code) for code in CODE_LISTS["age_band"] if code != "unknown")
"""The published columns. The clients whose age is not known are told beside them."""

ItemRow = tuple[str, tuple[int, ...], int]
"""An item's code, how many of each of ``AGES``, and how many whose age is not known."""


def issue_by_age(tallies: Iterable[Tally]) -> tuple[ItemRow, ...]:
    """A row for each item of the list, in its order. What is counted is of an item and an age band:
    ``issue_item.illness.20s``.
    """
    counted: Counter[tuple[str, str]] = Counter()
    for tally in tallies:
        _, item, age = tally.of.split(".")
        counted[item, "unknown" if age == NOT_STATED else age_column(age)] += tally.count
    return tuple(
        (item, tuple(counted[item, age] for age in AGES), counted[item, "unknown"]) for item in CODE_LISTS[LIST]
    )
