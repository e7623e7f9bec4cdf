"""Browsers at the office."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from server.ground.installation import installation_of
from tests.server.authenticator import Clock
from tests.server.office.city import configure
from tests.server.office.desk import Desk
from tests.server.openid_provider import OpenIdProvider, served
from tests.server.people import OfficeUnderTest, visit


@pytest.fixture
def desk_for(office: OfficeUnderTest) -> Callable[[str], Desk]:
    """Gives a browser in which a role is signed in at the office pages."""

    def sit_down(role: str) -> Desk:
        desk = Desk(office.app.test_client())
        response = desk.sign_in(office.login(role))
        assert response.status_code == 303, response.text
        return desk

    return sit_down


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def strict(office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch) -> OfficeUnderTest:
    """An office whose installation requires second factors, as production does."""
    installed = installation_of(office.app)
    monkeypatch.setattr(installed, "settings", replace(installed.settings, second_factor="required"))
    return office


@pytest.fixture
def note(office: OfficeUnderTest) -> str:
    """A worker's note of a visit."""
    made = visit(office.case_of(office.users["worker"]))
    assert office.client("worker").push(made)[0]["status"] == "applied"
    return str(made["record"])


@pytest.fixture
def other(office: OfficeUnderTest) -> str:
    """A second manager, to whom alone cases are restricted here."""
    return office.hire("manager2", "manager")


@pytest.fixture
def provider(office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenIdProvider]:
    """A provider of identities, which the office's installation knows."""
    with served(OpenIdProvider()) as running:
        configure(office, monkeypatch, running)
        yield running
