"""What takes the place of what, when a copy is restored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Literal

from sqlalchemy import Connection

from server.store.copies.contents import Contents

Note = Callable[[Connection], None]
"""Writes something into a database, in a transaction that is open."""

__all__ = ["Arrival", "Connection", "Note", "Target"]


@dataclass(frozen=True, slots=True)
class Target:
    """The place to which a copy would be restored.

    ``holds`` is ``nothing``, ``data``, or ``unreadable`` where something is there that cannot be opened. ``users`` are
    how many others have it open, as far as that is known.
    """

    holds: Literal["nothing", "data", "unreadable"]
    users: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """A copy on its way to its place: what it must hold, under which name what is there is kept, and what is written
    into the restored database before it is used (in a transaction of it).
    """

    expected: Contents
    kept_as: str
    note: Note

    def names(self) -> Iterator[str]:
        """``kept_as``, and further names of its kind, for where it is taken: two restores may fall into one second."""
        yield self.kept_as
        for number in count(2):
            yield f"{self.kept_as}_{number}"
