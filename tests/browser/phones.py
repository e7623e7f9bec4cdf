"""A phone and the thumb on it: what a worker does, by the words on the screen."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from playwright.sync_api import BrowserContext, Error, Locator, Page, Playwright, Request, expect

from tests import chromium
from tests.browser.office import PASSWORD, Client, Worker
from tests.pin import PIN, choose_pin, give_pin

NARRATIVE = "支援の経過"
NOTICED = "気づき"
PLACE = "場所"
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
"""Every name, and all that anybody writes here, is in Japanese."""

PATIENCE_MS = 20_000
"""The machine may be busy with other things; what should not happen is asserted without waiting."""

SCREEN: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "locale": "ja-JP",
    "timezone_id": "Asia/Tokyo",
    "reduced_motion": "reduce",
}


REFUSED = "事務所に断られる記録。"
ENDS_BEFORE_IT_STARTS = """refused => {
  const { stringify } = JSON;
  const altered = (change) =>
    change.fields?.narrative === refused
      ? { ...change, fields: { ...change.fields, ended_at: "2001-01-01T00:00:00Z" } }
      : change;
  JSON.stringify = (value, ...more) =>
    stringify(Array.isArray(value?.changes) ? { ...value, changes: value.changes.map(altered) } : value, ...more);
}"""


class Phone:
    """One phone: a browser's profile, and the page that is open in it."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.context = context
        self.origin = origin
        self.addresses: list[str] = []
        self.errors: list[str] = []
        context.on("request", self._note)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        self.page = self.new_page()

    def new_page(self) -> Page:
        """Another tab. It becomes the one in hand."""
        self.page = self.context.new_page()
        self.page.on("framenavigated", lambda frame: self.addresses.append(frame.url))
        return self.page

    def start(self, *, opens: bool = True) -> None:
        """Opens the app, as its icon does, and the lock where there is one, unless it is to stay locked."""
        self.page.goto(f"{self.origin}/")
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        if opens and self.is_locked():
            self.give_pin()

    def is_locked(self) -> bool:
        """Whether the lock stands in place of the app."""
        return self.page.locator("#pin").is_visible()

    def give_pin(self, pin: str = PIN) -> None:
        """Fills in the lock."""
        give_pin(self.page, pin)
        if pin == PIN:
            expect(self.page.locator("#pin")).to_have_count(0)

    def installed(self) -> None:
        """Waits until the app would start without a network."""
        self.page.evaluate("async () => { await navigator.serviceWorker.ready; }")

    def sign_in(self, worker: Worker) -> None:
        """Opens the app and signs in; returns when the caseload is there."""
        self.start()
        self.give_password(worker)
        expect(self.tab("今日")).to_be_visible()
        self.see_all_delivered()

    def give_password(self, worker: Worker) -> None:
        """Fills in the sign-in."""
        self.page.get_by_label("ログイン名").fill(worker.login)
        self.page.get_by_label("パスワード").fill(PASSWORD)
        self.page.get_by_role("button", name=re.compile("^(はじめる|ログインする)$")).click()
        answered = self.page.locator("main:not(.sign-in), .form-foot__state > *, #new-pin, .sign-in__head")
        with suppress(AssertionError):
            expect(answered.first).to_be_visible()
        if self.page.locator("#new-pin").is_visible():
            choose_pin(self.page)

    def offline(self) -> None:
        """Walks out of reach."""
        self.context.set_offline(True)

    def online(self) -> None:
        """Comes back into reach."""
        self.context.set_offline(False)

    # Finding one's way

    def tab(self, word: str) -> Locator:
        """One of the four places at the foot of the screen."""
        return self.page.get_by_role("navigation", name="画面の切り替え").get_by_role("link", name=word)

    def go(self, word: str) -> None:
        """Taps one of the four places."""
        self.tab(word).click()

    def open_case(self, client: Client) -> None:
        """By way of the list of cases."""
        self.go("ケース")
        expect(self.page.get_by_role("searchbox")).to_be_visible()
        self.page.get_by_role("main").get_by_role("link", name=client.name).click()
        self.see_heading(client.name)

    def begin_note(self, client: Client) -> None:
        """Opens the form of a new note."""
        self.open_case(client)
        self.page.get_by_role("link", name="新しい記録").click()
        self.see_heading("新しい記録")

    def field(self, label: str) -> Locator:
        """A field of the form that is open."""
        return self.page.get_by_label(label, exact=True)

    def choose(self, group: str, word: str) -> None:
        """One of the big buttons of a field."""
        self.page.get_by_role("radiogroup", name=group).get_by_role("radio", name=word, exact=True).click()

    def was_visited(self) -> None:
        """A visit that met the client."""
        self.choose("支援方法", "訪問")
        self.choose("結果", "会えた")

    def press(self, word: str) -> None:
        """A button, by its word."""
        self.page.get_by_role("button", name=word, exact=True).click()

    def sign_with_a_finger(self) -> None:
        """A signature, and a confirmation: the phone is still in the client's hands."""
        pad = self.page.get_by_role("img", name=re.compile("署名を書くところ"))
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        assert box is not None
        mouse = self.page.mouse
        mouse.move(box["x"] + 30, box["y"] + 40)
        mouse.down()
        mouse.move(box["x"] + 120, box["y"] + 90, steps=5)
        mouse.move(box["x"] + 200, box["y"] + 30, steps=5)
        mouse.up()
        self.press("この署名で決める")

    def sign(self, file: str) -> None:
        """The same, and the worker has the phone again; the signature stands there as ``file``."""
        self.sign_with_a_finger()
        self.see("署名をありがとうございました")
        self.take_back("職員が受け取る")
        expect(self.page.get_by_text(file)).to_be_visible()

    def take_back(self, word: str, pin: str = PIN) -> None:
        """Takes the phone back out of somebody's hands."""
        self.press(word)
        self.page.locator("#take-back-pin").fill(pin)
        self.press("受け取る")

    # Writing

    def write_note(self, client: Client, narrative: str) -> None:
        """A whole note of a visit, saved on this phone."""
        self.begin_note(client)
        self.was_visited()
        self.field(NARRATIVE).fill(narrative)
        self.save()

    def sends_what_is_refused(self) -> None:
        """From now on a note of these words goes out as an older app might send it: with an end before its start. What
        is sent is signed, so that nothing on the way could do that.
        """
        self.context.add_init_script(f"({ENDS_BEFORE_IT_STARTS})({json.dumps(REFUSED)})")
        self.page.evaluate(ENDS_BEFORE_IT_STARTS, REFUSED)

    def save(self) -> None:
        """Saves a note; returns when the phone says that it has it."""
        self.press("保存する")
        self.see_heading(re.compile("さんの記録$"))

    def retry(self) -> None:
        """Asks for an exchange now."""
        self.go("送信")
        self.press("今すぐ送受信する")

    # Seeing

    def see(self, text: str | re.Pattern[str]) -> None:
        """These words are on the screen."""
        expect(self.page.get_by_text(text).locator("visible=true").first).to_be_visible()

    def see_heading(self, text: str | re.Pattern[str]) -> None:
        """The screen is called this."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)

    def see_all_delivered(self) -> None:
        """Nothing waits, and the office has been heard."""
        self.go("送信")
        self.see("すべて事務所に届いています")
        self.see("送受信は済んでいます")

    def see_unsent(self, count: int) -> None:
        """So many changes wait in the queue."""
        self.go("送信")
        expect(self.page.get_by_role("heading", name="事務所へ送るもの")).to_have_text(f"事務所へ送るもの {count}")

    def _note(self, request: Request) -> None:
        self.addresses.append(request.url)


def misbehaviour(phone: Phone) -> list[str]:
    """What no phone may ever do: call on strangers, or put a name into an address. And errors that nobody caught."""
    found = [f"error: {error}" for error in phone.errors]
    for address in phone.addresses:
        parts = urlsplit(address)
        if parts.scheme in {"http", "https", "ws", "wss"} and f"{parts.scheme}://{parts.netloc}" != phone.origin:
            found.append(f"another origin: {address}")
        if NOT_ASCII.search(unquote(address)):
            found.append(f"a name in an address: {address}")
    return found


class Pocket:
    """A phone whose whole browser can be ended and started again; what it keeps on its disk stays."""

    def __init__(self, playwright: Playwright, profile: Path, origin: str) -> None:
        self._playwright = playwright
        self._profile = profile
        self._origin = origin
        self._running: BrowserContext | None = None

    def start(self) -> Phone:
        """Starts the browser."""
        self._running = chromium.launch_persistent(self._playwright, self._profile, **SCREEN)
        self._running.set_default_timeout(PATIENCE_MS)
        return Phone(self._running, self._origin)

    def close(self) -> None:
        """Ends the browser as people do."""
        if self._running:
            self._running.close()
            self._running = None

    def kill(self) -> None:
        """The whole browser ends at once, without a word to its pages."""
        assert self._running is not None
        assert self._running.browser is not None
        devtools = self._running.browser.new_browser_cdp_session()
        # There is no answer: who would give it is dead.
        with self._running.expect_event("close"), suppress(Error):
            devtools.send("Browser.crash")
        self._running = None
