"""The only place that queries.

``with writing(office) as store:`` and ``with reading(office) as store:`` are one transaction each, opened and ended at
the edge: in a view or a command. They give an ``Office`` with its rooms; ``directory`` is for what is looked up before
the office is known. Queries return plain values that stand beside them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from server.store.attempts import AttemptStore
from server.store.database import (
    Unavailable,
    close_connections,
    database_file,
    engine_options,
    prepare,
    settle_log,
    transaction,
    utcnow,
)
from server.store.database import probing as _probing
from server.store.deliveries import DeliveryStore
from server.store.directory import Directory
from server.store.integrity import Damaged, check_integrity, database_is_damaged, watch_integrity
from server.store.office import Office
from server.store.seen import Seen

__all__ = [
    "Damaged",
    "Directory",
    "Office",
    "Seen",
    "Unavailable",
    "attempts",
    "check_integrity",
    "close_connections",
    "database_file",
    "database_is_damaged",
    "deliveries",
    "directory",
    "engine_options",
    "prepare",
    "probing",
    "reading",
    "settle_log",
    "utcnow",
    "watch_integrity",
    "writing",
]


@contextmanager
def writing(office: str) -> Iterator[Office]:
    """One office's store in a transaction that is committed at the end of the block, or rolled back if the block
    raises. What it has noted for the trail is appended last.
    """
    with transaction(write=True) as connection:
        store = Office(connection, office)
        yield store
        store.trail.settle()


@contextmanager
def reading(office: str) -> Iterator[Office]:
    """One office's store, showing one state of the database throughout the block."""
    with transaction(write=False) as connection:
        yield Office(connection, office)


@contextmanager
def directory(*, write: bool = False) -> Iterator[Directory]:
    """The installation as a whole, in a transaction of its own."""
    with transaction(write=write) as connection:
        yield Directory(connection)


@contextmanager
def probing() -> Iterator[Directory]:
    """The same, in a writing transaction that waits for no other for long: for a look whether anything can be
    written."""
    with _probing() as connection:
        yield Directory(connection)


@contextmanager
def attempts(*, write: bool) -> Iterator[AttemptStore]:
    """The attempts that are bounded, of all offices, in a transaction of its own that no office is locked for."""
    with transaction(write=write) as connection:
        yield AttemptStore(connection)


@contextmanager
def deliveries(*, urgent: Collection[str], write: bool = True) -> Iterator[DeliveryStore]:
    """What is to be pushed to phones, of all offices, in a transaction of its own; ``urgent`` are the kinds of notices
    that are about safety."""
    with transaction(write=write) as connection:
        yield DeliveryStore(connection, urgent)
