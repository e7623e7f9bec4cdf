"""An authenticator app: it was given a secret, and shows codes."""

from __future__ import annotations

import base64
import re

import pyotp
import pytest
from flask import Flask

from server.services import factors
from server.store import database, utcnow, writing


class Clock:
    """The server's clock, which tests turn."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = database.wall_clock()
        monkeypatch.setattr(database, "wall_clock", lambda: self.now)

    def pass_by(self, seconds: float) -> None:
        self.now += seconds


def code_of(secret: str, steps: int = 0) -> str:
    """What the app shows now, or so many steps later."""
    return pyotp.TOTP(secret).generate_otp(int(utcnow().timestamp()) // factors.STEP_S + steps)


def enrol(app: Flask, office: str, user: str) -> str:
    """Give an account a second factor, whose first code was some time ago. Returns its secret."""
    with app.app_context(), writing(office) as store:
        proposal = factors.propose(store, user, login="login", office_name="office")
        assert factors.confirm(store, user, code_of(proposal.secret, -1), now=utcnow()) is not None
        return proposal.secret


def secret_on(page: str) -> str:
    """The key that stands on the page where an authenticator is set up."""
    (found,) = re.findall(r"data-secret>([A-Z2-7]+)<", page)
    base64.b32decode(found)
    return str(found)


def recovery_codes_on(page: str) -> list[str]:
    """The recovery codes that a page shows."""
    return re.findall(r"data-recovery-code>([A-Z2-7-]+)<", page)
