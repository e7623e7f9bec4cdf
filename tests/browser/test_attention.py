"""An overrun is seen and heard on a phone that cannot be shaken; an alarm that comes again is not shown in silence."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from tests.browser.office import Client
from tests.browser.phones import Phone
from tests.browser.pushed import NOTICE, Pushed

OVER = "終了の見込みを過ぎています"

# As on an iPhone and in Firefox. What sounds is counted, and that it can be heard: nothing sounds before a tap.
LISTENING = """
  delete Navigator.prototype.vibrate;
  globalThis.heard = 0;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...given) {
    if (this.context.state === "running") globalThis.heard += 1;
    return start.apply(this, given);
  };
"""


@pytest.fixture
def phone(phone: Phone) -> Phone:
    phone.context.add_init_script(LISTENING)
    phone.start()
    return phone


def begin(phone: Phone, client: Client) -> None:
    phone.open_case(client)
    phone.page.get_by_role("link", name="訪問を始める", exact=True).click()
    phone.page.get_by_role("button", name=re.compile("までの訪問を始める$")).click()
    phone.see_heading(f"{client.name} さんの訪問")


def minutes_later(phone: Phone, minutes: int) -> None:
    phone.page.clock.set_fixed_time(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes))
    phone.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")


def heard(phone: Phone) -> int:
    count: int = phone.page.evaluate("() => globalThis.heard")
    return count


def test_an_overrun_is_seen_heard_and_in_the_title(phone: Phone, client: Client) -> None:
    begin(phone, client)
    phone.go("今日")
    minutes_later(phone, 59)
    phone.see("訪問中")
    assert (heard(phone), phone.page.title()) == (0, "今日 | Banso")
    minutes_later(phone, 62)
    phone.see(OVER)
    expect(phone.page).to_have_title("(!) 今日 | Banso")
    phone.page.wait_for_function("() => globalThis.heard === 3")
    phone.go("ケース")
    expect(phone.page).to_have_title("(!) 担当ケース | Banso")
    minutes_later(phone, 72)
    phone.page.wait_for_function("() => globalThis.heard === 6")
    minutes_later(phone, 73)
    phone.press("訪問を終える")
    expect(phone.page).to_have_title(re.compile(r"^訪問中の安否確認"))
    assert heard(phone) == 6


def test_a_visit_of_yesterday_was_forgotten_and_help_can_be_called_from_it_all_the_same(
    phone: Phone, client: Client
) -> None:
    begin(phone, client)
    phone.go("今日")
    minutes_later(phone, 27 * 60)
    phone.see("終わっていない訪問があります")
    phone.page.get_by_role("link", name=re.compile("終わっていない訪問があります")).click()
    phone.see_heading(f"{client.name} さんの訪問")
    expect(phone.page.get_by_role("button", name="助けを求める", exact=True)).to_be_visible()
    phone.press("今 終わった")


def test_nothing_sounds_where_nobody_has_tapped_and_the_rest_is_there_all_the_same(
    phone: Phone, client: Client
) -> None:
    begin(phone, client)
    phone.start()
    minutes_later(phone, 62)
    phone.see(OVER)
    expect(phone.page).to_have_title(re.compile(r"^\(!\) "))
    assert heard(phone) == 0


@pytest.mark.parametrize(("kind", "closed"), [("alarm", 1), ("monitoring_due", 0)])
def test_an_alarm_that_comes_again_is_shown_anew_and_not_in_place_of_the_first(
    pushed: Pushed, kind: str, closed: int
) -> None:
    pushed.push(kind)
    pushed.shown()
    pushed.worker.evaluate(
        """() => {
          self.closed = 0;
          const close = Notification.prototype.close;
          Notification.prototype.close = function () { self.closed += 1; close.apply(this); };
        }"""
    )
    pushed.push(kind)
    (shown,) = pushed.shown()
    assert (shown["tag"], pushed.worker.evaluate("() => self.closed")) == (NOTICE, closed)
