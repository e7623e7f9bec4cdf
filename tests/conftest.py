"""What every test may use: temporary databases of both kinds, set up by the migrations."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade

from server import create_app
from server.config import Settings
from server.extensions import db

CHEAP_HASHES = (("time_cost", 1), ("memory_cost", 8), ("parallelism", 1))


def settings_for(database_url: str) -> Settings:
    """Settings for a test: password hashes that cost nothing, and no HTTPS."""
    return Settings("testing", "only-for-tests-" * 3, database_url, argon2=CHEAP_HASHES)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "banso.db"
    app = create_app(settings_for(f"sqlite:///{path}"))
    with app.app_context():
        upgrade()
        db.engine.dispose()
    return path


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """The address of a migrated SQLite database of this test's own."""
    shutil.copy(migrated_sqlite, tmp_path / "banso.db")
    return f"sqlite:///{tmp_path / 'banso.db'}"


@pytest.fixture
def make_app() -> Iterator[Callable[[str], Flask]]:
    """Makes applications on a database and closes their connections in the end."""
    made: list[Flask] = []

    def make(database_url: str) -> Flask:
        app = create_app(settings_for(database_url))
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def app(make_app: Callable[[str], Flask], sqlite_url: str) -> Flask:
    """The application on an empty, migrated SQLite database."""
    return make_app(sqlite_url)
