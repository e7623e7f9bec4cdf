"""What the server's tests may use: PostgreSQL, an office with its people, and phones for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask_migrate import upgrade

from server.store import directory, utcnow
from server.store.rows import OfficeRow
from tests.server.people import Client, OfficeUnderTest
from tests.sync.contract import OFFICE


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
