"""A line on which only little gets through in time: less is asked and sent, until it does.

The browser's own clock ends what takes too long. What it calls that differs (`AbortError` on WebKit, and on Firefox
once the headers are there), and only what is known for an end by the clock makes the phone step down.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.browser.engines.phone import Phone
from tests.browser.office import ROOT, Client, Office, Worker
from tests.browser.wire import Request, Thin, Wire, cut

NOTES = 300
CARRIES_CHANGES = 1
CARRIES_RECORDS = 250
WAITS_MS = 2_000
TOLD = ["電話の一件目。", "電話の二件目。", "電話の三件目。"]


@pytest.fixture(params=[False, True], ids=["no answer", "half an answer"])
def headers(request: pytest.FixtureRequest) -> bool:
    """Whether the headers still come."""
    return bool(request.param)


def limit_ms() -> int:
    """How long the app waits for an exchange, as it declares it."""
    declared = re.search(r"TIMEOUT_MS = ([\d_]+);", (ROOT / "static/app/outbox/create.ts").read_text("utf-8"))
    assert declared
    return int(declared[1].replace("_", ""))


@pytest.fixture
def thin(headers: bool) -> Iterator[Thin]:
    """The line; nobody is left waiting at it."""
    line = Thin(changes=CARRIES_CHANGES, records=CARRIES_RECORDS, headers=headers)
    yield line
    line.let_go()


def sizes(sent: list[Request]) -> list[int]:
    """How many changes each request held that held any."""
    return [len(request.json["changes"]) for request in sent if request.json["changes"]]


def test_what_is_asked_and_sent_gets_smaller_until_it_gets_through(
    new_phone: Phone, wire: Wire, thin: Thin, office: Office, worker: Worker, client: Client
) -> None:
    office.write_notes(client, NOTES)
    new_phone.start()
    new_phone.shorten_clock(WAITS_MS, limit_ms())
    wire.fails(thin, times=None)
    new_phone.give_password(worker)
    new_phone.see_all_delivered()
    new_phone.open_case(client)
    new_phone.find("heading", f"支援経過 {NOTES}件")
    assert [request.json["limit"] for request in wire.exchanges()][:3] == [1000, 500, 250]

    wire.mended()
    wire.fails(cut, path=None, times=None)
    for narrative in TOLD:
        new_phone.write_note(client, narrative)
    new_phone.see_unsent(len(TOLD))
    wire.seen.clear()
    wire.mended()
    wire.fails(thin, times=None)
    new_phone.insist()
    assert sorted(office.narratives(client))[-len(TOLD) :] == sorted(TOLD)
    assert sizes(wire.exchanges())[:2] == [len(TOLD), 1]
