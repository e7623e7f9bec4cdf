"""Taking over what is due to be searched: a little in each transaction, so that nobody waits long for the counter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from server.store import reading, writing

AT_ONCE: Final = 200
"""About a tenth of a second's work."""


def take_over_due(office: str, going_on: Callable[[], bool]) -> int:
    """Take over the texts of an office's records for as long as any are due and ``going_on`` says so. Returns how many
    are due then.
    """
    with reading(office) as store:
        due = store.search_index.due()
    while due and going_on():
        with writing(office) as store:
            store.lock()
            due = store.search_index.take_over(AT_ONCE)
    return due
