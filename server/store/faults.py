"""What is wrong when the database or the disk fails, under names that do not change: for the log, for health, and for
whoever is answered.

Only the codes of the drivers and of the operating system are looked at, and for SQLite, which has one code for several
mistakes, the first words of its own message. Nothing that somebody wrote is in any of them.
"""

from __future__ import annotations

import errno
import sqlite3
import threading
import time
from typing import Any, Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

LOCKED: Final = "database_locked"
UNREACHABLE: Final = "database_unreachable"
FULL: Final = "disk_full"
READ_ONLY: Final = "database_read_only"
DAMAGED: Final = "database_damaged"
OUTDATED: Final = "database_outdated"
DISK_FAILED: Final = "disk_failed"

FAULTS: Final = (LOCKED, UNREACHABLE, FULL, READ_ONLY, DAMAGED, OUTDATED, DISK_FAILED)
"""Every name. ``docs/operations.md`` says what to do about each."""

PASSING: Final = frozenset({LOCKED, UNREACHABLE})
"""What usually passes by itself: the same request may succeed a moment later."""

_BY_SQLITE_CODE: Final = {
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_PROTOCOL: LOCKED,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
    sqlite3.SQLITE_FORMAT: DAMAGED,
    sqlite3.SQLITE_IOERR: DISK_FAILED,
    sqlite3.SQLITE_CANTOPEN: DISK_FAILED,
    sqlite3.SQLITE_PERM: READ_ONLY,
    sqlite3.SQLITE_SCHEMA: OUTDATED,
}
_SQLITE_PRIMARY: Final = 0xFF
"""The lower byte of an extended result code is the code itself."""

_OUTDATED_WORDS: Final = ("no such table", "no such column", "table ")
"""How SQLite begins where a statement names what is not there ("table x has no column named y")."""

_BY_SQLSTATE: Final = {
    "55P03": LOCKED,
    "40001": LOCKED,
    "40P01": LOCKED,
    "57014": LOCKED,
    "53100": FULL,
    "25006": READ_ONLY,
    "42501": READ_ONLY,
    "42P01": OUTDATED,
    "42703": OUTDATED,
    "3F000": OUTDATED,
    "XX001": DAMAGED,
    "XX002": DAMAGED,
    "58030": DISK_FAILED,
}
_BY_SQLSTATE_CLASS: Final = {"08": UNREACHABLE, "53": UNREACHABLE, "57": UNREACHABLE}

_BY_ERRNO: Final = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: READ_ONLY,
    errno.EIO: DISK_FAILED,
}


def fault_of(error: BaseException) -> str | None:
    """The name of what is wrong; ``None`` for what says nothing about database or disk, such as a mistake of ours."""
    if isinstance(error, PoolTimeoutError):
        return UNREACHABLE
    if isinstance(error, DBAPIError):
        return fault_of_driver(error.orig)
    if isinstance(error, OSError):
        return _BY_ERRNO.get(error.errno or 0)
    return None


def driver_code(error: BaseException | None) -> str | None:
    """The driver's own code of an error, for the log: ``SQLITE_FULL``, ``53100``."""
    original: Any = getattr(error, "orig", None)
    code = getattr(original, "sqlite_errorname", None) or getattr(original, "sqlstate", None)
    return code if isinstance(code, str) else None


def fault_of_driver(error: Any) -> str | None:
    """``fault_of`` for what a driver itself has raised."""
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(code, int):
        if code & _SQLITE_PRIMARY == sqlite3.SQLITE_ERROR and str(error).startswith(_OUTDATED_WORDS):
            return OUTDATED
        return _BY_SQLITE_CODE.get(code & _SQLITE_PRIMARY)
    if isinstance(error, sqlite3.Error):
        return None
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        return _BY_SQLSTATE.get(state) or _BY_SQLSTATE_CLASS.get(state[:2])
    # A driver that was not told a state was not told anything: the connection is gone, or never was.
    lost = {"OperationalError", "InterfaceError"}
    return UNREACHABLE if lost & {kind.__name__ for kind in type(error).__mro__} else None


class Seen:
    """The last fault that a request met and that does not pass by itself. Health reports it, because its own look may
    not meet it: a damaged page of the database, for example.
    """

    LASTS_S: Final = 300.0

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._fault: str | None = None
        self._until = 0.0

    def note(self, fault: str) -> None:
        """Remember a fault for a while."""
        if fault not in PASSING:
            with self._lock:
                self._fault, self._until = fault, time.monotonic() + self.LASTS_S

    def lately(self) -> str | None:
        """The fault that was met within the last minutes; ``None`` where there was none."""
        with self._lock:
            return self._fault if time.monotonic() < self._until else None

    def forget(self, *faults: str) -> None:
        """Forget some faults: they have been looked for and are not there."""
        if self._fault is None:
            return
        with self._lock:
            if self._fault in faults:
                self._fault = None


seen: Final = Seen()
"""Of this process."""
