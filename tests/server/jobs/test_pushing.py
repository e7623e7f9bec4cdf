"""Push messages, sent by ``python -m server.jobs``: each once, whatever becomes of the process."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from server.ground.push_key import key_at
from tests.server.jobs.processes import Jobs, wait_until
from tests.server.people import BOTH_DATABASES
from tests.server.push.desk import Desk
from tests.server.push.service import Headers, Message, PushService, claims_of, push_service

PHONES, EACH = 8, 10


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as running:
        yield running


@pytest.fixture
def desk(database: Flask, service: PushService) -> Desk:
    return Desk(database, service)


def jobs(desk: Desk, instance: Path) -> Jobs:
    """A process that works on the office's database."""
    return Jobs(desk.app.config["SQLALCHEMY_DATABASE_URI"], instance)


def a_morning(desk: Desk) -> int:
    """Notices to several phones, all due. Returns how many messages that makes."""
    for phone in [desk.phone() for _ in range(PHONES)]:
        for _ in range(EACH):
            desk.notify(phone)
    return PHONES * EACH


def slowly(seconds: float) -> Callable[[Message], tuple[int, Headers]]:
    def answer(_: Message) -> tuple[int, Headers]:
        time.sleep(seconds)
        return 201, {}

    return answer


def times_sent(service: PushService) -> Counter[str]:
    """How often each notice was handed over: its topic is its own."""
    return Counter(message.headers["topic"] for message in list(service.messages))


@BOTH_DATABASES
class TestTheProcess:
    """On either database."""

    def test_it_sends_what_is_due_at_once_and_what_falls_due_later(
        self, desk: Desk, service: PushService, tmp_path: Path
    ) -> None:
        phone = desk.phone()
        desk.notify(phone, "monitoring_due", count=2)
        with jobs(desk, tmp_path) as process:
            wait_until(lambda: desk.states() == ["sent"])
            later = desk.notify(phone, "alarm")
            wait_until(lambda: len(service.messages) == 2)
            wait_until(lambda: desk.states() == ["sent", "sent"])
            assert process.end()[0] == 0
        said = [phone.browser.opened(message) for message in service.messages]
        assert [each["kind"] for each in said] == ["monitoring_due", "alarm"]
        assert said[1]["notice"] == later
        assert claims_of(service.messages[0], key_at(tmp_path / "vapid.pem").public)["aud"] == service.url

    def test_two_processes_send_each_message_once(self, desk: Desk, service: PushService, tmp_path: Path) -> None:
        service.answer = slowly(0.05)
        wanted = a_morning(desk)
        with jobs(desk, tmp_path) as one, jobs(desk, tmp_path) as other:
            wait_until(lambda: set(desk.states()) == {"sent"})
            ends = [one.end(), other.end()]
        assert [code for code, _ in ends] == [0, 0]
        assert Counter(times_sent(service).values()) == {1: wanted}
        assert [line for _, logged in ends for line in logged.splitlines() if '"level": "error"' in line] == []


@pytest.mark.parametrize("database", ["sqlite_url"], indirect=True)
class TestItsEnd:
    """What does not depend on the database."""

    def test_told_to_end_it_finishes_what_it_has_claimed_and_leaves_the_rest_to_the_next(
        self, desk: Desk, service: PushService, tmp_path: Path
    ) -> None:
        service.answer = slowly(0.3)
        wanted = a_morning(desk)
        with jobs(desk, tmp_path) as process:
            wait_until(lambda: bool(service.messages))
            assert process.end()[0] == 0
        states = Counter(desk.states())
        assert set(states) == {"sent", "due"}
        assert states["sent"] == len(service.messages) < wanted
        service.answer = lambda _: (201, {})
        with jobs(desk, tmp_path):
            wait_until(lambda: set(desk.states()) == {"sent"})
        assert Counter(times_sent(service).values()) == {1: wanted}

    def test_killed_it_leaves_nothing_that_another_would_send_twice(
        self, desk: Desk, service: PushService, tmp_path: Path
    ) -> None:
        service.answer = slowly(0.3)
        wanted = a_morning(desk)
        with jobs(desk, tmp_path) as process:
            wait_until(lambda: bool(service.messages))
            process.process.kill()
        service.answer = lambda _: (201, {})
        with jobs(desk, tmp_path):
            wait_until(lambda: set(desk.states()) <= {"sent", "claimed"})
        assert set(times_sent(service).values()) == {1}
        assert len(times_sent(service)) + Counter(desk.states())["claimed"] >= wanted
