"""An office into which lists are brought."""

from __future__ import annotations

import pytest
from flask import Flask

from server.services.accounts import hire
from server.store import Office, utcnow
from tests.server.people import OfficeUnderTest


class _OfficeWithoutPasswords(OfficeUnderTest):
    """Nobody signs in here: to keep a password takes longer than to bring in a list."""

    def _hire(self, store: Office, name: str, role: str) -> str:
        return hire(store, login=self.login(name), name="職員", role=role, now=utcnow())


@pytest.fixture
def office(app: Flask) -> OfficeUnderTest:
    """An office with one person of each role."""
    return _OfficeWithoutPasswords(app).open()
