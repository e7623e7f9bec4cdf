"""What a push service refuses is known by its reason, shown where it can be mended, and final for no alarm."""

from __future__ import annotations

import datetime as dt
import json
import logging

import pytest
from flask import Flask

from server.push import sending
from server.push.refusals import REASON_LENGTH, reason_of
from server.store import utcnow, writing
from tests.server.office.desk import Desk as OfficeDesk
from tests.server.people import BOTH_DATABASES, OfficeUnderTest
from tests.server.push.desk import Desk
from tests.server.push.service import PushService
from tests.sync.contract import OFFICE

MINUTE = dt.timedelta(minutes=1)
APPLE = json.dumps({"reason": "BadJwtToken"}).encode()
ENDPOINT = "https://web.push.apple.com/QGlnq1Sx0TjaVsLWiBYsFJ1IzP6p?v=secret-of-the-phone"


@pytest.fixture
def desk(database: Flask, service: PushService) -> Desk:
    return Desk(database, service)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (APPLE, "BadJwtToken"),
        (
            b'{"code": 401, "errno": 109, "error": "Unauthorized", "message": "Request did not validate"}',
            "Unauthorized",
        ),
        (b"the VAPID credentials do not\r\ncorrespond", "the VAPID credentials do not correspond"),
        (b"<HTML><TITLE>Bad Request</TITLE><BODY>no</BODY>", "Bad Request no"),
        (b"", None),
        (b"[]", None),
        (b'{"reason": 5}', None),
        (b'{"reason": "', '{"reason": "'),
        (b"\xff\xfe\x00\x1b[31mred\x07", "[31mred"),
    ],
)
def test_the_reason_is_the_services_own_word(body: bytes, reason: str | None) -> None:
    assert reason_of(body, ENDPOINT) == reason


@pytest.mark.parametrize(
    "body",
    [
        f'{{"reason": "no such {ENDPOINT}"}}'.encode(),
        b"QGlnq1Sx0TjaVsLWiBYsFJ1IzP6p is unknown, so is secret-of-the-phone",
        b"<a href='https://elsewhere/QGlnq1Sx0TjaVsLWiBYsFJ1IzP6p'>gone</a>",
        b"eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwcyJ9.c2ln is no token",
        b"x" * 5_000,
    ],
)
def test_the_reason_holds_nothing_secret_and_is_short(body: bytes) -> None:
    said = reason_of(body, ENDPOINT) or ""
    assert not any(secret in said for secret in ("QGlnq", "secret-of", "eyJ0", "elsewhere", "xxxxxxxx"))
    assert len(said) <= REASON_LENGTH
    assert said.isascii()
    assert said.isprintable()


@pytest.mark.parametrize("status", [400, 401, 403, 413])
@pytest.mark.parametrize("database", ["sqlite_url"], indirect=True)
def test_a_refusal_is_logged_with_its_reason_and_no_address(
    desk: Desk, service: PushService, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    phone = desk.phone()
    desk.notify(phone)
    service.answer, service.body = lambda _: (status, {}), APPLE
    with caplog.at_level(logging.INFO):
        desk.send()
    (said,) = [record for record in caplog.records if record.getMessage() == "push refused"]
    told = vars(said)
    assert (told["service"], told["status"], told["reason"], told["count"]) == ("127.0.0.1", status, "BadJwtToken", 1)
    assert phone.browser.endpoint.rsplit("/", 1)[1] not in str([vars(record) for record in caplog.records])


@pytest.mark.parametrize("status", [401, 403])
@BOTH_DATABASES
def test_a_refused_alarm_is_tried_again_until_the_setting_is_mended(
    desk: Desk, service: PushService, status: int
) -> None:
    phone = desk.phone()
    desk.notify(phone, "alarm")
    desk.notify(phone, "monitoring_due")
    service.answer, service.body = lambda _: (status, {}), APPLE
    desk.send()
    assert desk.states() == ["due", "refused"]
    service.answer = lambda _: (201, {})
    desk.send(MINUTE)
    assert desk.states() == ["refused", "sent"]
    assert [phone.browser.opened(message)["kind"] for message in service.received(phone.browser)][-1] == "alarm"


@pytest.mark.parametrize("database", ["sqlite_url"], indirect=True)
class TestOnOneDatabase:
    """What does not depend on the database."""

    def test_a_refused_alarm_is_not_tried_for_ever(self, desk: Desk, service: PushService) -> None:
        desk.notify(desk.phone(), "alarm")
        service.answer = lambda _: (403, {})
        tries = sum(desk.send(dt.timedelta(hours=hours)) for hours in range(0, 48, 2))
        assert (tries, desk.states()) == (sending.MOST_ATTEMPTS, ["refused"])

    def test_a_service_that_refuses_is_told_anew_who_sends(self, desk: Desk, service: PushService) -> None:
        desk.notify(desk.phone(), "alarm")
        service.answer = lambda _: (403, {})
        desk.send()
        desk.send(MINUTE)
        assert len({message.headers["authorization"] for message in service.messages}) == 2

    def test_the_refusal_stands_until_the_phone_takes_something(self, desk: Desk, service: PushService) -> None:
        phone = desk.phone()
        desk.notify(phone)
        service.answer, service.body = lambda _: (403, {}), APPLE
        desk.send()
        assert desk.subscriptions("refused_status, refused_reason") == [(403, "BadJwtToken")]
        with desk.app.app_context(), writing(OFFICE) as store:
            store.push.subscribe(phone.user, phone.device, phone.browser.address, utcnow())
        assert desk.subscriptions("refused_status, refused_reason") == [(403, "BadJwtToken")]
        service.answer = lambda _: (201, {})
        desk.notify(phone)
        desk.send()
        assert desk.subscriptions("refused_status, refused_reason, refused_at") == [(None, None, None)]


@pytest.fixture
def refused(office: OfficeUnderTest, service: PushService) -> Desk:
    """An office with two phones whose push service refuses, and one that it serves."""
    desk = Desk(office.app, service, office.id)
    phones = [desk.phone(office.users[role]) for role in ("worker", "worker", "manager")]
    for phone in phones[1:]:
        desk.notify(phone)
    served = phones[2].browser
    service.body = APPLE
    service.answer = lambda message: (201 if served.endpoint.endswith(message.path) else 403, {})
    desk.send()
    return desk


def first_page(office: OfficeUnderTest, role: str) -> str:
    """What a role sees first at the office."""
    browser = OfficeDesk(office.app.test_client())
    browser.sign_in(office.login(role))
    return browser.follow()


@pytest.mark.parametrize("role", ["supervisor", "manager", "administrator"])
def test_whoever_can_have_it_mended_sees_the_reason_on_every_page(
    office: OfficeUnderTest, refused: Desk, role: str
) -> None:
    page = first_page(office, role)
    assert "Notices do not reach 2 phones" in page
    assert page.count("127.0.0.1: 403 BadJwtToken") == 1
    assert "/push/" not in page


@pytest.mark.parametrize("role", ["worker", "clerk"])
def test_others_are_not_told(office: OfficeUnderTest, refused: Desk, role: str) -> None:
    assert "BadJwtToken" not in first_page(office, role)


def test_the_phone_that_is_not_reached_is_told_apart(office: OfficeUnderTest, refused: Desk) -> None:
    browser = OfficeDesk(office.app.test_client())
    browser.sign_in(office.login("administrator"))
    shown = {
        role: browser.open(f"/office/users/{office.users[role]}").count("Notices do not reach this phone")
        for role in ("worker", "manager")
    }
    assert shown == {"worker": 2, "manager": 0}


def test_a_phone_out_of_use_is_not_told_of(office: OfficeUnderTest, refused: Desk) -> None:
    with office.app.app_context(), writing(office.id) as store:
        for row in store.push.refusals():
            store.accounts.revoke_device(row.device, utcnow())
        assert store.push.refusals() == []
