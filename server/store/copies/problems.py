"""What can be wrong with a database or its copy."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from sqlalchemy.exc import DBAPIError

from server.store.database import Unavailable

_SQLITE_NO_SPACE: Final = frozenset({sqlite3.SQLITE_FULL})
_SQLITE_DAMAGE: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_POSTGRES_NO_SPACE: Final = frozenset({"53100"})
_POSTGRES_DAMAGE: Final = frozenset({"XX001", "XX002"})
_NO_SPACE: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


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
    if isinstance(error, psycopg.Error):
        return error.sqlstate in _POSTGRES_DAMAGE
    code = getattr(error, "sqlite_errorcode", None)
    return isinstance(code, int) and code & 0xFF in _SQLITE_DAMAGE


def is_no_space(error: BaseException | None) -> bool:
    """Whether the disk has no room left."""
    if isinstance(error, psycopg.Error):
        return error.sqlstate in _POSTGRES_NO_SPACE
    if isinstance(error, OSError):
        return error.errno in _NO_SPACE
    code = getattr(error, "sqlite_errorcode", None)
    return isinstance(code, int) and code & 0xFF in _SQLITE_NO_SPACE


@contextmanager
def named() -> Iterator[None]:
    """Turn what drivers raise into ``NoSpace``, ``DatabaseDamaged`` or else ``Unavailable``; and the system's error for
    a full disk into ``NoSpace``. Other errors of the system pass as they are.
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
