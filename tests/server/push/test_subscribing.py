"""What a worker decides on the phone: whether it takes push messages, of which kinds, and whether they arrive."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from server.ground.ids import new_id
from server.store import reading, utcnow
from sync.codes import CODE_LISTS
from tests.server.people import Client, OfficeUnderTest
from tests.server.push.service import Browser, b64, unb64

SERVICE = "https://push.example.com"


def ask(phone: Client, method: str, path: str = "", body: Any = None) -> TestResponse:
    return phone.http.open(f"/api/push{path}", method=method, json=body, headers=phone.headers())


def standing(phone: Client) -> dict[str, Any]:
    response = ask(phone, "GET")
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.get_json()
    return found


def subscribe(phone: Client, browser: Browser) -> None:
    assert ask(phone, "PUT", "/subscription", browser.subscription).status_code == 204


def subscriptions(office: OfficeUnderTest) -> list[tuple[str, str, str]]:
    """Endpoint, user and phone of all subscriptions."""
    with office.app.app_context(), reading(office.id) as store:
        query = "SELECT endpoint, user_id, device_id FROM push_subscription ORDER BY endpoint"
        return [tuple(row) for row in store.connection.exec_driver_sql(query)]


def test_a_phone_is_told_the_key_and_that_nothing_is_muted(phone: Client) -> None:
    found = standing(phone)
    assert len(unb64(found["public_key"])) == 65
    assert (found["subscribed"], found["muted"]) == (False, [])
    assert set(found["kinds"]) < set(CODE_LISTS["reminder"])


def test_a_phone_has_one_address_and_the_newest(office: OfficeUnderTest, phone: Client) -> None:
    old, new = Browser(SERVICE), Browser(SERVICE)
    for browser in (old, old, new):
        subscribe(phone, browser)
    assert subscriptions(office) == [(new.endpoint, office.users["worker"], phone.device)]
    assert standing(phone)["subscribed"]


def test_a_worker_may_have_two_phones(office: OfficeUnderTest, phone: Client) -> None:
    other = office.client("worker")
    subscribe(phone, Browser(SERVICE))
    subscribe(other, Browser(SERVICE))
    assert {device for *_, device in subscriptions(office)} == {phone.device, other.device}


def test_an_address_moves_to_whoever_uses_the_browser_now(office: OfficeUnderTest, phone: Client) -> None:
    browser = Browser(SERVICE)
    subscribe(phone, browser)
    subscribe(office.client("supervisor", device=phone.device), browser)
    assert subscriptions(office) == [(browser.endpoint, office.users["supervisor"], phone.device)]


def test_an_address_moves_to_another_office(app: Flask, office: OfficeUnderTest, phone: Client) -> None:
    elsewhere = OfficeUnderTest(app, host="kushiro").open()
    browser = Browser(SERVICE)
    subscribe(phone, browser)
    subscribe(elsewhere.client("worker"), browser)
    assert [user for _, user, _ in subscriptions(office)] == [elsewhere.users["worker"]]
    assert not standing(phone)["subscribed"]


def test_switching_off_ends_it_for_this_phone_alone(office: OfficeUnderTest, phone: Client) -> None:
    other = office.client("worker")
    subscribe(phone, Browser(SERVICE))
    subscribe(other, Browser(SERVICE))
    assert [ask(phone, "DELETE", "/subscription").status_code for _ in range(2)] == [204, 204]
    assert [device for *_, device in subscriptions(office)] == [other.device]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"endpoint": "https://10.0.0.1/x"}, "endpoint"),
        ({"endpoint": "http://push.example.com/x"}, "endpoint"),
        ({"endpoint": SERVICE + "/" + "x" * 1_000}, "endpoint"),
        ({"keys": {"p256dh": b64(b"\x04" + b"x" * 64), "auth": b64(b"a" * 16)}}, "keys.p256dh"),
        ({"keys": {"p256dh": "", "auth": b64(b"a" * 16)}}, "keys.p256dh"),
        ({"keys": {"p256dh": "あ", "auth": b64(b"a" * 16)}}, "keys.p256dh"),
        ({"keys": {"p256dh": "x" * 101, "auth": b64(b"a" * 16)}}, "keys.p256dh"),
        ({"keys": Browser(SERVICE).subscription["keys"] | {"auth": b64(b"short")}}, "keys.auth"),
        ({"keys": None}, "keys"),
        ({"expirationTime": 1}, "expirationTime"),
    ],
)
def test_what_is_no_subscription_is_refused(
    office: OfficeUnderTest, phone: Client, changed: dict[str, Any], field: str
) -> None:
    response = ask(phone, "PUT", "/subscription", Browser(SERVICE).subscription | changed)
    assert response.status_code == 422
    assert [error["field"] for error in response.get_json()["errors"]] == [field]
    assert subscriptions(office) == []


def test_kinds_can_be_muted_but_for_those_about_safety(phone: Client) -> None:
    assert ask(phone, "PUT", "/choices", {"muted": ["comment", "no_contact", "comment"]}).status_code == 204
    assert standing(phone)["muted"] == ["comment", "no_contact"]
    for kind in ("alarm", "visit_overrun", "visit_overrun_escalated", "test", "no such kind"):
        assert ask(phone, "PUT", "/choices", {"muted": ["comment", kind]}).status_code == 422
    assert standing(phone)["muted"] == ["comment", "no_contact"]
    assert ask(phone, "PUT", "/choices", {"muted": []}).status_code == 204
    assert standing(phone)["muted"] == []


def test_a_choice_is_the_workers_own(office: OfficeUnderTest, phone: Client) -> None:
    ask(phone, "PUT", "/choices", {"muted": ["comment"]})
    assert standing(office.client("worker"))["muted"] == ["comment"]
    assert standing(office.client("supervisor"))["muted"] == []


def test_nothing_is_pushed_to_a_screen_of_the_office(office: OfficeUnderTest) -> None:
    desk = office.app.test_client()
    form = {"login": office.login("supervisor"), "password": "a-password-for-tests"}
    token = desk.get("/api/csrf").get_json()["csrf_token"]
    assert desk.post("/office/sign-in", data=form | {"csrf_token": token}).status_code == 303
    response = desk.get("/api/push")
    assert (response.status_code, response.get_json()["code"]) == (403, "not_for_this_role")


def test_a_test_is_a_notice_that_is_on_its_way_at_once_and_at_any_hour(office: OfficeUnderTest, phone: Client) -> None:
    assert ask(phone, "POST", "/test").status_code == 404
    subscribe(phone, Browser(SERVICE))
    response = ask(phone, "POST", "/test")
    assert response.status_code == 202
    notice = response.get_json()["notice"]
    assert office.stored(notice)[notice]["reminder"] == "test"
    assert ask(phone, "GET", f"/test/{notice}").get_json() == {"state": "due"}
    with office.app.app_context(), reading(office.id) as store:
        due_at = store.connection.exec_driver_sql("SELECT due_at FROM delivery").scalar_one()
    assert due_at <= utcnow().strftime("%Y-%m-%dT%H:%M:%SZ")


def test_nobody_is_told_what_became_of_a_notice_to_somebody_else(office: OfficeUnderTest, phone: Client) -> None:
    subscribe(phone, Browser(SERVICE))
    notice = ask(phone, "POST", "/test").get_json()["notice"]
    for other in (office.client("supervisor"), office.client("worker")):
        assert ask(other, "GET", f"/test/{notice}").status_code == 404
    assert ask(phone, "GET", f"/test/{new_id()}").status_code == 404


def test_tests_are_bounded(office: OfficeUnderTest, phone: Client) -> None:
    subscribe(phone, Browser(SERVICE))
    answers = [ask(phone, "POST", "/test").status_code for _ in range(7)]
    assert answers == [202] * 6 + [429]
    other = office.client("supervisor")
    subscribe(other, Browser(SERVICE))
    assert ask(other, "POST", "/test").status_code == 202
