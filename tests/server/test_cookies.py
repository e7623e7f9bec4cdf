"""What cookies are called and signed with, and that those of before are taken and replaced."""

from __future__ import annotations

import base64
import hashlib

import pytest
from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from server import create_app
from server.ground.config import Settings
from server.ground.ids import new_id
from server.http import known_devices
from tests.conftest import CHEAP_HASHES
from tests.server.people import PASSWORD, Client, OfficeUnderTest

HTTPS = "https://banso.example"


@pytest.fixture
def anybody(office: OfficeUnderTest) -> Client:
    """A phone on which nobody is signed in."""
    return office.client()


def test_every_cookie_in_production_is_taken_from_this_host_alone(sqlite_url: str) -> None:
    app = create_app(Settings("production", "s" * 32, sqlite_url, argon2=CHEAP_HASHES))
    office = OfficeUnderTest(app).open()
    http = app.test_client()
    token = http.get("/api/csrf?lang=en", base_url=HTTPS).get_json()["csrf_token"]
    given = {"login": office.login("worker"), "password": PASSWORD, "device": {"id": new_id(), "name": "電話"}}
    headers = {"X-CSRF-Token": token, "Referer": f"{HTTPS}/"}
    response = http.post("/api/session?lang=ja", json=given, headers=headers, base_url=HTTPS)
    assert response.status_code == 200
    cookies = response.headers.getlist("Set-Cookie")
    assert {each.partition("=")[0] for each in cookies} == {"__Host-banso", "__Host-banso-known", "__Host-banso-lang"}
    assert all("; Secure" in each and "Path=/" in each and "Domain" not in each for each in cookies)


def test_a_language_that_was_chosen_before_cookies_had_a_prefix_stays_chosen(sqlite_url: str) -> None:
    http = create_app(Settings("production", "s" * 32, sqlite_url, argon2=CHEAP_HASHES)).test_client()
    http.set_cookie("banso-lang", "en", domain="banso.example")
    response = http.get("/api/session", base_url=HTTPS)
    assert response.get_json()["title"] == "Please sign in."
    renewed, dropped = sorted(each for each in response.headers.getlist("Set-Cookie") if "banso-lang" in each)
    assert renewed.startswith("__Host-banso-lang=en;")
    assert dropped.startswith("banso-lang=;")
    assert http.get("/api/session", base_url=HTTPS).get_json()["title"] == "Please sign in."


def _signed_as_before(app: Flask, name: str, value: str) -> str:
    """A cookie of this application, with the signature that it had before."""
    if name == "banso":
        now = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # Flask's cookie sessions
        before = SecureCookieSessionInterface().get_signing_serializer(app)
        assert now is not None
        assert before is not None
        return str(before.dumps(now.loads(value)))
    salt, key = "banso-known-device", app.config["SECRET_KEY"]
    now = URLSafeTimedSerializer(key, salt=salt, signer_kwargs={"digest_method": hashlib.sha256})
    return str(URLSafeTimedSerializer(key, salt=salt).dumps(now.loads(value)))


@pytest.mark.parametrize("name", ["banso", "banso-known"])
def test_a_cookie_is_signed_with_sha_256_and_one_of_before_is_still_taken(
    office: OfficeUnderTest, anybody: Client, name: str
) -> None:
    anybody.sign_in(office.login("worker"))
    cookie = anybody.http.get_cookie(name)
    assert cookie is not None
    assert len(base64.urlsafe_b64decode(cookie.value.rpartition(".")[2] + "==")) == 32
    before = _signed_as_before(office.app, name, cookie.value)
    assert len(base64.urlsafe_b64decode(before.rpartition(".")[2] + "==")) == 20
    anybody.http.set_cookie(name, before)
    with office.app.test_request_context(headers={"Cookie": f"{name}={before}"}):
        if name == "banso":
            assert session["_user_id"]
        else:
            assert known_devices.token_of(office.login("worker")) is not None
    # With the next answer the browser has one of now.
    response = anybody.http.get("/api/session") if name == "banso" else anybody.sign_in(office.login("worker"))
    (renewed,) = [each for each in response.headers.getlist("Set-Cookie") if each.startswith(f"{name}=")]
    signature = renewed.partition(";")[0].rpartition(".")[2]
    assert len(base64.urlsafe_b64decode(signature + "==")) == 32
    assert anybody.http.get("/api/session").status_code == 200


def test_a_signature_that_is_not_ours_is_taken_from_neither_time(office: OfficeUnderTest, anybody: Client) -> None:
    anybody.sign_in(office.login("worker"))
    cookie = anybody.http.get_cookie("banso")
    assert cookie is not None
    for signature in ("A" * 27, "A" * 43):
        anybody.http.set_cookie("banso", f"{cookie.value.rpartition('.')[0]}.{signature}")
        assert anybody.http.get("/api/session").status_code == 401


def test_a_token_with_a_right_signature_over_another_value_is_refused(office: OfficeUnderTest) -> None:
    """The library signs it with HMAC-SHA-1. Whoever could make such a signature had still to know the session's value,
    whose cookie is signed with SHA-256.
    """
    phone = office.client("worker")
    signed = URLSafeTimedSerializer(office.app.config["SECRET_KEY"], salt="wtf-csrf-token")
    value, mine = str(signed.loads(phone.token)), phone.token
    statuses = {}
    for name, token in (("mine", mine), ("same", signed.dumps(value)), ("another", signed.dumps("0" * len(value)))):
        phone.token = str(token)
        statuses[name] = phone.exchange().status_code
    assert statuses == {"mine": 200, "same": 200, "another": 403}
