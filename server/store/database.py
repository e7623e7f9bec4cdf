"""Connections and transactions on SQLite and PostgreSQL.

``writing`` and ``reading`` are the edge at which transactions begin and end; nothing inside a store commits.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from server.store.db import db
from server.store.faults import FULL, LOCKED, driver_code, fault_of, seen
from server.store.turns import Turns

LOCK_WAIT_S: Final = 30
"""How long a writer waits for those before it."""

_PAGES_MERGED: Final = 500
_WORKED: Final = 2
"""How many rows FTS5 changes at least where a merge did something, as its documentation has it."""

_PROBE_WAIT_S: Final = 1
"""How long a look whether anything can be written waits for those who are writing."""

encode_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
"""A value as compact JSON text."""

# SQLite has one writer at a time. Its own waiting is by polling, which is unfair and slow with many phones at once; the
# threads of this process queue here instead, and only other processes (a command, a backup) are left to SQLite's busy
# handler.
_sqlite_writers = Turns()


class Unavailable(Exception):
    """The database could not do its work, for a reason that is not ours; ``fault`` names it (``server.store.faults``).

    The same request may succeed later: nothing of it was stored. ``driver_code`` is what the driver calls it.
    """

    def __init__(self, fault: str = LOCKED, driver_code: str | None = None) -> None:
        super().__init__(fault)
        self.fault = fault
        self.driver_code = driver_code


def engine_options(url: str) -> dict[str, Any]:
    """What the engine is made with. Parameters never appear in errors, since they carry what people said."""
    options: dict[str, Any] = {"hide_parameters": True, "json_serializer": encode_json}
    if make_url(url).get_backend_name() == "sqlite":
        return options | {"connect_args": {"timeout": LOCK_WAIT_S}, "pool_size": 16, "max_overflow": 32}
    return options | {"pool_size": 8, "max_overflow": 24, "pool_pre_ping": True}


def database_file(url: str) -> Path | None:
    """The file of an SQLite database; ``None`` for others."""
    named = make_url(url)
    return Path(named.database) if named.get_backend_name() == "sqlite" and named.database else None


def prepare(engine: Engine) -> None:
    """Make an SQLite engine durable and explicit about its transactions; PostgreSQL is so already."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _connect(dbapi_connection: Any, _: object) -> None:
        # None switches off the driver's own habit of beginning a transaction late and deferred; _begin does it instead.
        dbapi_connection.isolation_level = None
        # secure_delete: what was erased, or overtaken, is not to be read in the file's free places.
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "wal_autocheckpoint=4000",
            "secure_delete=ON",
        ):
            dbapi_connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("banso_writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def close_connections() -> None:
    """Close the connections not in use: before a process is divided, since its children must not share them."""
    db.engine.dispose()


def settle_log() -> None:
    """Take SQLite's log into the database's file and empty it, so that nothing of what was erased is left in it; as far
    as nobody reads at the moment. PostgreSQL's log is its administrator's (``docs/operations.md``).
    """
    engine = db.engine
    if engine.dialect.name != "sqlite":
        return
    _settle_pieces()
    own = engine.raw_connection()
    try:
        own.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        own.close()


def _settle_pieces() -> None:
    """Have the index of pieces of words (migration 0027) hold nothing of texts that went: FTS5 marks it as gone, and
    leaves it out when it merges. A little in each transaction, so that nobody waits long.
    """
    pages, changed = -_PAGES_MERGED, _WORKED
    while changed >= _WORKED:
        with transaction(write=True) as connection:
            before = connection.exec_driver_sql("SELECT total_changes()").scalar_one()
            connection.exec_driver_sql("INSERT INTO search_gram (search_gram, rank) VALUES ('merge', ?)", (pages,))
            changed = connection.exec_driver_sql("SELECT total_changes()").scalar_one() - before
        pages = _PAGES_MERGED


@contextmanager
def transaction(*, write: bool) -> Iterator[Connection]:
    """A connection in a transaction, committed at the end of the block and rolled back if it raises.

    A reading transaction sees one state of the database throughout. Raises ``Unavailable`` where database or disk is at
    fault; a mistake of ours stays what it is.
    """
    engine = db.engine
    if engine.dialect.name == "sqlite":
        engine = engine.execution_options(banso_writing=write)
    elif not write:
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    try:
        with _turn(LOCK_WAIT_S if write and engine.dialect.name == "sqlite" else None), engine.begin() as connection:
            yield connection
    except SQLAlchemyError as error:
        fault = fault_of(error)
        if fault is None:
            raise
        seen.note(fault)
        raise Unavailable(fault, driver_code(error)) from error
    if write:
        seen.forget(FULL)


@contextmanager
def apart(connection: Connection) -> Iterator[None]:
    """A part of a transaction: if it raises, it alone is undone. Raises ``Unavailable`` as ``transaction`` does:
    what the database cannot do for the part it cannot do for the whole.
    """
    with _faults_named(), connection.begin_nested():
        yield


@contextmanager
def _faults_named() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        fault = fault_of(error)
        if fault is None:
            raise
        raise Unavailable(fault, driver_code(error)) from error


@contextmanager
def probing() -> Iterator[Connection]:
    """A writing transaction that waits for no other for long. Raises ``Unavailable`` as ``transaction`` does."""
    engine, sqlite = db.engine, db.engine.dialect.name == "sqlite"
    turn = _turn(_PROBE_WAIT_S if sqlite else None)
    with _faults_named(), turn, engine.execution_options(banso_writing=True).connect() as connection:
        own: Any = connection.connection.dbapi_connection
        if sqlite:
            own.execute(f"PRAGMA busy_timeout = {_PROBE_WAIT_S * 1_000}")
        try:
            with connection.begin():
                if not sqlite:
                    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_PROBE_WAIT_S}s'")
                yield connection
        finally:
            if sqlite:
                own.execute(f"PRAGMA busy_timeout = {LOCK_WAIT_S * 1_000}")


@contextmanager
def _turn(wait_s: float | None) -> Iterator[None]:
    if wait_s is None:
        yield
        return
    if not _sqlite_writers.take(wait_s):
        raise Unavailable
    try:
        yield
    finally:
        _sqlite_writers.give()


wall_clock: Callable[[], float] = time.time
"""Seconds since 1970, as the machine's clock has it: it may be set, forward and back. Tests set it."""


def utcnow() -> dt.datetime:
    """The server's clock, to the second as everything that is kept."""
    return dt.datetime.fromtimestamp(wall_clock(), dt.UTC).replace(microsecond=0)
