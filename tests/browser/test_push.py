"""Push messages on the phone: generic words on the screen, the notice behind them, and a switch that is honest."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from server.reminders.giving import DueNotice
from server.store import utcnow
from tests.browser.axe import barriers
from tests.browser.desk import Desk
from tests.browser.office import Client, Office, Worker
from tests.browser.phones import PATIENCE_MS, Phone
from tests.browser.pushed import NOTICE, Pushed
from tests.browser.wire import Wire, problem
from tests.server.jobs.processes import Jobs, wait_until
from tests.server.push.service import Browser, push_service


def puts(wire: Wire) -> list[dict[str, Any]]:
    """The addresses that the office was told and took."""
    told = [request for request in wire.seen if request.method == "PUT" and request.path == "/api/push/subscription"]
    found = [(request, request.reply.status) for request in told if request.reply]
    assert [status for _request, status in found] == [204] * len(found)
    return [request.json for request, _status in found]


def test_a_message_is_shown_in_generic_words_and_again_in_its_own_place(pushed: Pushed) -> None:
    pushed.push("monitoring_due", count=3)
    (first,) = pushed.shown()
    assert first == {
        "title": "Banso 伴走",
        "body": "本日のモニタリングの予定が3件あります",
        "tag": NOTICE,
        "data": NOTICE,
        "lang": "ja",
        "stays": False,
    }
    pushed.push("monitoring_due", count=2)
    pushed.push("alarm", notice=NOTICE.replace("1", "2"))
    assert sorted(each["body"] for each in pushed.shown(2)) == [
        "本日のモニタリングの予定が2件あります",
        "職員が助けを求めています。すぐに開いてください",
    ]
    assert [each["stays"] for each in pushed.shown(2) if "助け" in each["body"]] == [True]


def test_it_speaks_the_language_that_was_chosen_in_the_app(pushed: Pushed) -> None:
    pushed.phone.go("その他")
    pushed.phone.page.get_by_role("radio", name="English").check()
    expect(pushed.phone.page.locator("html")).to_have_attribute("lang", "en")
    pushed.push("monitoring_due", count=3)
    (shown,) = pushed.shown()
    assert (shown["body"], shown["lang"]) == ("Monitoring due today: 3", "en")


@pytest.mark.parametrize("data", ["", "not json", '{"kind": "of a later version"}', '{"notice": "#/../x"}'])
def test_something_is_shown_whatever_comes(pushed: Pushed, data: str) -> None:
    pushed.deliver(data)
    (shown,) = pushed.shown()
    assert (shown["body"], shown["data"]) == ("お知らせがあります", "")


def test_it_does_not_wait_for_a_store_that_does_not_answer(pushed: Pushed) -> None:
    pushed.worker.evaluate("() => { IDBFactory.prototype.open = () => new EventTarget(); }")
    pushed.push("alarm")
    (shown,) = pushed.shown()
    assert shown["body"] == "職員が助けを求めています。すぐに開いてください"


def test_a_tap_goes_to_the_notice_in_the_app_that_is_open(pushed: Pushed) -> None:
    pushed.push("comment")
    pushed.shown()
    pushed.tap()
    pushed.phone.page.wait_for_url(f"**/#/notice/{NOTICE}")
    assert pushed.shown(0) == []


def test_a_tap_opens_the_app_where_it_is_closed(pushed: Pushed) -> None:
    pushed.push("comment")
    pushed.shown()
    pushed.close_app()
    pushed.tap()
    assert pushed.opened() == f"/#/notice/{NOTICE}"


def test_a_page_of_the_office_is_not_taken_for_the_app(pushed: Pushed) -> None:
    """It hears no messages: the phone opens by itself."""
    pushed.phone.page.goto(f"{pushed.phone.origin}/office/")
    pushed.push("comment")
    pushed.shown()
    pushed.tap()
    assert pushed.opened() == f"/#/notice/{NOTICE}"


def test_the_notice_is_fetched_as_soon_as_the_message_comes(pushed: Pushed, wire: Wire) -> None:
    pushed.phone.see_all_delivered()
    before = len(wire.exchanges())
    pushed.push("comment")
    pushed.shown()
    for _ in range(200):
        if len(wire.exchanges()) > before:
            break
        pushed.phone.page.wait_for_timeout(50)
    assert len(wire.exchanges()) > before


def test_whoever_is_signed_out_comes_to_the_notice_after_signing_in(
    with_pushes: Phone, worker: Worker, client: Client
) -> None:
    phone = with_pushes
    phone.start()
    phone.installed()
    phone.start()
    pushed = Pushed(phone)
    pushed.push("alarm")
    assert [each["body"] for each in pushed.shown()] == ["職員が助けを求めています。すぐに開いてください"]
    pushed.tap()
    phone.page.wait_for_url(f"**/#/notice/{NOTICE}")
    phone.give_password(worker)
    expect(phone.tab("今日")).to_be_visible()
    assert phone.page.url.endswith(f"/#/notice/{NOTICE}")


def test_nothing_is_asked_before_the_tap_that_switches_it_on(pushed: Pushed, wire: Wire) -> None:
    phone = pushed.phone
    phone.go("その他")
    phone.page.get_by_role("link", name="通知の設定").click()
    phone.see("通知を受け取っていません")
    assert puts(wire) == []
    phone.press("この端末で受け取る")
    phone.see("通知を受け取ります")
    (address,) = puts(wire)
    assert address["endpoint"].startswith("https://push.example.com/")
    phone.press("この端末では受け取らない")
    phone.see("通知を受け取っていません")
    assert phone.page.evaluate("() => localStorage.getItem('test-push')") is None


def test_what_is_on_is_checked_at_each_start_and_made_anew_where_it_was_lost(pushed: Pushed, wire: Wire) -> None:
    phone = pushed.phone
    pushed.turn_on()
    (first,) = puts(wire)
    with phone.page.expect_response("**/api/push/subscription"):
        phone.start()
    assert puts(wire) == [first, first]
    phone.page.evaluate("() => localStorage.removeItem('test-push')")
    with phone.page.expect_response("**/api/push/subscription"):
        phone.start()
    assert puts(wire)[2]["endpoint"] != first["endpoint"]
    old_key = """() => {
      const kept = JSON.parse(localStorage.getItem("test-push"));
      localStorage.setItem("test-push", JSON.stringify({ ...kept, key: "BAAA" }));
      return kept.endpoint;
    }"""
    before = phone.page.evaluate(old_key)
    with phone.page.expect_response("**/api/push/subscription"):
        phone.start()
    assert puts(wire)[3]["endpoint"] != before


def test_an_address_that_the_browser_gave_up_is_made_anew_with_no_page_open(pushed: Pushed, wire: Wire) -> None:
    pushed.turn_on()
    (first,) = puts(wire)
    pushed.close_app()
    pushed.lose_address()
    for _ in range(200):
        if len(puts(wire)) > 1:
            break
        pushed.phone.page.wait_for_timeout(50)
    assert puts(wire)[1]["endpoint"] != first["endpoint"]


def test_an_address_given_up_where_push_is_off_is_not_made_anew(pushed: Pushed, wire: Wire) -> None:
    pushed.lose_address()
    pushed.push("comment")
    pushed.shown()
    assert puts(wire) == []


def test_a_colleague_on_the_same_phone_is_not_switched_on(pushed: Pushed, office: Office, wire: Wire) -> None:
    phone = pushed.phone
    pushed.turn_on()
    phone.go("その他")
    phone.press("ログアウト")
    phone.page.get_by_role("dialog").get_by_role("button", name="ログアウト").click()
    phone.give_password(office.hire("次に 使う"))
    phone.see_all_delivered()
    phone.go("その他")
    phone.page.get_by_role("link", name="通知の設定").click()
    phone.see("通知を受け取っていません")
    phone.page.wait_for_function("() => localStorage.getItem('test-push') === null")
    assert len(puts(wire)) == 1


def test_a_sign_out_takes_what_is_shown_with_it(pushed: Pushed) -> None:
    """The next person sees neither a number on the icon nor a notification that was not for them."""
    phone = pushed.phone
    pushed.push("comment")
    pushed.shown()
    phone.page.evaluate("() => { navigator.clearAppBadge = async () => { window.cleared = true; }; }")
    phone.go("その他")
    phone.press("ログアウト")
    phone.page.get_by_role("dialog").get_by_role("button", name="ログアウト").click()
    phone.page.wait_for_function("() => window.cleared")
    assert pushed.shown(0) == []


def test_the_kinds_are_asked_for_again_when_there_is_a_signal(pushed: Pushed) -> None:
    phone = pushed.phone
    phone.go("その他")
    phone.offline()
    phone.page.get_by_role("link", name="通知の設定").click()
    expect(phone.page.get_by_role("alert").filter(has_text="電波が届いていません")).to_be_visible()
    phone.online()
    phone.press("もう一度ためす")
    expect(phone.page.get_by_label("コメントが届きました")).to_be_checked()


def test_a_test_says_that_it_has_arrived_when_it_was_shown(pushed: Pushed, wire: Wire) -> None:
    phone = pushed.phone
    pushed.turn_on()
    with phone.page.expect_response("**/api/push/test") as sent:
        phone.press("試しに送る")
    phone.see("送っています")
    pushed.push("test", notice=sent.value.json()["notice"])
    phone.see("この端末に届きました")
    assert [each["body"] for each in pushed.shown()] == ["試しの通知です。この端末に届いています"]


def test_a_test_that_the_office_could_not_send_says_so(pushed: Pushed, wire: Wire) -> None:
    phone = pushed.phone
    pushed.turn_on()
    wire.fails(problem(429, "too_many_attempts"), path="/api/push/test")
    phone.press("試しに送る")
    phone.see("続けて何度も試されました")


def test_a_test_that_the_push_service_refuses_is_the_office_s_to_mend_and_shown_there(
    pushed: Pushed, office: Office, worker: Worker, at_the_desk: Desk
) -> None:
    phone = pushed.phone
    pushed.turn_on()
    with push_service() as service:
        service.answer, service.body = lambda _: (403, {}), b'{"reason": "BadJwtToken"}'
        office.push_to(worker, Browser(service.url).address)
        with phone.page.expect_response("**/api/push/test"):
            phone.press("試しに送る")
        office.deliver(utcnow())
        phone.see("事務所の設定の問題で、この端末では直せません。管理者に伝えてください")
    at_the_desk.sign_in(office.supervisor)
    page = at_the_desk.page
    expect(page.get_by_text(re.compile("通知が届かない端末が [0-9]+台あります"))).to_be_visible()
    expect(page.get_by_text("127.0.0.1: 403 BadJwtToken")).to_be_visible()
    assert barriers(page, "refused pushes") == []
    pushed.phone.press("この端末では受け取らない")
    phone.see("通知を受け取っていません")


def test_kinds_are_chosen_and_kept(pushed: Pushed) -> None:
    phone = pushed.phone
    pushed.turn_on()
    kind = phone.page.get_by_label("コメントが届きました")
    expect(kind).to_be_checked()
    with phone.page.expect_response("**/api/push/choices"):
        kind.uncheck()
    phone.page.reload()
    expect(phone.page.get_by_label("コメントが届きました")).not_to_be_checked(timeout=PATIENCE_MS)
    expect(phone.page.get_by_label("モニタリングの期日です")).to_be_checked()
    expect(phone.page.get_by_label(re.compile("助けを求めて"))).to_have_count(0)


@pytest.mark.parametrize("language", ["日本語", "English"])
def test_the_settings_are_without_barriers(pushed: Pushed, language: str) -> None:
    phone = pushed.phone
    pushed.turn_on()
    phone.go("その他")
    phone.page.get_by_role("radio", name=language).check()
    phone.page.goto(f"{phone.origin}/#/notifications")
    expect(phone.page.get_by_role("checkbox")).not_to_have_count(0)
    assert barriers(phone.page, "on") == []


def test_kinds_that_could_not_be_kept_stand_as_they_were(pushed: Pushed) -> None:
    phone = pushed.phone
    pushed.turn_on()
    comment, monitoring = (phone.page.get_by_label(word) for word in ("コメントが届きました", "モニタリングの期日です"))
    expect(comment).to_be_checked()
    phone.offline()
    comment.click()
    monitoring.click()
    phone.see("電波が届いていません")
    expect(comment).to_be_checked()
    expect(monitoring).to_be_checked()


def test_a_phone_without_a_push_service_says_what_it_cannot(pushed: Pushed) -> None:
    phone = pushed.phone
    phone.go("その他")
    phone.page.get_by_role("link", name="通知の設定").click()
    phone.page.evaluate("() => { globalThis.noPushService = true; }")
    phone.press("この端末で受け取る")
    phone.see("端末から通知の宛先をもらえませんでした")
    phone.see("通知を受け取っていません")


def test_where_they_are_forbidden_it_says_how_to_undo_that(phones: Callable[[], Phone], worker: Worker) -> None:
    phone = phones()
    phone.context.add_init_script("Object.defineProperty(Notification, 'permission', { get: () => 'denied' })")
    phone.sign_in(worker)
    phone.page.goto(f"{phone.origin}/#/notifications")
    phone.see("通知が止められています")
    phone.see("「許可しない」が選ばれたためです")


def test_an_iphone_is_told_to_put_the_app_on_the_home_screen(phones: Callable[[], Phone], worker: Worker) -> None:
    phone = phones()
    phone.context.add_init_script(
        "delete globalThis.PushManager;"
        "Object.defineProperty(navigator, 'userAgent', { get: () => 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0)' });"
    )
    phone.sign_in(worker)
    phone.page.goto(f"{phone.origin}/#/notifications")
    phone.see("ホーム画面に追加すると、通知を受け取れます")
    phone.see("「ホーム画面に追加」を選びます。")
    assert barriers(phone.page, "an iPhone") == []


def test_a_notice_goes_all_the_way_from_the_office_to_the_screen(
    pushed: Pushed, worker: Worker, client: Client, office: Office, tmp_path: Path
) -> None:
    pushed.turn_on()
    with push_service() as service, Jobs(office.database_url, tmp_path):
        browser = Browser(service.url)
        office.push_to(worker, browser.address)
        (notice,) = office.give(DueNotice("all the way", worker.id, "alarm", case=client.id))
        wait_until(lambda: bool(service.messages))
    (message,) = service.messages
    pushed.deliver(json.dumps(browser.opened(message)))
    assert [each["body"] for each in pushed.shown()] == ["職員が助けを求めています。すぐに開いてください"]
    pushed.tap()
    pushed.phone.page.wait_for_url(f"**/#/notice/{notice}")
