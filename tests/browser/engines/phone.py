"""A phone with another engine, and the thumb on it: the verbs of `tests.browser.phones.Phone`, by Selenium."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast
from urllib.parse import unquote

from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    JavascriptException,
    MoveTargetOutOfBoundsException,
    StaleElementReferenceException,
    TimeoutException,
)
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.engines.driven import Browser
from tests.browser.office import PASSWORD, Client, Worker
from tests.browser.phones import NARRATIVE, NOT_ASCII, PATIENCE_MS
from tests.pin import PIN

Found = TypeVar("Found")

Words = str | re.Pattern[str]
"""All of a name, or what is in it."""

RETRY = "今すぐ送受信する"
ALL_DELIVERED = "すべて事務所に届いています"
ANY = re.compile("")
INSIDE_PX = 24
"""So far from its edge, a field has its text."""

FINDING = Path(__file__).with_name("finding.js").read_text("utf-8")
PATIENCE_S = PATIENCE_MS / 1000
# The page may have been drawn anew since, or be on its way.
PASSING = (
    StaleElementReferenceException,
    ElementClickInterceptedException,
    ElementNotInteractableException,
    JavascriptException,
    MoveTargetOutOfBoundsException,
)
SHORT_CLOCK = """
const [short, timeout, fetch] = [arguments[0], AbortSignal.timeout, window.fetch];
let share = 1;
window.fetch = async (url, init) => {
  const response = await fetch(url, init);
  if (url === "/api/session") share = short;
  return response;
};
AbortSignal.timeout = (ms) => timeout.call(AbortSignal, ms * share);
"""
# What no phone may do: call on strangers, or put a name into an address.
CALLED = "return [location.href, ...performance.getEntriesByType('resource').map((entry) => entry.name)];"


class Phone:
    """One phone: a browser, and the window that is open in it."""

    def __init__(self, browser: Browser, origin: str) -> None:
        self.browser = browser
        self.origin = origin

    @property
    def page(self) -> WebDriver:
        """The window in hand."""
        return self.browser.webdriver

    def start(self) -> None:
        """Opens the app, as its icon does, and its lock where it has one."""
        self.page.get(f"{self.origin}/")
        self.find("title")
        if self.is_locked():
            self.give_pin()

    def is_locked(self) -> bool:
        """Whether the lock stands in place of the app."""
        return bool(self.page.find_elements("id", "pin"))

    def give_pin(self, pin: str = PIN) -> None:
        """Fills in the lock."""
        self.field("暗証番号").send_keys(pin)
        self.press("開く")

    def lock(self) -> None:
        """Locks the app by hand; returns when the lock stands there. What waits may come up above the button while a
        finger is on its way: then it taps again.
        """
        self.go("その他")

        def locked() -> bool:
            if self.is_locked():
                return True
            if button := self._found("button", "今すぐ鍵をかける", None):
                _into_view(button)
                button.click()
            return False

        self._wait(locked, "is not locked")

    def installed(self) -> None:
        """Waits until the app would start without a network."""
        self.page.execute_async_script("navigator.serviceWorker.ready.then(() => arguments[0]());")

    def sign_in(self, worker: Worker) -> None:
        """Opens the app and signs in; returns when the caseload is there."""
        self.start()
        self.give_password(worker)
        self.see_all_delivered()

    def give_password(self, worker: Worker) -> None:
        """Fills in the sign-in."""
        self.field("ログイン名").send_keys(worker.login)
        self.field("パスワード").send_keys(PASSWORD)
        self.press("はじめる")
        for label in ("新しい暗証番号", "もう一度"):
            self.field(label).send_keys(PIN)
        self.press("この暗証番号にする")

    def shorten_clock(self, to_ms: int, of_ms: int) -> None:
        """Once somebody has signed in, the limits that the app sets itself are shorter, until the page is loaded again.
        Who keeps them, and how it says that they are over, stays the browser.
        """
        self.page.execute_script(SHORT_CLOCK, to_ms / of_ms)

    # Finding one's way

    def go(self, word: str) -> None:
        """Taps one of the four places."""
        self.tap("link", re.compile(f"^{word}"), within=self.find("navigation", "画面の切り替え"))

    def open_case(self, client: Client) -> None:
        """By way of the list of cases."""
        self.go("ケース")
        self.find("searchbox")
        self.tap("link", re.compile(client.name))
        self.see_title(client.name)

    def begin_note(self, client: Client) -> None:
        """Opens the form of a new note."""
        self.open_case(client)
        self.tap("link", "新しい記録")
        self.see_title("新しい記録")

    def field(self, label: Words) -> WebElement:
        """A field of the form that is open."""
        return self.find("field", label)

    def choose(self, group: str, word: str) -> None:
        """One of the big buttons of a field."""
        self.tap("radio", word, within=self.find("radiogroup", re.compile(f"^{group}")))

    def was_visited(self) -> None:
        """A visit that met the client."""
        self.choose("支援方法", "訪問")
        self.choose("結果", "会えた")

    def press(self, word: Words) -> None:
        """A button, by its word."""
        self.tap("button", word)

    def hold(self, word: str, for_s: float) -> None:
        """A button that is held."""
        button = self.find("button", word)
        _into_view(button)
        ActionChains(self.page).click_and_hold(button).pause(for_s).release().perform()

    def type_at_the_left_of(self, label: Words, *keys: str) -> None:
        """Keys, one by one, from the first part of a field that has several, e.g. the month of a date."""
        field = self.field(label)

        def entered() -> bool:
            """Something above it may still come or go while the pointer is on its way."""
            _into_view(field)
            to_the_left = INSIDE_PX - field.rect["width"] // 2
            ActionChains(self.page).move_to_element_with_offset(field, to_the_left, 0).click().perform()
            return self.page.switch_to.active_element == field

        self._wait(entered, f"cannot enter {_source(label)}")
        typing = ActionChains(self.page)
        for key in keys:
            typing.send_keys(key)
        typing.perform()

    # Writing

    def write_note(self, client: Client, narrative: str) -> None:
        """A whole note of a visit, saved on this phone."""
        self.begin_note(client)
        self.was_visited()
        self.field(NARRATIVE).send_keys(narrative)
        self.save()

    def save(self) -> None:
        """Saves a note; returns when the phone says that it has it."""
        self.press("保存する")
        self.see_title(re.compile("さんの記録$"))

    def hear_of_a_network(self) -> None:
        """The browser tells the app that there is one; a wire that is mended does not."""
        self.page.execute_script("dispatchEvent(new Event('online'));")

    def retry(self) -> None:
        """Asks for an exchange now."""
        self.go("送信")
        self.press(RETRY)

    def insist(self) -> None:
        """Asks for an exchange again and again, each time when the last one is over, until nothing waits."""
        self.go("送信")

        def settled() -> bool:
            if ALL_DELIVERED in self.text():
                return True
            button = self._found("button", RETRY, None)
            if button and button.get_attribute("aria-disabled") != "true":
                button.click()
            return False

        self._wait(settled, "does not deliver")

    # Seeing

    def find(self, role: str, name: Words = ANY, *, within: WebElement | None = None) -> WebElement:
        """The first visible element of a role (finding.js) with a name; waits for it."""
        return self._wait(lambda: self._found(role, name, within), f"no {role} {_source(name)}")

    def tap(self, role: str, name: Words, *, within: WebElement | None = None) -> None:
        """Taps it where it is, scrolled to."""

        def tapped() -> bool:
            if not (found := self._found(role, name, within)):
                return False
            _into_view(found)
            found.click()
            return True

        self._wait(tapped, f"cannot tap the {role} {_source(name)}")

    def see(self, text: Words, patience_s: float = PATIENCE_S) -> None:
        """These words are on the screen."""
        self._wait(lambda: re.search(_inner(text), self.text()), f"does not say {_inner(text)}", patience_s)

    def see_no_more(self, text: str) -> None:
        """These words have gone from the screen."""
        self._wait(lambda: text not in self.text(), f"still says {text}")

    def see_title(self, text: Words) -> None:
        """The screen is called this."""
        self.find("title", text)

    def see_value(self, label: Words, value: str) -> None:
        """A field holds this."""
        try:
            self._wait(lambda: self._value(label) == value, f"{_source(label)} is not {value}")
        except AssertionError as error:
            error.add_note(f"It holds {self._value(label)}.")
            raise

    def be_at(self, path: str) -> None:
        """The window shows another page of the same server."""
        self._wait(lambda: self.page.current_url == f"{self.origin}{path}", f"is not at {path}")

    def see_all_delivered(self) -> None:
        """Nothing waits, and the office has been heard."""
        self.go("送信")
        self.see(ALL_DELIVERED)
        self.see("送受信は済んでいます")

    def see_unsent(self, count: int) -> None:
        """So many changes wait in the queue."""
        self.go("送信")
        self.find("heading", f"事務所へ送るもの {count}")

    def text(self) -> str:
        """All that can be read on the screen."""
        return str(self.page.execute_script("return document.body.innerText;"))

    def misbehaviour(self) -> list[str]:
        """What no phone may ever do, as far as this window knows: call on strangers, or put a name into an address. And
        errors that nobody caught.
        """
        called = [str(address) for address in self.page.execute_script(CALLED)]
        strangers = [address for address in called if not address.startswith((self.origin, "blob:", "data:"))]
        names = [address for address in called if NOT_ASCII.search(unquote(address))]
        return [*strangers, *names, *self.browser.errors()]

    def _found(self, role: str, name: Words, within: WebElement | None) -> WebElement | None:
        found = self.page.execute_script(FINDING, role, _source(name), within)
        return found[0] if found else None

    def _value(self, label: Words) -> str | None:
        found = self._found("field", label, None)
        return found.get_property("value") if found else None  # type: ignore[return-value]  # an input holds a text

    def _wait(self, look: Callable[[], Found | None], failing: str, patience_s: float = PATIENCE_S) -> Found:
        waiting = WebDriverWait(self.page, patience_s, poll_frequency=0.1, ignored_exceptions=PASSING)
        try:
            return cast(Found, waiting.until(lambda _page: look()))
        except TimeoutException:
            raise AssertionError(f"{self.browser.engine.name} {failing}:\n{self.text()}") from None


def _source(name: Words) -> str:
    return f"^{re.escape(name)}$" if isinstance(name, str) else name.pattern


def _inner(text: Words) -> str:
    return re.escape(text) if isinstance(text, str) else text.pattern


def _into_view(element: WebElement) -> None:
    element.parent.execute_script("arguments[0].scrollIntoView({ block: 'center' });", element)
