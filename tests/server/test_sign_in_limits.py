"""How often anybody may be wrong: for a login, from an address, in all; and that a known device is never locked out."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from server import create_app
from server.ground.ids import new_id
from server.ground.installation import installation_of
from server.http import admission
from server.services import passwords
from server.store import Unavailable, attempts, utcnow
from server.store.db import db
from tests.conftest import settings_for
from tests.server.office.desk import Desk
from tests.server.people import BOTH_DATABASES, Client, OfficeUnderTest

WRONG = "not-the-password"


def at(office: OfficeUnderTest, address: str) -> Client:
    """A browser in which nobody has signed in, at an address."""
    client = office.client()
    client.http.environ_base["REMOTE_ADDR"] = address
    return client


def kept(office: OfficeUnderTest) -> dict[str, int]:
    """How many places are taken, by bucket."""
    with office.app.app_context(), attempts(write=False) as store:
        rows = store.connection.exec_driver_sql("SELECT bucket, taken FROM attempts").all()
    return {row.bucket: row.taken for row in rows}


def refused(response: TestResponse) -> bool:
    """Whether an attempt was not judged at all."""
    assert response.status_code in {401, 429}
    return response.status_code == 429


def test_one_login_is_bounded_from_however_many_addresses(office: OfficeUnderTest) -> None:
    answers = [refused(at(office, f"192.0.2.{number}").sign_in(office.login("worker"), WRONG)) for number in range(12)]
    assert answers == [False] * 10 + [True] * 2
    assert at(office, "192.0.2.99").sign_in(office.login("supervisor")).status_code == 200


def test_one_password_sprayed_over_forty_logins_from_one_address_is_bounded(office: OfficeUnderTest) -> None:
    answers = [refused(at(office, "192.0.2.1").sign_in(f"worker{number}", WRONG)) for number in range(40)]
    assert answers == [False] * 30 + [True] * 10
    assert not refused(at(office, "192.0.2.2").sign_in("worker0", WRONG))


def test_a_house_with_many_ipv6_addresses_is_one_address(office: OfficeUnderTest) -> None:
    answers = [refused(at(office, f"2001:db8::{number:x}").sign_in(f"w{number}", WRONG)) for number in range(32)]
    assert answers == [False] * 30 + [True] * 2
    assert not refused(at(office, "2001:db8:0:1::1").sign_in("w1", WRONG))


def test_all_attempts_together_are_bounded(office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "MOST_IN_ALL", 15)
    known = at(office, "198.51.100.1")
    assert known.sign_in(office.login("worker")).status_code == 200
    answers = [refused(at(office, f"192.0.2.{n}").sign_in(f"w{n}", WRONG)) for n in range(20)]
    assert answers == [False] * 15 + [True] * 5
    assert known.sign_in(office.login("worker")).status_code == 200


@BOTH_DATABASES
def test_no_more_attempts_pass_at_once_than_one_after_another(database: Flask) -> None:
    """24 at the same time, by two servers with a pool of connections each."""
    office = OfficeUnderTest(database).open()
    other = create_app(settings_for(database.config["SQLALCHEMY_DATABASE_URI"]))
    clients = [Client((database, other)[number % 2].test_client(), new_id()) for number in range(24)]
    together = threading.Barrier(len(clients))

    def attempt(client: Client) -> int:
        token = client.http.get("/api/csrf").get_json()["csrf_token"]
        body = {"login": office.login("worker"), "password": WRONG, "device": {"id": client.device, "name": "x"}}
        together.wait()
        return client.http.post("/api/session", json=body, headers={"X-CSRF-Token": token}).status_code

    with ThreadPoolExecutor(len(clients)) as threads:
        answers = list(threads.map(attempt, clients))
    with other.app_context():
        db.engine.dispose()
    assert sorted(answers) == [401] * 10 + [429] * 14


def test_a_known_device_is_not_locked_out_by_others(office: OfficeUnderTest) -> None:
    phone = office.client("worker")
    desk = Desk(office.app.test_client())
    assert desk.sign_in(office.login("worker")).status_code == 303
    for number in range(11):
        refused(at(office, f"192.0.2.{number}").sign_in(office.login("worker"), WRONG))
    assert phone.sign_in(office.login("worker")).status_code == 200
    desk.http.delete_cookie("banso")  # the session has ended; the browser is the same
    assert desk.sign_in(office.login("worker")).status_code == 303
    assert at(office, "192.0.2.99").sign_in(office.login("worker")).status_code == 429


def test_the_id_of_a_device_or_a_forged_cookie_makes_no_known_device(office: OfficeUnderTest) -> None:
    phone = office.client("worker")
    other = office.client("supervisor")
    for number in range(10):
        refused(at(office, f"192.0.2.{number}").sign_in(office.login("worker"), WRONG))
    stranger = office.client(device=phone.device)
    assert stranger.sign_in(office.login("worker")).status_code == 429
    cookie = phone.http.get_cookie("banso-known")
    assert cookie is not None
    stranger.http.set_cookie("banso-known", cookie.value[:-2] + "xx")
    assert stranger.sign_in(office.login("worker")).status_code == 429
    # Somebody else's device is known for somebody else.
    assert other.sign_in(office.login("worker")).status_code == 429
    stranger.http.set_cookie("banso-known", cookie.value)
    assert stranger.sign_in(office.login("worker")).status_code == 200


def test_a_known_device_may_be_wrong_as_often_and_locks_out_nobody_else(office: OfficeUnderTest) -> None:
    phone = office.client("worker")
    answers = [refused(phone.sign_in(office.login("worker"), WRONG)) for _ in range(12)]
    assert answers == [False] * 10 + [True] * 2
    assert at(office, "192.0.2.1").sign_in(office.login("worker")).status_code == 200


def test_a_browser_is_known_for_each_of_its_users_and_names_none(office: OfficeUnderTest) -> None:
    phone = office.client("worker")
    assert phone.sign_in(office.login("supervisor")).status_code == 200
    assert phone.sign_in(office.login("worker")).status_code == 200
    for login in ("worker", "supervisor"):
        for number in range(10):
            refused(at(office, f"192.0.{login == 'worker':d}.{number}").sign_in(office.login(login), WRONG))
        assert phone.sign_in(office.login(login)).status_code == 200
    cookie = phone.http.get_cookie("banso-known")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")
    assert len(cookie.value) < 300


def test_a_browser_that_was_signed_in_before_this_was_noted_becomes_known(office: OfficeUnderTest) -> None:
    phone = office.client("worker")
    phone.http.delete_cookie("banso-known")
    assert phone.http.get("/api/session").status_code == 200
    for number in range(10):
        refused(at(office, f"192.0.2.{number}").sign_in(office.login("worker"), WRONG))
    assert phone.sign_in(office.login("worker")).status_code == 200


@pytest.mark.parametrize("path", ["/api/session", "/office/sign-in"])
def test_the_body_of_a_sign_in_is_a_few_kilobytes(office: OfficeUnderTest, path: str) -> None:
    client = office.client()
    token = client.http.get("/api/csrf").get_json()["csrf_token"]
    given: dict[str, Any] = {"login": "\ufdfa" * 20_000, "password": WRONG}
    if path == "/api/session":
        body: dict[str, Any] = {"json": given | {"device": {"id": client.device, "name": "x"}}}
    else:
        body = {"data": given | {"csrf_token": token}}
    response = client.http.post(path, headers={"X-CSRF-Token": token}, **body)
    assert response.status_code == 413
    assert kept(office) == {}


def test_what_is_kept_of_an_attempt_is_short_whatever_was_sent(office: OfficeUnderTest) -> None:
    """Each of these becomes 18 characters when it is folded."""
    desk = Desk(office.app.test_client())
    for number in range(5):
        assert desk.sign_in(f"{number}" + "\ufdfa" * 1_000, WRONG).status_code == 401
    found = kept(office)
    assert len(found) == 7
    assert max(len(name) for name in found) <= 48
    assert not any("@" in name or "127.0.0.1" in name for name in found)


def test_attempts_past_a_limit_are_not_written_down(office: OfficeUnderTest) -> None:
    for number in range(30):
        at(office, "192.0.2.1").sign_in(f"w{number}", WRONG)
    before = kept(office)
    for number in range(30, 60):
        assert refused(at(office, "192.0.2.1").sign_in(f"w{number}", WRONG))
    assert kept(office) == before


def test_an_attempt_past_a_limit_waits_for_nobody_who_writes(office: OfficeUnderTest) -> None:
    for _ in range(10):
        at(office, "192.0.2.1").sign_in(office.login("worker"), WRONG)
    path = office.app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        began = utcnow()
        assert refused(at(office, "192.0.2.1").sign_in(office.login("worker")))
        assert utcnow() - began < dt.timedelta(seconds=5)
        writer.execute("ROLLBACK")


def test_there_is_room_again_after_a_while_and_what_ended_is_removed(
    office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(11):
        response = at(office, f"192.0.2.{number}").sign_in(office.login("worker"), WRONG)
    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= 900
    later = utcnow() + dt.timedelta(minutes=15, seconds=1)
    monkeypatch.setattr("server.http.attempts.utcnow", lambda: later)
    assert not refused(at(office, "192.0.2.99").sign_in(office.login("worker"), WRONG))
    assert sorted(kept(office).values()) == [1, 1, 1]


def test_whoever_is_right_or_was_not_judged_is_not_counted(
    office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_gone(login: str, password: str) -> None:
        raise Unavailable

    stranger = at(office, "192.0.2.1")
    assert stranger.sign_in(office.login("worker")).status_code == 200
    monkeypatch.setattr("server.views.session.verify", is_gone)
    assert at(office, "192.0.2.1").sign_in(office.login("worker"), WRONG).status_code == 503
    assert set(kept(office).values()) == {0}


def test_few_passwords_are_hashed_at_once(office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each needs 64 MiB."""
    counting = _Counting(installation_of(office.app).hasher)
    monkeypatch.setattr(installation_of(office.app), "hasher", counting)

    def attempt(number: int) -> None:
        with office.app.app_context(), pytest.raises(Exception, match="wrong_credentials"):
            passwords.check(f"w{number}", WRONG)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(attempt, range(16)))
    assert counting.most == passwords.HASHES_AT_ONCE


class _Counting:
    """A hasher that knows how many were at work at once."""

    def __init__(self, hasher: Any) -> None:
        self._hasher, self._lock, self._now, self.most = hasher, threading.Lock(), 0, 0
        self._two = threading.Event()

    def verify(self, hashed: str, password: str) -> Any:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        if self.most >= passwords.HASHES_AT_ONCE:
            self._two.set()
        self._two.wait(5)
        try:
            return self._hasher.verify(hashed, password)
        finally:
            with self._lock:
                self._now -= 1


@pytest.fixture
def warned(caplog: pytest.LogCaptureFixture) -> Callable[[], int]:
    """How often it was said that forwarding headers are not trusted."""
    caplog.set_level(logging.WARNING, "banso.proxies")
    logging.getLogger("banso").propagate = True
    return lambda: [record.getMessage() for record in caplog.records].count("forwarding_headers_not_trusted")


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_a_proxy_that_the_settings_do_not_name_is_told_of_once(
    office: OfficeUnderTest, warned: Callable[[], int], header: str
) -> None:
    outside = office.app.test_client()
    outside.get("/healthz")
    assert warned() == 0
    for _ in range(3):
        outside.get("/healthz", headers={header: "203.0.113.7"})
    assert warned() == 1
    desk = Desk(office.app.test_client())
    desk.sign_in(office.login("administrator"))
    assert "BANSO_PROXIES" in desk.open("/office/users/")


def test_a_header_from_far_away_is_not_taken_for_a_proxy(office: OfficeUnderTest) -> None:
    outside = office.app.test_client()
    outside.get("/healthz", headers={"X-Forwarded-For": "203.0.113.7"}, environ_base={"REMOTE_ADDR": "1.1.1.1"})
    desk = Desk(office.app.test_client())
    desk.sign_in(office.login("administrator"))
    assert "BANSO_PROXIES" not in desk.open("/office/users/")


def test_behind_a_named_proxy_everybody_has_their_own_address(
    sqlite_url: str, warned: Callable[[], int], make_app: Callable[[str], Flask]
) -> None:
    app = create_app(dataclasses.replace(settings_for(sqlite_url), proxies=1))
    office = OfficeUnderTest(app).open()

    def behind(address: str, login: str) -> TestResponse:
        client = office.client()
        client.http.environ_base["HTTP_X_FORWARDED_FOR"] = f"10.9.9.9, {address}"
        return client.sign_in(login, WRONG)

    answers = [refused(behind("203.0.113.7", f"w{number}")) for number in range(31)]
    assert answers == [False] * 30 + [True]
    assert not refused(behind("203.0.113.8", "w1"))
    assert warned() == 0
    with app.app_context():
        db.engine.dispose()
