"""A phone that cannot reach the office asks again with growing pauses, however willing the browser is."""

from __future__ import annotations

from tests.browser.office import Client, Worker
from tests.browser.phones import Pocket
from tests.browser.wire import SENDING, Wire, cut

WATCHED_MS = 4_000
AT_MOST = 5
"""After the note, when the browser says that there is a network, and after pauses of a second or more."""


def test_an_office_that_is_down_is_not_called_without_end(
    pocket: Pocket, wire: Wire, worker: Worker, client: Client
) -> None:
    # A profile of its own: only there does Chromium wake the service worker by itself.
    phone = pocket.start()
    phone.sign_in(worker)
    phone.installed()
    # From the second start on, the page is the service worker's.
    phone.start()
    wire.fails(cut, path=SENDING, times=None)
    before = len(wire.attempts())
    phone.write_note(client, "雪のため、電話で様子を聞く。")
    phone.page.wait_for_timeout(WATCHED_MS)
    assert 1 <= len(wire.attempts()) - before <= AT_MOST
