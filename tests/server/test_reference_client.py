"""A client that was written from ``docs/protocol.md`` alone loses nothing, over HTTP, whatever the network does.

``HISTORIES`` sets how many histories are run on each database; without it, as many as go into the time, and at least
three.
"""

from __future__ import annotations

import itertools
import os
import random
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from server.ground.ids import new_id
from server.store import utcnow
from tests.client.histories import STEPS, History
from tests.client.phone import Phone
from tests.client.wire import InProcess, OverHttp, Wire
from tests.conftest import settings_for
from tests.server.people import PASSWORD, VISIT, OfficeUnderTest
from tests.server.putting_back import copied
from tests.server.serving import Served

HISTORIES = int(os.environ.get("HISTORIES", "0"))
TIME_S = 12


def seeds() -> Iterator[int]:
    """The seeds of the histories to run."""
    if HISTORIES:
        yield from range(HISTORIES)
        return
    begun = time.monotonic()
    for seed in range(1_000):
        if seed >= 3 and time.monotonic() - begun > TIME_S:
            return
        yield seed


def play(
    app: Flask, wires: Callable[[], Wire], seed: int, backup: Callable[[], Callable[[], None]] | None = None
) -> None:
    """Two offices side by side, and what must hold of each in the end."""
    chance = random.Random(seed)
    offices = [OfficeUnderTest(app, f"{place}-{seed}").open() for place in ("otaru", "kushiro")]
    histories = [History(office, wires, chance, backup) for office in offices]
    for _ in range(STEPS):
        chance.choices(histories, (4, 1))[0].step()
    for history in histories:
        history.settle()
        one = history.phones[0]
        assert all(phone.queue == [] for phone in history.phones)
        assert all(shared(phone) == shared(one) for phone in history.phones)
        assert history.phones[1].records == one.records
        fresh = history.phone("sato")
        fresh.exchange()
        assert fresh.records == one.records
        assert history.lost() == []
    ours, theirs = (set(history.phones[0].records) for history in histories)
    assert not ours & theirs


def shared(phone: Phone) -> dict[str, object]:
    return {name: record for name, record in phone.records.items() if record["kind"] not in {"notice", "outing"}}


def test_a_client_from_the_document_loses_nothing(anywhere: Flask) -> None:
    for seed in seeds():
        try:
            play(anywhere, lambda: InProcess(anywhere.test_client()), seed)
        except AssertionError as error:
            raise AssertionError(f"history {seed}") from error


def test_a_client_from_the_document_loses_nothing_to_an_office_that_is_put_back(
    anywhere: Flask, tmp_path: Path
) -> None:
    numbers = itertools.count(1)
    for seed in seeds():
        try:
            play(
                anywhere,
                lambda: InProcess(anywhere.test_client()),
                seed,
                lambda: copied(anywhere, tmp_path, next(numbers)),
            )
        except AssertionError as error:
            raise AssertionError(f"history {seed}") from error


@pytest.fixture
def served(app: Flask) -> Iterator[int]:
    """The port of a server that is running."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    with Served(settings_for(app.config["SQLALCHEMY_DATABASE_URI"]), port):
        yield port


def test_a_client_from_the_document_speaks_to_a_server(app: Flask, served: int) -> None:
    play(app, lambda: OverHttp(served), seed=7)


def test_a_batch_that_is_too_large_is_halved_until_it_is_taken(office: OfficeUnderTest) -> None:
    case = office.case_of(office.users["worker"])
    phone = Phone(InProcess(office.app.test_client()), new_id(), utcnow, new_id)
    phone.sign_in(office.login("worker"), PASSWORD)
    phone.exchange()
    for _ in range(200):
        phone.write("support", new_id(), VISIT | {"case": case, "narrative": "字" * 19_000})
    phone.exchange()
    assert (phone.queue, len(phone.kept)) == ([], 200)


def test_what_builds_on_a_rejected_change_is_held_and_follows_when_it_is_mended(office: OfficeUnderTest) -> None:
    case, visit = office.case_of(office.users["worker"]), new_id()
    phone = Phone(InProcess(office.app.test_client()), new_id(), utcnow, new_id)
    phone.sign_in(office.login("worker"), PASSWORD)
    phone.exchange()
    wrong = phone.write("support", visit, VISIT | {"case": case, "ended_at": "2020-01-01T00:00:00Z"})
    phone.write("support", visit, {"place": "玄関先"})
    comment = {"case": case, "about": visit, "text": "後で。", "written_at": "2026-11-20T00:00:00Z"}
    phone.write("comment", new_id(), comment)
    phone.exchange()
    assert [item.state for item in phone.queue] == ["rejected", "queued", "queued"]
    assert phone.sendable() == []
    phone.mend(wrong, {"ended_at": None})
    phone.exchange()
    assert phone.queue == []
    assert office.stored(visit)[visit]["place"] == "玄関先"


def test_work_before_a_loss_is_taken_by_a_phone_that_lost_its_cursor(office: OfficeUnderTest) -> None:
    worker, other = office.users["worker"], office.hire("second", "worker")
    case = office.case_of(worker)
    phone = Phone(InProcess(office.app.test_client()), new_id(), utcnow, new_id)
    phone.sign_in(office.login("worker"), PASSWORD)
    phone.exchange()
    for _ in range(3):
        phone.write("support", new_id(), VISIT | {"case": case})
    History.assign(_of(office), case, [other])
    phone.cursor, phone.most_changes = "lost", 1
    phone.exchange()
    assert (phone.queue, len(phone.kept)) == ([], 3)
    assert case not in {record["scope"] for record in phone.records.values()}


def _of(office: OfficeUnderTest) -> History:
    history = History.__new__(History)
    history.office = office
    return history


def test_an_answered_change_stays_laid_over_and_is_the_base_until_its_page_arrives(office: OfficeUnderTest) -> None:
    case, visit = office.case_of(office.users["worker"]), new_id()
    phone = Phone(InProcess(office.app.test_client()), new_id(), utcnow, new_id)
    phone.sign_in(office.login("worker"), PASSWORD)
    phone.exchange()
    for _ in range(4):
        phone.write("support", new_id(), VISIT | {"case": case})
    first = phone.write("support", visit, VISIT | {"case": case, "place": "玄関先"})
    asked = phone.request(limit=2)
    phone.receive(asked, phone.send(asked))
    assert visit not in phone.records
    assert phone.shown(visit)["place"] == "玄関先"
    second = phone.write("support", visit, {"place": "役場"})
    assert second.change["base"] == first.change["id"]
    phone.exchange()
    assert phone.records[visit]["fields"]["place"] == "役場"
    assert phone.open_conflicts() == []
