"""What the server's tests may use: PostgreSQL, an office with its people, and phones for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from server.store import directory, utcnow
from server.store.directory import OfficeRow
from tests.server.people import Client, OfficeUnderTest
from tests.server.world import World
from tests.sync.contract import OFFICE


@pytest.fixture
def office(app: Flask) -> OfficeUnderTest:
    """An office with one person of each role."""
    return OfficeUnderTest(app).open()


@pytest.fixture
def world(office: OfficeUnderTest) -> World:
    """An office with a record of every kind."""
    world = World(office)
    world.fill()
    return world


@pytest.fixture
def case(office: OfficeUnderTest) -> str:
    """A case in the worker's charge."""
    return office.case_of(office.users["worker"])


@pytest.fixture
def phone(office: OfficeUnderTest) -> Client:
    """The worker's phone."""
    return office.client("worker")


@pytest.fixture(params=["sqlite_url", pytest.param("postgres_url", marks=pytest.mark.postgres)])
def anywhere(request: pytest.FixtureRequest, make_app: Callable[[str], Flask]) -> Flask:
    """An application on either database, outside of its context: each request makes its own."""
    return make_app(request.getfixturevalue(request.param))


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
        with directory(write=True) as found:
            found.add_office(OfficeRow(OFFICE, "見本市", "Asia/Tokyo", demonstration=False), utcnow())
        yield app
