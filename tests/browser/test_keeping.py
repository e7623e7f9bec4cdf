"""What a browser may do with what is kept in it is said when it matters, and only where it is true."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.axe import barriers
from tests.browser.office import Client, Worker
from tests.browser.phones import NARRATIVE, Phone
from tests.browser.wire import SENDING, Wire, cut, problem

Make = Callable[..., Phone]

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1"
)
MAC = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Safari/605.1.15"
)

# An empty page that a tab begins with has none of it in any case.
NO_PUSH = "delete window.PushManager;"
FROM_THE_HOME_SCREEN = "Object.defineProperty(navigator, 'standalone', { value: true });"
NO_TOUCH = "Object.defineProperty(navigator, 'maxTouchPoints', { value: 0 });"
NO_ESTIMATE = "delete globalThis.StorageManager?.prototype.estimate;"
NO_STORAGE = "delete Navigator.prototype.storage;"
NO_WORKER = "delete Navigator.prototype.serviceWorker;"
WORKER_REFUSED = """
  if (globalThis.ServiceWorkerContainer) {
    ServiceWorkerContainer.prototype.register = () => Promise.reject(new DOMException("", "SecurityError"));
  }
"""
PRIVATE = """
  if (globalThis.StorageManager) {
    StorageManager.prototype.estimate = async () => ({ usage: 0, quota: 250_000_000 });
  }
"""
PROMISES = """
  let promised = false;
  if (globalThis.StorageManager) {
    StorageManager.prototype.persisted = async () => promised;
    StorageManager.prototype.persist = async () => (promised = globalThis.agrees === true);
  }
"""

WEEK = "7日間開かないと、未送信の記録と下書きが消されます"
DOCK = "Dock に追加"
CLOSING = "プライベートウィンドウのようです。閉じると、未送信の記録と下書きが消えます"
OFFLINE = "電波のない所で Banso を開けません"
FIRST = "まだこの端末にしかない記録があります"
LONG = "2日以上、事務所に届いていないものがあります"
SEND_WITHIN_A_WEEK = "7日間開かないと消されます。それまでに、電波の届く所で送ってください"
DO_NOT_CLOSE = "電波のない所で Banso を開き直せません。送り終わるまで、この画面を閉じないでください"
ALL = (WEEK, CLOSING, OFFLINE, FIRST, LONG, SEND_WITHIN_A_WEEK, DO_NOT_CLOSE)


def said(phone: Phone) -> list[str]:
    """Which of the warnings are on the screen."""
    shown = phone.page.locator("body").inner_text()
    return [words for words in ALL if words in shown]


def warned(phone: Phone, *words: str) -> None:
    """Exactly these warnings come to be on the screen."""
    for each in words:
        phone.see(each)
    assert said(phone) == [each for each in ALL if each in words]


@pytest.mark.parametrize(
    ("user_agent", "scripts", "warnings"),
    [
        (None, [], []),
        (IPHONE, [NO_PUSH], [WEEK]),
        (IPHONE, [FROM_THE_HOME_SCREEN], []),
        (MAC, [NO_TOUCH], [WEEK]),
        (None, [NO_WORKER], [OFFLINE]),
        (None, [WORKER_REFUSED], [OFFLINE]),
        (None, [PRIVATE], [CLOSING]),
        (None, [NO_ESTIMATE], []),
        (None, [NO_STORAGE], []),
        (IPHONE, [NO_PUSH, NO_STORAGE, NO_WORKER], [WEEK, OFFLINE]),
    ],
)
def test_the_sign_in_warns_of_what_is_true_of_this_browser(
    phones: Make, user_agent: str | None, scripts: list[str], warnings: list[str]
) -> None:
    phone = phones(*scripts, user_agent=user_agent)
    phone.start()
    # Whatever will be said has been said once the worker and the room are known.
    phone.page.wait_for_load_state("networkidle")
    warned(phone, *warnings)
    assert barriers(phone.page, "sign-in") == []


def test_an_iphone_is_told_the_way_to_the_home_screen_and_a_mac_the_one_to_the_dock(phones: Make) -> None:
    iphone = phones(NO_PUSH, user_agent=IPHONE)
    iphone.start()
    iphone.page.get_by_text("ホーム画面に追加する手順").click()
    iphone.see("「ホーム画面に追加」を選びます。")
    mac = phones(NO_TOUCH, user_agent=MAC)
    mac.start()
    mac.see(DOCK)
    expect(mac.page.get_by_text("ホーム画面に追加する手順")).to_have_count(0)


def test_the_first_unsent_note_warns_once_and_again_where_it_is_taken_note_of(
    phones: Make, worker: Worker, client: Client
) -> None:
    phone = phones(NO_PUSH, user_agent=IPHONE)
    phone.sign_in(worker)
    phone.installed()
    phone.write_note(client, "届いた記録。")
    phone.see_all_delivered()
    phone.go("今日")
    phone.see("今日の予定")
    assert said(phone) == []
    phone.offline()
    phone.write_note(client, "圏外の記録。")
    phone.go("今日")
    warned(phone, FIRST, SEND_WITHIN_A_WEEK)
    notice = phone.page.get_by_role("status").filter(has_text=FIRST)
    notice.get_by_role("button", name="閉じる").click()
    expect(notice).to_have_count(0)
    phone.start()
    # The head of the screen says that something waits or that there is no signal; the tab says the former always.
    expect(phone.page.get_by_role("link", name=re.compile("1 件が未送信"))).to_be_visible()
    assert said(phone) == []


def test_an_ordinary_browser_does_not_warn_of_an_unsent_note(phone: Phone, client: Client) -> None:
    phone.offline()
    phone.write_note(client, "圏外の記録。")
    phone.see_unsent(1)
    phone.see("電波が届いていません")
    assert said(phone) == []


def forward(phone: Phone, hours: int) -> None:
    """So much time goes by, in which nobody looks, and the app is opened again. What was still scrolling comes to rest
    first: a page that scrolls is one in somebody's hands.
    """
    phone.page.evaluate("() => new Promise((rest) => requestAnimationFrame(() => requestAnimationFrame(rest)))")
    phone.page.clock.set_fixed_time(dt.datetime.now(dt.UTC) + dt.timedelta(hours=hours))
    phone.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(phone.page.locator("#pin")).to_be_visible()
    phone.give_pin()


@pytest.mark.parametrize("what", ["note", "draft"])
def test_what_waits_for_two_days_is_told_in_every_browser_that_may_clear_it(
    phone: Phone, client: Client, what: str
) -> None:
    phone.offline()
    if what == "note":
        phone.write_note(client, "圏外の記録。")
    else:
        phone.begin_note(client)
        phone.field(NARRATIVE).fill("書きかけ。")
        phone.see("下書きを保存しました")
    phone.go("今日")
    forward(phone, 47)
    assert said(phone) == []
    forward(phone, 49)
    warned(phone, LONG)
    phone.see("端末の空きが減ると、記録が消されることがあります")
    notice = phone.page.get_by_role("status").filter(has_text=LONG)
    assert barriers(phone.page, "long unsent") == []
    link, heading = ("送信の状況を見る", "送信の状況") if what == "note" else ("書きかけの記録を見る", re.compile("月"))
    notice.get_by_role("link", name=link).click()
    phone.see_heading(heading)
    notice.get_by_role("button", name="閉じる").click()
    expect(notice).to_have_count(0)


def test_what_waits_for_two_days_says_what_this_browser_does(phones: Make, worker: Worker, client: Client) -> None:
    phone = phones(NO_PUSH, user_agent=IPHONE)
    phone.sign_in(worker)
    phone.offline()
    phone.write_note(client, "圏外の記録。")
    phone.go("今日")
    forward(phone, 49)
    warned(phone, LONG, SEND_WITHIN_A_WEEK)


@pytest.mark.parametrize("scripts", [[NO_ESTIMATE], [NO_STORAGE], [NO_ESTIMATE, NO_WORKER]])
def test_the_card_of_the_storage_is_never_empty_and_never_speaks_of_nothing(
    phones: Make, worker: Worker, client: Client, scripts: list[str]
) -> None:
    phone = phones(*scripts)
    phone.sign_in(worker)
    phone.go("その他")
    card = phone.page.get_by_role("region", name="端末の空き")
    expect(card).to_contain_text("このブラウザーは、空きの大きさを教えません")
    expect(card).to_contain_text("端末の空きが減ると、記録が消されることがあります")
    expect(card).not_to_contain_text("0 MB")
    asked = card.get_by_role("button", name="消さないよう、ブラウザーに頼む")
    expect(asked).to_have_count(0 if NO_STORAGE in scripts else 1)


def test_the_browser_is_asked_again_to_keep_what_is_here(phones: Make, worker: Worker, client: Client) -> None:
    phone = phones(PROMISES)
    phone.sign_in(worker)
    phone.go("その他")
    asked = phone.page.get_by_role("button", name="消さないよう、ブラウザーに頼む")
    asked.click()
    phone.see("ブラウザーが引き受けませんでした")
    phone.page.evaluate("() => { globalThis.agrees = true; }")
    asked.click()
    phone.see("記録は自動では消されません")
    expect(asked).to_have_count(0)


@pytest.mark.parametrize("script", [NO_WORKER, WORKER_REFUSED])
def test_without_a_worker_nothing_promises_that_the_app_opens_offline(
    phones: Make, worker: Worker, client: Client, script: str
) -> None:
    phone = phones(script)
    phone.sign_in(worker)
    phone.go("その他")
    expect(phone.page.get_by_role("region", name="Banso 伴走について")).to_contain_text(OFFLINE)
    expect(phone.page.get_by_text("電波のない所でも、訪問と同行の記録が書けます。")).to_have_count(0)
    phone.offline()
    phone.write_note(client, "圏外の記録。")
    warned(phone, FIRST, DO_NOT_CLOSE)


def test_before_it_is_added_to_the_home_screen_what_is_unsent_is_sent(
    phones: Make, worker: Worker, client: Client, wire: Wire
) -> None:
    phone = phones(NO_PUSH, user_agent=IPHONE)
    phone.sign_in(worker)
    wire.fails(cut, path=SENDING, times=None)
    phone.write_note(client, "圏外の記録。")
    phone.begin_note(client)
    phone.field(NARRATIVE).fill("書きかけ。")
    phone.see("下書きを保存しました")
    phone.go("その他")
    phone.page.get_by_role("link", name="ホーム画面に追加する手順").click()
    here = phone.page.get_by_role("region", name="この端末")
    expect(here).to_contain_text("ホーム画面の Banso には移りません")
    expect(here).to_contain_text("未送信 1件、書きかけ 1件")
    expect(here.get_by_role("listitem")).to_have_count(3)
    send = here.get_by_role("button", name="今すぐ送受信する")
    send.click()
    expect(here.get_by_role("status")).to_contain_text("事務所につながりません")
    wire.mended()
    send.click()
    expect(here).to_contain_text("未送信 0件、書きかけ 1件")
    expect(send).to_have_count(0)
    assert barriers(phone.page, "home screen") == []
    here.get_by_role("link", name="書きかけの記録を見る").click()
    phone.page.get_by_role("link", name="続きを書く").click()
    phone.was_visited()
    phone.save()
    phone.see_all_delivered()
    phone.go("その他")
    phone.page.get_by_role("link", name="ホーム画面に追加する手順").click()
    expect(here).to_contain_text("ここに残っているものはありません。追加できます")


SHARES = """
  globalThis.shared = [];
  navigator.canShare = ({ files }) => files.length === 1;
  navigator.share = async ({ files }) => {
    if (!globalThis.agrees) throw new DOMException("", "AbortError");
    globalThis.shared.push(`${files[0].name}: ${(JSON.parse(await files[0].text())).changes.length}`);
  };
"""


def test_on_the_home_screen_the_file_of_what_is_unsent_goes_by_the_share_sheet(
    phones: Make, worker: Worker, client: Client, wire: Wire
) -> None:
    phone = phones(FROM_THE_HOME_SCREEN, SHARES, user_agent=IPHONE)
    phone.sign_in(worker)
    wire.fails(problem(403, "device_revoked"), path="/api/exchange", times=None)
    phone.write_note(client, "届けられない記録。")
    phone.go("送信")
    phone.see("この端末は使用停止になっています")
    saved: list[str] = []
    phone.page.on("download", lambda download: saved.append(download.suggested_filename))
    save = phone.page.get_by_role("button", name="未送信の記録をファイルに保存する")
    leave = phone.page.get_by_role("button", name="この端末から消してログアウトする")
    save.click()
    expect(leave).to_have_count(0)
    expect(phone.page.get_by_text("ファイルを作れませんでした")).to_have_count(0)
    phone.page.evaluate("() => { globalThis.agrees = true; }")
    save.click()
    expect(leave).to_be_visible()
    assert phone.page.evaluate("() => globalThis.shared") == ["banso-unsent.json: 1"]
    assert saved == []
