"""A phone is lost: what is known of it, what it is told, and what it may still do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.ground.ids import new_id
from server.services.accounts import revoke_device, set_active
from server.store import reading, utcnow, writing
from tests.server.office.desk import Desk
from tests.server.people import PASSWORD, Client, OfficeUnderTest, visit

DeskFor = Callable[[str], Desk]
UNLOCKED = "2026-11-30T01:20:00Z"


@pytest.fixture
def phone(office: OfficeUnderTest, case: str) -> Client:
    """The worker's phone, with a note, which has said when its lock was opened."""
    phone = office.client("worker")
    phone.push(visit(case, narrative="戸口で話す。"))
    assert phone.exchange(unlocked_at=UNLOCKED, queued=2).status_code == 200
    return phone


def revoke(office: OfficeUnderTest, phone: Client) -> None:
    with office.app.app_context(), writing(office.id) as store:
        revoke_device(store, phone.device, now=utcnow())


def address(office: OfficeUnderTest, phone: Client) -> str:
    return f"/office/users/{office.users['worker']}/phones/{phone.device}/lost"


def told(http: FlaskClient) -> str:
    """What the office says to a phone that asks who it is."""
    answer = http.get("/api/session")
    return "signed_in" if answer.status_code == 200 else str(answer.get_json()["code"])


@pytest.mark.parametrize("role", ["manager", "administrator"])
def test_what_a_lost_phone_holds_is_counted_and_named_by_nobody(
    office: OfficeUnderTest, desk_for: DeskFor, phone: Client, role: str
) -> None:
    page = desk_for(role).open(address(office, phone))
    assert "It held at most: cases 1, people 1, notes 1, photos 0." in page
    assert "AES-256-GCM" in page
    assert "The phone is still in use." in page
    assert "見本 花子" not in page
    assert "戸口" not in page


@pytest.mark.parametrize("role", ["worker", "supervisor", "clerk"])
def test_others_are_not_told(office: OfficeUnderTest, desk_for: DeskFor, phone: Client, role: str) -> None:
    assert desk_for(role).http.get(address(office, phone)).status_code == 403


def test_a_phone_that_never_spoke_of_a_lock_is_taken_for_open(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    page = desk_for("manager").open(address(office, office.client("worker")))
    assert "Take it for open." in page


def test_a_phone_that_was_taken_out_of_use_says_when_it_is_erased(
    office: OfficeUnderTest, desk_for: DeskFor, phone: Client
) -> None:
    revoke(office, phone)
    desk = desk_for("manager")
    assert "It has not said yet that it is erased." in desk.open(address(office, phone))
    assert told(phone.http) == "device_revoked"
    answer = phone.http.delete("/api/session", headers=phone.headers())
    assert answer.status_code == 204
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert "The phone has said that nothing is left on it" in desk.open(address(office, phone))
    assert told(phone.http) == "signed_out"


def test_whoever_signs_out_keeps_what_the_browser_has_of_this_site(phone: Client) -> None:
    assert "Clear-Site-Data" not in phone.http.delete("/api/session", headers=phone.headers()).headers


@pytest.mark.parametrize("first", ["revoked", "ended", "out of use"])
def test_it_is_told_whatever_became_of_its_session(office: OfficeUnderTest, phone: Client, first: str) -> None:
    """In whichever order the office does what it does to a lost phone and to its user."""
    if first == "revoked":
        revoke(office, phone)
    with office.app.app_context(), writing(office.id) as store:
        if first == "out of use":
            manager = office.users["manager"]
            set_active(store, office.users["worker"], active=False, by=manager, now=utcnow())
        else:
            store.accounts.end_sessions_of(office.users["worker"], utcnow())
    revoke(office, phone)
    assert told(phone.http) == "device_revoked"
    envelopes = {"envelopes": [{"change": new_id(), "key": new_id(), "enc": "", "sealed": ""}]}
    assert phone.http.post("/api/outbox", json=envelopes, headers=phone.headers()).status_code == 200
    assert phone.exchange().status_code == 403


def test_an_ended_session_of_a_phone_in_use_is_over(office: OfficeUnderTest, phone: Client) -> None:
    with office.app.app_context(), writing(office.id) as store:
        store.accounts.end_sessions_of(office.users["worker"], utcnow())
    assert told(phone.http) == "signed_out"


def test_a_phone_opens_no_page_of_the_office_by_itself(app: Flask, office: OfficeUnderTest, case: str) -> None:
    """The lock of the app does not lock the browser around it."""
    phone = office.client("supervisor")
    page = phone.http.get(f"/office/cases/{case}", headers={"Accept": "text/html"})
    assert page.status_code == 302
    assert page.location.startswith("/office/sign-in")
    assert "見本 花子" not in page.text
    given = {"login": office.login("supervisor"), "password": PASSWORD, "csrf_token": phone.token}
    assert phone.http.post("/office/sign-in", data=given).status_code == 303
    assert "見本 花子" in phone.http.get(f"/office/cases/{case}", headers={"Accept": "text/html"}).text
    assert phone.exchange().status_code == 200
    with app.app_context(), reading(office.id) as store:
        assert len(store.sessions.of(office.users["supervisor"], utcnow())) == 1
