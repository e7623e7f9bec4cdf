"""A new version of the app waits until nobody is writing, and one that cannot be had whole is not taken at all."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.office import Client
from tests.browser.phones import NARRATIVE, Phone
from tests.browser.wire import Fault, Forward, Reply, Request, Wire, problem

NEWER = "newer-version"
OFFER = "新しい版の用意ができました"


def newer_than(version: str) -> Fault:
    """The same service worker as of another version."""

    def carry(request: Request, forward: Forward) -> Reply:
        reply = forward(Request(request.method, request.path, request.headers | {"accept-encoding": "identity"}, b""))
        return Reply(reply.status, reply.headers, reply.body.replace(version.encode(), NEWER.encode()))

    return carry


def look_for_update(phone: Phone) -> str:
    """Has the browser look for a new version, as it does by itself. Gives what became of the one that it found."""
    return phone.page.evaluate(
        """async () => {
          const registration = await navigator.serviceWorker.getRegistration();
          const outcome = new Promise((resolve) => {
            registration.addEventListener("updatefound", () => {
              const coming = registration.installing;
              coming.addEventListener("statechange", () => resolve(coming.state), { once: true });
            });
          });
          await registration.update();
          return outcome;
        }"""
    )


def versions_kept(phone: Phone) -> list[str]:
    names: list[str] = phone.page.evaluate("() => caches.keys()")
    return [name.removeprefix("banso-") for name in names if name.startswith("banso-")]


@pytest.fixture
def installed(phone: Phone, wire: Wire) -> Phone:
    """The phone with the app of today on it, and a newer one on the server."""
    phone.installed()
    phone.start()
    (version,) = versions_kept(phone)
    wire.fails(newer_than(version), path="/sw.js", times=None)
    return phone


def test_a_new_version_is_offered_only_when_no_form_is_open(installed: Phone, client: Client) -> None:
    phone = installed
    phone.begin_note(client)
    phone.field(NARRATIVE).fill("書いている途中。")
    assert look_for_update(phone) == "installed"
    phone.see("下書きを保存しました")
    expect(phone.page.get_by_text(OFFER)).to_have_count(0)
    phone.go("今日")
    phone.see(OFFER)
    with phone.page.expect_event("load"):
        phone.press("新しい版に切り替える")
    expect(phone.tab("今日")).to_be_visible()
    expect(phone.page.get_by_text(OFFER)).to_have_count(0)
    assert versions_kept(phone) == [NEWER]
    phone.offline()
    phone.start()
    phone.begin_note(client)
    expect(phone.field(NARRATIVE)).to_have_value("書いている途中。")


def test_a_version_that_cannot_be_had_whole_leaves_the_old_one_in_charge(
    installed: Phone, wire: Wire, client: Client
) -> None:
    phone = installed
    before = versions_kept(phone)
    wire.fails(problem(404, "not_found"), path="/manifest.json", times=None)
    assert look_for_update(phone) == "redundant"
    assert versions_kept(phone) == before
    phone.offline()
    phone.start()
    expect(phone.page.get_by_text(OFFER)).to_have_count(0)
    phone.write_note(client, "古い版のまま書いた。")
    phone.see("この端末に保存しました")
