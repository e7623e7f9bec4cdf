"""Why nothing is heard of the office: no signal, no server, or somebody else. Each is said within three seconds, and
the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from playwright.sync_api import expect

from tests.browser.axe import barriers
from tests.browser.office import Worker
from tests.browser.phones import Phone
from tests.browser.wire import EXCHANGE, Hold, Wire, proxy_error, public_network
from tests.pin import choose_pin

SAID_WITHIN_MS = 3_000
ASKED_AT_A_SIGN_IN = ("/healthz", "/api/csrf", EXCHANGE)

Way = Callable[[Phone, Wire], AbstractContextManager[None]]


@contextmanager
def no_network(phone: Phone, wire: Wire) -> Iterator[None]:
    phone.offline()
    yield
    phone.online()


@contextmanager
def no_server(phone: Phone, wire: Wire) -> Iterator[None]:
    with wire.refusing():
        yield


@contextmanager
def server_down(phone: Phone, wire: Wire) -> Iterator[None]:
    for path in ASKED_AT_A_SIGN_IN:
        wire.fails(proxy_error(502), path=path, times=None)
    yield
    wire.mended()


@contextmanager
def somebody_else(phone: Phone, wire: Wire) -> Iterator[None]:
    for path in ASKED_AT_A_SIGN_IN:
        wire.fails(public_network, path=path, times=None)
    yield
    wire.mended()


TRUTHS = [
    pytest.param(no_network, "電波が届いていません", id="no network"),
    pytest.param(no_server, "事務所につながりません", id="connection refused"),
    pytest.param(server_down, "事務所につながりません", id="server down"),
    pytest.param(somebody_else, "事務所でない所から返事がありました", id="public network"),
]


@pytest.mark.parametrize(("way", "truth"), TRUTHS)
def test_each_truth_is_said_on_the_header_and_on_the_sending_screen(
    phone: Phone, wire: Wire, way: Way, truth: str
) -> None:
    phone.go("今日")
    header = phone.page.locator(".app__status")
    with way(phone, wire):
        # The network's going is told by the browser; of the rest something has to be asked.
        if way is not no_network:
            phone.page.evaluate("() => { window.dispatchEvent(new Event('pageshow')); }")
        expect(header).to_have_text(truth, timeout=SAID_WITHIN_MS)
        phone.go("送信")
        expect(phone.page.get_by_role("heading", name=truth)).to_be_visible()
        expect(phone.page.get_by_text("送受信は済んでいます")).to_have_count(0)
        expect(phone.page.get_by_text("事務所側で問題が起きています")).to_have_count(0)
        assert barriers(phone.page, truth) == []
    phone.press("今すぐ送受信する")
    phone.see("送受信は済んでいます")
    expect(header).to_have_text("")


@pytest.mark.parametrize(("way", "truth"), TRUTHS)
def test_each_truth_is_said_at_the_sign_in(
    phones: Callable[[], Phone], wire: Wire, worker: Worker, way: Way, truth: str
) -> None:
    phone = phones()
    phone.start()
    phone.installed()
    phone.start()
    with way(phone, wire):
        phone.give_password(worker)
        state = phone.page.get_by_role("alert").filter(has_text=re.compile(r"\S"))
        expect(state).to_contain_text(truth, timeout=SAID_WITHIN_MS)
        expect(state).not_to_contain_text(re.compile("違います|うまくいきません"))
        assert barriers(phone.page, truth) == []
    phone.press("はじめる")
    choose_pin(phone.page)
    expect(phone.tab("今日")).to_be_visible()


def test_a_server_that_is_down_is_told_before_anybody_has_typed(phones: Callable[[], Phone], wire: Wire) -> None:
    phone = phones()
    phone.start()
    phone.installed()
    with somebody_else(phone, wire):
        phone.start()
        # How long that takes is for the tests above: here the browser starts the app meanwhile.
        expect(phone.page.get_by_role("alert").filter(has_text=re.compile(r"\S"))).to_contain_text(
            "事務所でない所から返事がありました"
        )


def test_while_an_exchange_hangs_a_small_question_tells(phone: Phone, wire: Wire) -> None:
    hold = Hold()
    wire.fails(hold)
    wire.fails(proxy_error(503), path="/healthz", times=None)
    phone.go("送信")
    phone.press("今すぐ送受信する")
    assert hold.reached.wait(20)
    phone.page.get_by_role("heading", name="事務所につながりません").wait_for(timeout=SAID_WITHIN_MS)
    assert len([request for request in wire.seen if request.path == "/healthz"]) <= 2
    hold.let_go()
    phone.see("送受信は済んでいます")
