"""Browsers at the office."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.server.office.desk import Desk
from tests.server.people import OfficeUnderTest


@pytest.fixture
def desk_for(office: OfficeUnderTest) -> Callable[[str], Desk]:
    """Gives a browser in which a role is signed in at the office pages."""

    def sit_down(role: str) -> Desk:
        desk = Desk(office.app.test_client())
        response = desk.sign_in(office.login(role))
        assert response.status_code == 303, response.text
        return desk

    return sit_down
