"""Browsers at the office whose users show passkeys."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from tests.server.office.desk import Desk
from tests.server.people import PASSWORD, OfficeUnderTest
from tests.server.webauthn_device import Device


def ask(desk: Desk, address: str, status: int = 200) -> dict[str, Any]:
    """What the office asks a browser to have signed."""
    token = desk.http.get("/api/csrf").get_json()["csrf_token"]
    answer = desk.http.post(address, headers={"X-CSRF-Token": token, "Accept": "application/json"})
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.get_json().get("options", {})
    return found


def sign_in_options(desk: Desk) -> dict[str, Any]:
    return ask(desk, "/api/session/passkey/challenge")


def send(desk: Desk, address: str, credential: str, **more: str) -> TestResponse:
    token = desk.http.get("/api/csrf").get_json()["csrf_token"]
    return desk.post(address, csrf_token=token, credential=credential, **more)


def add(desk: Desk, device: Device, *, name: str = "", code: str = "") -> TestResponse:
    """Add a passkey on one's own page, from showing once more who one is."""
    desk.open("/office/account/confirm/?next=/office/account/passkeys/new")
    desk.send(form="/confirm/", present=PASSWORD, **({"code": code} if code else {}))
    desk.follow()
    return send(
        desk, "/office/account/passkeys/new", device.make(ask(desk, "/office/account/passkeys/challenge")), name=name
    )


def by_passkey(office: OfficeUnderTest, device: Device) -> Desk:
    """A new browser that signs in by a passkey alone."""
    desk = Desk(office.app.test_client())
    send(desk, "/office/sign-in/passkey", device.show(sign_in_options(desk)))
    return desk
