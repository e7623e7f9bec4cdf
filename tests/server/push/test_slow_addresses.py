"""Addresses that answer slowly, or never: each delivery ends in its time, and nobody else waits for them."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest
from flask import Flask
from urllib3.exceptions import HTTPError, NewConnectionError

from server.push import sending
from server.push.endpoints import connections, within
from server.store import utcnow, writing
from tests.server.people import BOTH_DATABASES
from tests.server.push.desk import Desk, Phone
from tests.server.push.service import PushService
from tests.server.push.trickling import trickling
from tests.sync.contract import OFFICE

MANNERS = ("headers", "body", "silent")
TOTAL_S = 1.5
MANY = 20


@pytest.fixture
def desk(database: Flask, service: PushService, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr("server.push.post.TOTAL_S", TOTAL_S)
    return Desk(database, service)


def prove(desk: Desk, *phones: Phone) -> None:
    """Let each phone take a message, as one that has been in use does."""
    for phone in phones:
        desk.notify(phone, "comment")
    desk.send()
    assert set(desk.states()) == {"sent"}


def arrived(desk: Desk, phone: Phone, count: int, within_s: float) -> bool:
    """Whether so many messages come to a phone in time."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if len(desk.service.received(phone.browser)) >= count:
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize("manner", MANNERS)
def test_a_request_ends_with_its_time_however_the_bytes_are_spread(manner: str) -> None:
    with trickling(manner) as slow:
        pools = connections(1, local=True)
        began = time.monotonic()
        with pytest.raises(HTTPError), within(1.0):  # noqa: PT012 - asking and reading both may end it
            response = pools.request("POST", slow.url, body=b"x", preload_content=False, retries=False)
            response.read(4_096, decode_content=False)
        assert 0.8 < time.monotonic() - began < 2.5


def test_a_name_that_is_looked_up_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()

    def look(*_: object, **__: object) -> list[object]:
        ended.wait(20)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", look)
    began = time.monotonic()
    with pytest.raises(NewConnectionError, match="in time"), within(0.5):
        connections(1, local=False).request("POST", "https://push.example.com/x", retries=False)
    assert time.monotonic() - began < 2
    ended.set()


def test_a_name_of_many_addresses_where_nobody_answers_takes_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (f"203.0.112.{n}", 443)) for n in range(1, 200)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: many)

    def connect(_: object, timeout: float) -> socket.socket:
        time.sleep(min(timeout, 0.2))
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", connect)
    began = time.monotonic()
    with pytest.raises(HTTPError), within(0.5):
        connections(1, local=False).request("POST", "https://push.example.com/x", retries=False)
    assert time.monotonic() - began < 2


@BOTH_DATABASES
class TestManySlowAddresses:
    """On either database."""

    def test_an_alarm_comes_at_once_though_every_slow_address_is_asked(self, desk: Desk) -> None:
        well = desk.phone()
        with ExitStack() as running:
            slow = [running.enter_context(trickling(manner)) for manner in MANNERS]
            for number in range(MANY):
                phone = desk.phone()
                address(desk, phone, slow[number % len(slow)].url)
                desk.notify(phone, "alarm" if number % 2 else "monitoring_due")
            sends = threading.Thread(target=desk.send)
            sends.start()
            wait_for(lambda: sum(service.asked for service in slow) >= 3)
            began = time.monotonic()
            desk.notify(well, "alarm")
            assert arrived(desk, well, 1, within_s=3 * TOTAL_S + 3)
            waited = time.monotonic() - began
            sends.join()
        # A phone that never took a message goes with the doubtful ones, and has to wait for a slot at the most.
        assert waited < 2 * TOTAL_S + 3

    def test_phones_that_took_their_last_message_wait_for_none_of_them(self, desk: Desk) -> None:
        well = [desk.phone() for _ in range(3)]
        prove(desk, *well)
        with ExitStack() as running:
            slow = [running.enter_context(trickling(manner)) for manner in MANNERS]
            for number in range(MANY):
                phone = desk.phone()
                address(desk, phone, slow[number % len(slow)].url)
                for kind in ("alarm", "monitoring_due"):
                    desk.notify(phone, kind)
            for phone in well:
                desk.notify(phone, "monitoring_due")
                desk.notify(phone, "alarm")
            sends = threading.Thread(target=desk.send)
            sends.start()
            came = [arrived(desk, phone, 3, within_s=TOTAL_S + 3) for phone in well]
            sends.join()
        assert came == [True] * len(well)


def sent_by_the_next_round(desk: Desk, phone: Phone, count: int) -> bool:
    """Begin a round of each lane, as the scheduler does; one that is at work looks by itself. An address that has just
    taken its first message changes lanes, and may be missed by both until the round after."""
    desk.send()
    return arrived(desk, phone, count, within_s=1)


@pytest.mark.parametrize("database", ["sqlite_url"], indirect=True)
class TestOneSlowAddress:
    """What does not depend on the database."""

    @pytest.mark.parametrize("manner", MANNERS)
    def test_it_holds_one_slot_and_is_tried_again_later(self, desk: Desk, manner: str) -> None:
        with trickling(manner) as slow:
            phone = desk.phone()
            address(desk, phone, slow.url)
            desk.notify(phone)
            began = time.monotonic()
            assert desk.send() == 1
            assert time.monotonic() - began < TOTAL_S + 3
            assert desk.states() == ["due"]

    def test_what_falls_due_while_it_is_waited_for_is_sent_meanwhile(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("server.push.post.TOTAL_S", 6.0)
        monkeypatch.setattr(sending, "SLOTS", 2)
        well = desk.phone()
        with trickling("headers") as slow:
            phone = desk.phone()
            address(desk, phone, slow.url)
            desk.notify(phone)
            sends = threading.Thread(target=desk.send)
            sends.start()
            wait_for(lambda: slow.asked == 1)
            for count in (1, 2, 3):
                desk.notify(well)
                assert any(sent_by_the_next_round(desk, well, count) for _ in range(4))
            assert sends.is_alive()
            sends.join()

    def test_one_that_turns_slow_is_doubted_from_then_on_and_trusted_again_when_it_answers(self, desk: Desk) -> None:
        phone = desk.phone()
        prove(desk, phone)
        with trickling("body") as slow:
            address(desk, phone, slow.url)
            desk.notify(phone)
            desk.send()
        assert desk.subscriptions("failures") == [(1,)]


def address(desk: Desk, phone: Phone, url: str) -> None:
    """Have a phone's messages go to another service."""
    phone.browser.endpoint = f"{url}/push/{phone.device}"
    with desk.app.app_context(), writing(OFFICE) as store:
        store.push.subscribe(phone.user, phone.device, phone.browser.address, utcnow())


def wait_for(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)
