"""What can be wrong with a database or its copy."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import DBAPIError

from server.store.database import Unavailable
from server.store.faults import DAMAGED, FULL, fault_of, fault_of_driver


class NoSpace(Exception):
    """The disk has no room left."""


class DatabaseDamaged(Exception):
    """The database itself is damaged."""


class CopyUnreadable(Exception):
    """A copy cannot be opened, or its content is damaged; the message says what is wrong."""


class CopyDiffers(Exception):
    """A restored database does not hold what its backup says."""


def is_damage(error: BaseException | None) -> bool:
    """Whether a driver says by this that the database's own content is damaged."""
    return fault_of_driver(error) == DAMAGED


def is_no_space(error: BaseException | None) -> bool:
    """Whether the disk has no room left, by the word of a driver or of the system."""
    return (fault_of(error) if isinstance(error, OSError) else fault_of_driver(error)) == FULL


@contextmanager
def named() -> Iterator[None]:
    """Turn what drivers raise into ``NoSpace``, ``DatabaseDamaged`` or else ``Unavailable`` (by the exception's name);
    and the system's error for a full disk into ``NoSpace``. Other errors of the system pass as they are.
    """
    try:
        yield
    except (sqlite3.Error, psycopg.Error, DBAPIError, OSError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if is_no_space(cause):
            raise NoSpace from error
        if is_damage(cause):
            raise DatabaseDamaged from error
        if isinstance(error, OSError):
            raise
        raise Unavailable(type(cause).__name__) from error
