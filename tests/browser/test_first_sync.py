"""The first time on a phone: it says how far it is, and goes on where it was interrupted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.office import Client, Office, Worker
from tests.browser.phones import Phone
from tests.browser.wire import Hold, Request, Wire, drop_reply

NOTES = 2_300
"""More than two pages of a thousand."""


def test_an_interrupted_first_sync_goes_on_where_it_stopped(
    phones: Callable[[], Phone], wire: Wire, office: Office, worker: Worker, client: Client
) -> None:
    office.write_notes(client, NOTES)
    hold = Hold()
    wire.fails(hold, when=lambda request: _page(wire, request) == 2)
    wire.fails(drop_reply, when=lambda request: _page(wire, request) == 3)
    phone = phones()
    phone.start()
    phone.give_password(worker)
    phone.see(re.compile(r"はじめの準備をしています 1000 / 2\d{3}件"))
    assert hold.reached.wait(20)
    phone.page.close(run_before_unload=False)
    hold.let_go()

    phone.new_page()
    phone.start()
    phone.go("送信")
    # The third page is lost on the way, and asked for again a moment later.
    phone.see_all_delivered()
    phone.open_case(client)
    expect(phone.page.get_by_role("heading", name="支援経過")).to_have_text(f"支援経過 {NOTES}件")

    asked = Counter(request.json["cursor"] for request in wire.exchanges() if _pulled(request))
    assert max(asked.values()) <= 2
    heard = Counter(
        record["id"] for request in wire.exchanges() if request.reply for record in request.reply.json["records"]
    )
    assert len(heard) > NOTES


def _page(wire: Wire, request: Request) -> int:
    """Which page of the pull a request asks for, from 1."""
    cursors = list(dict.fromkeys(each.json["cursor"] for each in wire.exchanges()))
    return cursors.index(request.json["cursor"]) + 1


def _pulled(request: Request) -> bool:
    """Whether there was anything to pull."""
    return request.answered is not None and bool(request.answered.json["records"])
