"""Connections and transactions on SQLite and PostgreSQL.

``writing`` and ``reading`` are the edge at which transactions begin and end; nothing inside a store commits.
"""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from server.extensions import db

LOCK_WAIT_S: Final = 30
"""How long a writer waits for those before it."""

encode_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
"""A value as compact JSON text."""

# SQLite has one writer at a time. Its own waiting is by polling, which is unfair and slow with many phones at once; the
# threads of this process queue here instead, and only other processes (a command, a backup) are left to SQLite's busy
# handler.
_sqlite_writers = threading.Lock()


class Unavailable(Exception):
    """The database could not be reached or was busy for too long. The same request may succeed later."""


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
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "wal_autocheckpoint=4000"):
            dbapi_connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("banso_writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def close_connections() -> None:
    """Close the connections not in use: before a process is divided, since its children must not share them."""
    db.engine.dispose()


@contextmanager
def transaction(*, write: bool) -> Iterator[Connection]:
    """A connection in a transaction, committed at the end of the block and rolled back if it raises.

    A reading transaction sees one state of the database throughout. Raises ``Unavailable`` where trying again later may
    help.
    """
    engine = db.engine
    if engine.dialect.name == "sqlite":
        engine = engine.execution_options(banso_writing=write)
    elif not write:
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    try:
        with _turn(wait=write and engine.dialect.name == "sqlite"), engine.begin() as connection:
            yield connection
    except (OperationalError, InterfaceError, PoolTimeoutError) as error:
        raise Unavailable from error


@contextmanager
def _turn(*, wait: bool) -> Iterator[None]:
    if not wait:
        yield
        return
    if not _sqlite_writers.acquire(timeout=LOCK_WAIT_S):
        raise Unavailable
    try:
        yield
    finally:
        _sqlite_writers.release()


def utcnow() -> dt.datetime:
    """The server's clock, to the second as everything that is kept."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)
