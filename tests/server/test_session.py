"""Signing in and out: passwords, cookies, tokens, phones and throttling."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask

from server import create_app
from server.ground.config import Settings
from server.ground.ids import new_id
from server.ground.installation import installation_of
from server.ground.session_limits import SessionLimits
from server.services.accounts import set_active, set_password
from server.services.passwords import check, fold_login, hash_password
from server.store import directory, utcnow, writing
from tests.conftest import CHEAP_HASHES
from tests.server.people import PASSWORD, Client, OfficeUnderTest

LIMITS = SessionLimits()


@pytest.fixture
def anybody(office: OfficeUnderTest) -> Client:
    """A phone on which nobody is signed in."""
    return office.client()


def test_a_session_tells_who_where_and_on_which_phone(office: OfficeUnderTest, anybody: Client) -> None:
    said = anybody.sign_in(office.login("worker")).get_json()
    assert said["user"] == {
        "id": office.users["worker"],
        "login": "worker@otaru",
        "name": "職員",
        "role": "worker",
    }
    assert said["office"] == {"id": office.id, "name": "見本市くらし相談", "time_zone": "Asia/Tokyo"}
    assert said["device"] == {"id": anybody.device}
    assert anybody.http.get("/api/session").get_json()["user"] == said["user"]


def test_nobody_is_signed_in_without_a_session(anybody: Client) -> None:
    response = anybody.http.get("/api/session")
    assert (response.status_code, response.get_json()["code"]) == (401, "signed_out")


def test_a_login_is_known_in_any_spelling(office: OfficeUnderTest, anybody: Client) -> None:
    assert fold_login(" WORKER@OTARU ") == "worker@otaru"
    assert anybody.sign_in(" Worker@otaru").status_code == 200


@pytest.mark.parametrize(("login", "password"), [("worker@otaru", "wrong"), ("nobody", PASSWORD), ("\0", "x")])
def test_wrong_credentials_do_not_say_which_half_is_wrong(anybody: Client, login: str, password: str) -> None:
    response = anybody.sign_in(login, password)
    assert (response.status_code, response.get_json()["code"]) == (401, "wrong_credentials")
    assert anybody.http.get("/api/session").status_code == 401


def test_an_unknown_login_costs_the_same_work(office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []
    hasher = installation_of(office.app).hasher
    with office.app.test_request_context():
        monkeypatch.setattr(installation_of(office.app), "hasher", _Counting(hasher, verified))
        for login in ("nobody", office.login("worker")):
            with pytest.raises(Exception, match="wrong_credentials"):
                check(login, "wrong")
    assert len(verified) == 2
    assert len({hashed.rpartition("$")[0].rpartition("$")[0] for hashed in verified}) == 1


class _Counting:
    def __init__(self, hasher: object, verified: list[str]) -> None:
        self._hasher, self._verified = hasher, verified

    def verify(self, hashed: str, password: str) -> bool:
        self._verified.append(hashed)
        return self._hasher.verify(hashed, password)  # type: ignore[attr-defined]


def test_passwords_are_argon2id_and_at_least_twelve_characters(office: OfficeUnderTest) -> None:
    with office.app.app_context():
        assert hash_password("x" * 12).startswith("$argon2id$")
        with pytest.raises(ValueError, match="too_short"):
            hash_password("x" * 11)


def test_the_session_cookie_is_new_at_each_sign_in_and_out_of_reach_of_scripts(
    office: OfficeUnderTest, anybody: Client
) -> None:
    cookies = []
    for _ in range(2):
        response = anybody.sign_in(office.login("worker"))
        (cookie,) = [c for c in response.headers.getlist("Set-Cookie") if c.startswith("banso=")]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        cookies.append(cookie)
    assert cookies[0] != cookies[1]


def test_an_earlier_session_of_the_browser_ends_at_the_next_sign_in(office: OfficeUnderTest, anybody: Client) -> None:
    anybody.sign_in(office.login("worker"))
    copied = office.app.test_client()
    cookie = anybody.http.get_cookie("banso")
    assert cookie is not None
    copied.set_cookie("banso", cookie.value)
    assert copied.get("/api/session").status_code == 200
    anybody.sign_in(office.login("supervisor"))
    copied.set_cookie("banso", cookie.value)
    assert copied.get("/api/session").status_code == 401


def test_a_copied_cookie_is_worth_nothing_after_signing_out(office: OfficeUnderTest, anybody: Client) -> None:
    anybody.sign_in(office.login("worker"))
    cookie = anybody.http.get_cookie("banso")
    assert cookie is not None
    assert anybody.http.delete("/api/session", headers=anybody.headers()).status_code == 204
    anybody.http.set_cookie("banso", cookie.value)
    assert anybody.http.get("/api/session").status_code == 401


def test_a_session_in_production_goes_over_https_only(sqlite_url: str, tmp_path: object) -> None:
    app = create_app(Settings("production", "s" * 32, sqlite_url, argon2=CHEAP_HASHES))
    response = app.test_client().get("/api/csrf", base_url="https://banso.example")
    (cookie,) = response.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-banso=")
    assert "; Secure" in cookie
    assert "Path=/" in cookie
    assert response.headers["Strict-Transport-Security"].startswith("max-age=")


@pytest.mark.parametrize("method", ["post", "delete"])
@pytest.mark.parametrize("token", [None, "", "x"])
def test_a_write_without_the_token_is_refused(office: OfficeUnderTest, method: str, token: str | None) -> None:
    phone = office.client("worker")
    headers = {} if token is None else {"X-CSRF-Token": token}
    response = getattr(phone.http, method)("/api/session", headers=headers, json={})
    assert (response.status_code, response.get_json()["code"]) == (403, "csrf_failed")
    assert phone.http.get("/api/session").status_code == 200


def test_a_token_of_another_session_is_refused(office: OfficeUnderTest) -> None:
    mine, theirs = office.client("worker"), office.client("supervisor")
    response = mine.http.delete("/api/session", headers={"X-CSRF-Token": theirs.token})
    assert response.get_json()["code"] == "csrf_failed"


def test_a_fresh_token_is_good_for_the_same_session(office: OfficeUnderTest) -> None:
    phone = office.client("worker")
    phone.token = phone.http.get("/api/csrf").get_json()["csrf_token"]
    assert phone.exchange().status_code == 200


def test_wrong_attempts_are_throttled_by_login_and_address(office: OfficeUnderTest, anybody: Client) -> None:
    for _ in range(10):
        assert anybody.sign_in(office.login("worker"), "wrong").status_code == 401
    response = anybody.sign_in(office.login("worker"))
    assert (response.status_code, response.get_json()["code"]) == (429, "too_many_attempts")
    assert int(response.headers["Retry-After"]) > 0
    assert anybody.sign_in(" WORKER@otaru").status_code == 429
    assert anybody.sign_in(office.login("supervisor")).status_code == 200


def test_signing_in_rightly_is_never_throttled(office: OfficeUnderTest, anybody: Client) -> None:
    assert {anybody.sign_in(office.login("worker")).status_code for _ in range(15)} == {200}


def test_a_revoked_phone_is_told_and_cannot_sign_in_again(office: OfficeUnderTest) -> None:
    phone, spare = office.client("worker"), office.client("worker")
    with office.app.app_context(), writing(office.id) as store:
        assert store.accounts.revoke_device(phone.device, utcnow())
    assert phone.exchange().get_json()["code"] == "device_revoked"
    assert phone.http.get("/api/session").get_json()["code"] == "device_revoked"
    again = phone.sign_in(office.login("worker"))
    assert (again.status_code, again.get_json()["code"]) == (403, "device_revoked")
    assert phone.sign_in(office.login("supervisor")).status_code == 403
    assert spare.exchange().status_code == 200


def test_deactivation_signs_out_everywhere_at_once(office: OfficeUnderTest) -> None:
    phone = office.client("worker")
    with office.app.app_context(), writing(office.id) as store:
        set_active(store, office.users["worker"], False, by=office.users["administrator"], now=utcnow())
    assert phone.exchange().get_json()["code"] == "signed_out"
    assert phone.sign_in(office.login("worker")).status_code == 401
    assert office.stored(office.users["worker"])[office.users["worker"]].get("active") is not True


def test_a_new_password_ends_every_session(office: OfficeUnderTest) -> None:
    phone = office.client("worker")
    with office.app.app_context(), writing(office.id) as store:
        set_password(store, office.users["worker"], "another-password", now=utcnow())
    assert phone.http.get("/api/session").status_code == 401
    assert phone.sign_in(office.login("worker"), "another-password").status_code == 200


@pytest.mark.parametrize("lasts", [LIMITS.phone, LIMITS.office])
def test_a_session_runs_out(office: OfficeUnderTest, lasts: dt.timedelta) -> None:
    with office.app.app_context():
        now = utcnow()
        with writing(office.id) as store:
            store.accounts.start_session("h" * 64, office.users["worker"], None, now, now + lasts)
        with directory() as found:
            assert found.session("h" * 64, now) is not None
            assert found.session("h" * 64, now + lasts) is None


@pytest.mark.parametrize(("role", "lasts"), [("worker", LIMITS.phone), ("administrator", LIMITS.office)])
def test_only_who_goes_on_visits_stays_signed_in_for_months(
    office: OfficeUnderTest, role: str, lasts: dt.timedelta
) -> None:
    office.client(role)
    with office.app.app_context(), writing(office.id) as store:
        query = f"SELECT created_at, expires_at FROM sign_in WHERE user_id = '{office.users[role]}'"
        (begun, ends) = store.connection.exec_driver_sql(query).one()
    assert dt.datetime.fromisoformat(ends) - dt.datetime.fromisoformat(begun) == lasts


def test_a_phone_of_two_users_is_two_registrations(office: OfficeUnderTest) -> None:
    device = new_id()
    first, second = office.client("worker", device=device), office.client("supervisor", device=device)
    assert first.exchange().status_code == second.exchange().status_code == 200
    with office.app.app_context(), writing(office.id) as store:
        assert {row.user_id for row in store.accounts.devices() if row.id == device} == {
            office.users["worker"],
            office.users["supervisor"],
        }


def test_the_database_holds_no_token(app: Flask, office: OfficeUnderTest, client_for: Callable[[str], Client]) -> None:
    phone = client_for("worker")
    with phone.http.session_transaction() as session:
        token = session["_user_id"]
    with app.app_context(), writing(office.id) as store:
        rows = store.connection.exec_driver_sql("SELECT token_hash FROM sign_in").all()
    assert rows
    assert token not in {row[0] for row in rows}


def test_a_phone_that_carries_somebody_elses_work_is_signed_out(office: OfficeUnderTest) -> None:
    """A colleague has signed in on the office pages of the same browser: the queue must not go out as theirs."""
    client = office.client("worker")
    own = {"Banso_User": office.users["worker"]}
    assert client.post(b"{}", **own).status_code == 200
    response = client.post(b"{}", Banso_User=office.users["supervisor"])
    assert (response.status_code, response.get_json()["code"]) == (401, "signed_out")
