"""Whether the database's own content is whole: looked at when serving begins, and noticed when a query meets damage.

A database that another one was copied over still answers some questions as if nothing were wrong.
"""

from __future__ import annotations

import sqlite3
import time
from typing import Any, Final
from weakref import WeakSet

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError

from server.store.copies.problems import is_damage
from server.store.db import db

LOOK_FOR_S: Final = 5
"""How long a start may take for this. An office's database is looked at whole; of a larger one its first part."""

_STEPS_BETWEEN_LOOKS: Final = 100_000
_damaged: WeakSet[Engine] = WeakSet()


class Damaged(Exception):
    """The database's content is damaged."""


def watch_integrity(engine: Engine) -> None:
    """Note when a query of this process meets damage."""

    @event.listens_for(engine, "handle_error")
    def _look(context: ExceptionContext) -> None:
        # Engines may share a dialect, and with it whoever listens: it is the engine of the query that counts.
        if context.engine is not None and is_damage(context.original_exception):
            _damaged.add(context.engine)


def database_is_damaged() -> bool:
    """Whether a query of this process has met damage."""
    return db.engine in _damaged


def check_integrity(within_s: float = LOOK_FOR_S) -> None:
    """Look at the pages of an SQLite database, for ``within_s`` at most. Raises ``Damaged``.

    PostgreSQL checks its own when it starts, and says so when it reads a damaged page.
    """
    if db.engine.dialect.name != "sqlite":
        return
    try:
        problem = _quick_check(within_s)
    except (sqlite3.Error, DBAPIError) as error:
        if is_damage(error.orig if isinstance(error, DBAPIError) else error):
            raise Damaged from error
        return  # the time is over; or it cannot be reached, which whoever asks next is told
    if problem != "ok":
        raise Damaged


def _quick_check(within_s: float) -> str:
    deadline = time.monotonic() + within_s
    with db.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS_BETWEEN_LOOKS)
        try:
            return str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one())
        finally:
            driver.set_progress_handler(None, 0)
