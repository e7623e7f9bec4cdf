"""A city whose people sign in by its own provider of identities, and browsers that go there and back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from server.ground.installation import installation_of
from server.ground.provider import Provider
from server.ground.provider_settings import ProviderSettings
from server.services.identities import bind
from server.store import utcnow, writing
from tests.conftest import ADDRESS
from tests.server.office.desk import ENGLISH, Desk
from tests.server.openid_provider import CLIENT, SECRET, SUBJECT, OpenIdProvider
from tests.server.people import OfficeUnderTest

BACK = ADDRESS.of("/office/provider/back")


def configure(
    office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch, running: OpenIdProvider, /, **more: Any
) -> None:
    settings = ProviderSettings(running.issuer, CLIENT, SECRET, **{"shown_as": "Otaru account", **more})
    installed = installation_of(office.app)
    monkeypatch.setattr(installed, "provider", Provider(settings, BACK))


def require_second_factors(office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = installation_of(office.app)
    monkeypatch.setattr(installed, "settings", replace(installed.settings, second_factor="required"))


def bound(office: OfficeUnderTest, role: str, subject: str = SUBJECT) -> str:
    with office.app.app_context(), writing(office.id) as store:
        assert bind(store, office.users[role], subject, now=utcnow()) is None
    return office.users[role]


def to_provider(desk: Desk, **ticked: str) -> str:
    """Where the button on the sign-in leads."""
    desk.open("/office/sign-in")
    desk.post("/office/provider/sign-in", **{"csrf_token": desk.token(), "next": "", **ticked})
    return sent_to(desk)


def sent_to(desk: Desk) -> str:
    assert desk.page.status_code == 200, desk.page.text
    return desk.page.headers["Refresh"].removeprefix("0; url=")


def come_back(desk: Desk, address: str) -> str:
    desk.page = desk.http.get(address, headers=ENGLISH)
    return desk.page.text


def by_provider(office: OfficeUnderTest, provider: OpenIdProvider) -> Desk:
    desk = Desk(office.app.test_client())
    come_back(desk, provider.grant(to_provider(desk)))
    return desk
