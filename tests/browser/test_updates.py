"""A new version of the app waits until nobody is writing, and one that cannot be had whole is not taken at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.axe import barriers
from tests.browser.office import ROOT, Client, Worker
from tests.browser.phones import NARRATIVE, Phone
from tests.browser.wire import Fault, Forward, Reply, Request, Wire, cut, problem

NEWER = "newer-version"
OFFER = "アプリの更新があります"


def newer_than(version: str) -> Fault:
    """The same service worker as of another version."""

    def carry(request: Request, forward: Forward) -> Reply:
        reply = forward(Request(request.method, request.path, request.headers | {"accept-encoding": "identity"}, b""))
        return Reply(reply.status, reply.headers, reply.body.replace(version.encode(), NEWER.encode()))

    return carry


def without(version: str, file: str, another: str) -> Fault:
    """The service worker of another version, which has ``another`` file in the place of ``file``."""

    def carry(request: Request, forward: Forward) -> Reply:
        reply = newer_than(version)(request, forward)
        assert reply is not None
        return Reply(reply.status, reply.headers, reply.body.replace(file.encode(), another.encode()))

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
    (before,) = versions_kept(phone)
    assert look_for_update(phone) == "installed"
    phone.see("下書きを保存しました")
    expect(phone.page.get_by_text(OFFER)).to_have_count(0)
    phone.go("今日")
    phone.see(OFFER)
    with phone.page.expect_event("load"):
        phone.press("アプリを更新する")
    expect(phone.tab("今日")).to_be_visible()
    expect(phone.page.get_by_text(OFFER)).to_have_count(0)
    assert set(versions_kept(phone)) == {before, NEWER}
    phone.offline()
    phone.start()
    phone.begin_note(client)
    expect(phone.field(NARRATIVE)).to_have_value("書いている途中。")


def test_the_offer_works_after_another_tab_has_taken_the_version(installed: Phone) -> None:
    phone = installed
    first = phone.page
    look_for_update(phone)
    phone.see(OFFER)
    phone.new_page()
    phone.start()
    phone.see(OFFER)
    with phone.page.expect_event("load"):
        phone.press("アプリを更新する")
    expect(phone.page.get_by_role("status").filter(has_text="アプリが新しくなりました")).to_be_visible()
    assert versions_kept(phone)[-1] == NEWER
    phone.page = first
    with phone.page.expect_event("load"):
        phone.press("アプリを更新する")
    phone.see("アプリが新しくなりました")
    expect(phone.page.get_by_text(OFFER)).to_have_count(0)
    phone.start()
    expect(phone.page.get_by_text("アプリが新しくなりました")).to_have_count(0)


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


def test_a_page_of_the_version_before_goes_on_to_screens_it_has_not_shown_yet(
    phone: Phone, wire: Wire, client: Client
) -> None:
    phone.installed()
    phone.start()
    (version,) = versions_kept(phone)
    (further,), (office,) = (list((ROOT / "static" / "dist").glob(f"{name}-*.js")) for name in ("apart", "office"))
    wire.fails(without(version, further.name, office.name), path="/sw.js", times=None)
    wire.fails(problem(404, "not_found"), path=f"/static/dist/{further.name}", times=None)
    assert look_for_update(phone) == "installed"
    with phone.page.expect_event("load"):
        phone.press("アプリを更新する")
    # The address of today's file is no longer among what this version keeps, and the server does not have it.
    phone.write_note(client, "前の版の画面から書いた。")
    phone.see("この端末に保存しました")


def test_a_screen_that_cannot_be_had_says_so(phones: Callable[[], Phone], wire: Wire, worker: Worker) -> None:
    (further,) = (ROOT / "static" / "dist").glob("apart-*.js")
    wire.fails(cut, path=f"/static/dist/{further.name}", times=None)
    phone = phones()
    phone.context.add_init_script("navigator.serviceWorker.register = () => Promise.reject(new Error('none'))")
    phone.start()
    phone.sign_in(worker)
    phone.page.goto(f"{phone.origin}/#/agenda")
    phone.see("この画面を読み込めませんでした")
    assert barriers(phone.page, "missing") == []
    wire.reset()
    phone.press("もう一度開く")
    expect(phone.page.get_by_role("heading", level=1)).not_to_have_text("この画面を読み込めませんでした")
