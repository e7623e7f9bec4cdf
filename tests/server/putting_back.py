"""Putting a database back to an earlier point, as somebody does who copies a file and tells nobody."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import psycopg
from flask import Flask
from sqlalchemy.engine import make_url

from server.store.db import db


def copied(app: Flask, folder: Path, number: int) -> Callable[[], None]:
    """A copy of the application's database. Returns what puts it back."""
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() == "sqlite":
        return _copied_file(app, Path(str(url.database)), folder / f"copy-{number}.db")
    return _copied_database(app, str(url.database), f"{url.database}_copy_{number}")


def _copied_file(app: Flask, live: Path, copy: Path) -> Callable[[], None]:
    with sqlite3.connect(live) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    source.close()
    target.close()

    def put_back() -> None:
        _leave(app)
        for beside in ("-wal", "-shm"):
            live.with_name(live.name + beside).unlink(missing_ok=True)
        live.write_bytes(copy.read_bytes())

    return put_back


def _copied_database(app: Flask, live: str, copy: str) -> Callable[[], None]:
    _leave(app)
    _on_server(app, f"CREATE DATABASE {copy} TEMPLATE {live}")

    def put_back() -> None:
        _leave(app)
        _on_server(app, f"DROP DATABASE {live}", f"CREATE DATABASE {live} TEMPLATE {copy}")

    return put_back


def _on_server(app: Flask, *statements: str) -> None:
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"]).set(drivername="postgresql", database="postgres")
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def _leave(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()
