"""The database as a whole: copied out while it is in use, read back, and put in the place of another.

``here()`` is the copier for the database of this installation. What a backup is made of besides, and what is said of
one that fails, is in ``server.backups``.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Protocol

from server.store.copies.contents import Contents, FileRef, OfficeContents
from server.store.copies.migrating import is_known
from server.store.copies.placing import Arrival, Connection, Note, Target
from server.store.copies.postgres import PostgresCopier
from server.store.copies.problems import CopyDiffers, CopyUnreadable, DatabaseDamaged, NoSpace
from server.store.copies.sqlite import SqliteCopier
from server.store.db import db

__all__ = [
    "Arrival",
    "Connection",
    "Contents",
    "Copier",
    "CopyDiffers",
    "CopyUnreadable",
    "DatabaseDamaged",
    "FileRef",
    "NoSpace",
    "Note",
    "OfficeContents",
    "PostgresCopier",
    "SqliteCopier",
    "Target",
    "here",
    "is_known",
]


class Copier(Protocol):
    """What is done with a whole database of one kind."""

    kind: str
    """``sqlite`` or ``postgresql``; a copy goes back into a database of its own kind."""

    def copy_out(self, folder: Path) -> Contents:
        """Copy the database into an empty folder, durably, as it is at one moment, without holding up writers. Returns
        what it holds, counted in the database itself. Raises ``NoSpace`` or ``DatabaseDamaged``.
        """

    def read_back(self, folder: Path, revision: str) -> Contents:
        """Open a copy anew, check it, and count what it holds. Raises ``CopyUnreadable``."""

    def is_sound(self) -> bool:
        """Whether the database itself is whole, as far as can be told."""

    def target(self) -> Target:
        """What is in the place to which a copy would be restored."""

    def drop_replaced(self, before: dt.datetime) -> list[str]:
        """Remove databases that ``put_in_place`` moved aside before a moment. Returns their names. On PostgreSQL they
        are left to whoever looks after it, since a database may be dropped by its owner alone."""

    def put_in_place(self, folder: Path, arrival: Arrival) -> str | None:
        """Restore a copy: migrated, counted and noted before it takes the place of what is there, which is kept under
        another name. Returns that name; ``None`` where there was nothing. Raises ``CopyUnreadable``, ``CopyDiffers``
        where it does not hold what ``arrival`` expects, ``NoSpace`` or ``Unavailable``.
        """


def here() -> Copier:
    """For the database of this installation."""
    engine = db.engine
    return SqliteCopier(engine) if engine.dialect.name == "sqlite" else PostgresCopier(engine)
