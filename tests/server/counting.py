"""Counts what a block asks of the database, so that a list cannot come to ask more for every row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from server.store.db import db


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements that a block sends to the application's database."""
    with app.app_context():
        engine = db.engine
    statements: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    yield statements
    event.remove(engine, "before_cursor_execute", count)
