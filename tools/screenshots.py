"""Takes the pictures of ``docs/images`` from a running demonstration office.

``make run`` in one terminal, ``.venv/bin/python -m tools.screenshots`` in another. The texts are Japanese, as the
office sees them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.chromium import launch
from tests.pin import choose_pin

IMAGES = Path(__file__).parent.parent / "docs" / "images"
PASSWORD = "banso-mihon-2026"  # noqa: S105 - the demonstration office's, which is published
PHONE: ViewportSize = {"width": 390, "height": 844}
SCREEN: ViewportSize = {"width": 1280, "height": 800}
HOLD_MS = 2_300
"""As long as a thumb holds the button that calls for help."""


def main(address: str) -> None:
    """Take every picture."""
    (IMAGES / "guide").mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        phone(browser, address)
        plans(browser, address)
        plan_forms(browser, address)
        follow_up(browser, address)
        agenda(browser, address)
        visits(browser, address)
        meetings(browser, address)
        notifications(browser, address)
        office(browser, address)
        browser.close()


def phone(browser: Browser, address: str) -> None:
    """Today, the visit note, and what is unsent."""
    page = phone_of(browser, address, "suzuki")
    page.get_by_role("link", name="記録する").first.wait_for()
    page.get_by_role("heading", name="今日の予定").wait_for()
    save(page, "phone-today")
    page.get_by_role("link", name="記録する").first.click()
    page.get_by_role("heading", name="新しい記録").wait_for()
    save(page, "phone-note")
    page.get_by_role("link", name="戻る").click()
    page.get_by_role("link", name="内容が食い違っています").click()
    page.get_by_role("main").get_by_role("link", name="見本").first.click()
    page.get_by_role("heading", level=2).first.wait_for()
    save(page, "phone-conflict")


def plans(browser: Browser, address: str) -> None:
    """A plan, its monitoring, an agreement and the sheet for a meeting."""
    page = plan_of(browser, address)
    save(page, "guide/phone-plan")
    page.get_by_role("link", name="モニタリングを記録する").click()
    page.get_by_role("button", name="3か月後").click()
    save(page, "guide/phone-monitor")
    page.get_by_role("link", name="戻る").click()
    page.get_by_role("link", name="同意をとり直す").click()
    page.get_by_role("radio", name="画面に署名").check()
    page.get_by_role("button", name="プランを見ていただき、署名をもらう").click()
    page.get_by_role("img", name="署名を書くところ").wait_for()
    save(page, "guide/phone-agreement")
    page.get_by_role("button", name="署名しないで職員に返す").click()
    page.get_by_role("link", name="戻る").click()
    page.get_by_role("link", name="戻る").click()
    page.get_by_role("link", name="ケースの1枚まとめ").click()
    page.get_by_role("heading", name="最近の3回").wait_for()
    save(page, "guide/phone-sheet")


def plan_forms(browser: Browser, address: str) -> None:
    """The forms around a plan."""
    page = plan_of(browser, address)
    plan = page.url
    forms = {"edit": "plan-form", "support": "plan-support", "evaluation": "evaluation", "next": "next-plan"}
    for form, name in (forms | {"task": "task"}).items():
        page.goto(f"{plan}/{form}")
        page.get_by_role("button", name="保存する").wait_for()
        save(page, f"guide/phone-{name}")


def follow_up(browser: Browser, address: str) -> None:
    """What must be followed up: on today's screen, as a list, and at the office."""
    page = phone_of(browser, address, "tanaka")
    page.get_by_role("heading", name="フォローが必要な方").scroll_into_view_if_needed()
    save(page, "guide/phone-followup-today")
    page.get_by_role("link", name="一覧をすべて見る").click()
    page.get_by_role("heading", name="モニタリングの期日超過").wait_for()
    save(page, "guide/phone-followup")
    page = desk_of(browser, address, "sato")
    page.get_by_role("link", name="フォローが必要な方").click()
    page.get_by_role("heading", name="フォローが必要な方").wait_for()
    save(page, "guide/office-followup")


def agenda(browser: Browser, address: str) -> None:
    """A day and a week ahead, recurring visits, being away, and the calendar address."""
    page = phone_of(browser, address, "suzuki")
    page.get_by_role("link", name="予定表を開く").click()
    page.get_by_role("article").first.wait_for()
    save(page, "guide/phone-agenda")
    page.get_by_role("link", name="週", exact=True).click()
    page.get_by_role("button", name="次の週").click()
    save(page, "guide/phone-agenda-week")
    page.get_by_role("link", name="定期").first.click()
    page.locator("a[href^='#/occurrence/']:not([href$='/note'])").last.click()
    page.get_by_role("button", name="保存する").wait_for()
    save(page, "guide/phone-occurrence")
    page.get_by_role("link", name="ケース", exact=True).click()
    page.get_by_role("main").get_by_role("link", name="模木 あゆみ").click()
    page.get_by_role("link", name="定期訪問を決める").click()
    page.get_by_role("radio", name="年金支給日の翌営業日").check()
    page.get_by_text("下書きを保存しました").wait_for()
    page.get_by_role("status").filter(has_text="これからの予定").scroll_into_view_if_needed()
    save(page, "guide/phone-series")
    page.goto(f"{address}/#/calendar")
    page.get_by_role("button", name="アドレスを作る").wait_for()
    save(page, "guide/phone-calendar")
    page.goto(f"{address}/#/absences")
    page.get_by_role("heading", name="不在", exact=False).first.wait_for()
    save(page, "guide/phone-absences")


def visits(browser: Browser, address: str) -> None:
    """A visit before it starts, under way, without a signal and calling for help; the office's view, and the notices.

    The visit is ended again: nobody is left out on one.
    """
    page = phone_of(browser, address, "suzuki")
    page.get_by_role("main").get_by_role("link", name="お知らせ").click()
    page.get_by_role("heading", name="お知らせ", level=1).wait_for()
    save(page, "guide/phone-notices")
    page.get_by_role("link", name="ケース", exact=True).click()
    page.get_by_role("link", name="見本 和夫").click()
    page.get_by_role("link", name="訪問を始める", exact=True).click()
    page.get_by_role("heading", name="訪問時の注意").wait_for()
    save(page, "guide/phone-visit-begin")
    page.context.set_offline(True)
    page.get_by_role("button", name="までの訪問を始める").click()
    page.get_by_text("未送信:電波がありません").first.wait_for()
    save(page, "guide/phone-visit-unsent")
    page.context.set_offline(False)
    page.get_by_text("事務所に届きました").first.wait_for()
    save(page, "guide/phone-visit")
    page.get_by_role("button", name="助けを求める", exact=True).click(delay=HOLD_MS)
    page.get_by_text("対応を待っています").wait_for()
    save(page, "guide/phone-alarm")
    desk = desk_of(browser, address, "sato")
    desk.goto(f"{address}/office/outings/")
    desk.get_by_role("heading", name="鈴木").wait_for()
    save(desk, "guide/office-visits")
    phone = phone_of(browser, address, "sato")
    phone.get_by_role("main").get_by_role("link", name="お知らせ").click()
    phone.get_by_role("link", name="助けを求めています").first.click()
    phone.get_by_role("link", name="事務所の画面で開く").wait_for()
    save(phone, "guide/phone-notice")
    page.get_by_role("button", name="無事です").click()
    page.get_by_role("button", name="訪問を終える").click()
    page.get_by_text("終了は事務所に届いています。").wait_for()
    desk.get_by_role("link", name="これまでの訪問").click()
    desk.get_by_role("heading", name="これまでの訪問").wait_for()
    save(desk, "guide/office-visits-past")


def meetings(browser: Browser, address: str) -> None:
    """The agenda of the next meeting, an item of the last one with its minutes, and the case on one page."""
    page = desk_of(browser, address, "sato")
    page.get_by_role("link", name="会議", exact=True).click()
    page.get_by_role("link", name="会議を登録する").wait_for()
    save(page, "guide/office-meetings")
    page.get_by_role("link", name="支援調整会議").first.click()
    page.get_by_role("heading", name="議題の候補").wait_for()
    save(page, "guide/office-meeting")
    page.get_by_role("link", name="一覧に戻る").click()
    page.get_by_role("link", name="終わった会議").click()
    page.get_by_role("link", name="支援調整会議").first.click()
    page.get_by_role("link", name="架空 直子").click()
    save(page, "guide/office-minutes")
    page.get_by_role("link", name="ケース概要(1枚)").click()
    page.get_by_role("heading", name="最近の支援").wait_for()
    save(page, "guide/office-sheet")


def notifications(browser: Browser, address: str) -> None:
    """Push messages, before they are switched on, and the kinds of them."""
    page = phone_of(browser, address, "tanaka")
    page.context.grant_permissions(["notifications"], origin=address)
    page.get_by_role("link", name="その他").click()
    page.get_by_role("link", name="通知の設定").click()
    page.get_by_role("button", name="この端末で受け取る").wait_for()
    save(page, "guide/phone-notifications")
    page.get_by_role("heading", name="受け取る種類").evaluate("heading => heading.scrollIntoView()")
    page.get_by_label("明日の予定").wait_for()
    save(page, "guide/phone-notification-kinds")


def office(browser: Browser, address: str) -> None:
    """The supervisor's queue with a note, a double, a case review, the team, and the rules of reminding."""
    page = desk_of(browser, address, "sato")
    save(page, "office-review")
    save(page, "guide/office-queue")
    page.locator(".list__link").first.click()
    page.get_by_role("button", name="会議で話し合う").wait_for()
    save(page, "guide/office-note", whole=True)
    page.goto(f"{address}/office/notes/?mark=double")
    page.locator(".list__link").first.click()
    page.get_by_role("link", name="2つの記録を並べて見る").click()
    page.get_by_role("button", name="別の記録です").wait_for()
    save(page, "guide/office-double", whole=True)
    page.get_by_role("link", name="ケースレビュー").click()
    page.get_by_role("heading", name="ケースレビュー").wait_for()
    save(page, "guide/office-case-reviews")
    page.locator(".list__link").first.click()
    page.get_by_role("heading", name="最近の記録").wait_for()
    save(page, "guide/office-case-review")
    page.get_by_role("link", name="プランの承認").click()
    page.get_by_role("heading", name="プランの承認").wait_for()
    save(page, "guide/office-plans")
    page.locator(".list__link").first.click()
    page.get_by_role("button", name="承認する").wait_for()
    save(page, "guide/office-plan", whole=True)
    page.get_by_role("link", name="チームの状況").click()
    page.get_by_role("heading", name="チームの状況").wait_for()
    save(page, "guide/office-team", whole=True)
    page.get_by_role("link", name="お知らせの設定").click()
    page.get_by_role("heading", name="プランのモニタリング").wait_for()
    save(page, "guide/office-reminders", whole=True)


def phone_of(browser: Browser, address: str, login: str) -> Page:
    """The phone of one of the office's workers, signed in."""
    page = new_page(browser, PHONE)
    page.goto(address)
    page.get_by_label("ログイン名").fill(login)
    page.get_by_label("パスワード", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="はじめる").click()
    choose_pin(page)
    page.get_by_role("heading", name="今日の予定").wait_for()
    return page


def plan_of(browser: Browser, address: str) -> Page:
    """The phone of a worker, with a plan on it that is overdue."""
    page = phone_of(browser, address, "tanaka")
    page.get_by_role("link", name="ケース", exact=True).click()
    page.get_by_role("searchbox").wait_for()
    page.get_by_role("link", name="架空 直子").click()
    page.get_by_role("link", name="プラン1").click()
    page.get_by_role("heading", name="プラン1").wait_for()
    return page


def desk_of(browser: Browser, address: str, login: str) -> Page:
    """The screen of one of the office's supervisors, signed in."""
    page = new_page(browser, SCREEN)
    page.goto(f"{address}/office/")
    page.get_by_label("ログイン名").fill(login)
    page.get_by_label("パスワード", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="ログイン").click()
    page.get_by_role("heading", name="記録の確認").wait_for()
    return page


def new_page(browser: Browser, size: ViewportSize) -> Page:
    """A page of its own, with nothing kept from another."""
    is_phone = size is PHONE
    context = browser.new_context(
        viewport=size, locale="ja-JP", timezone_id="Asia/Tokyo", is_mobile=is_phone, has_touch=is_phone
    )
    return context.new_page()


def save(page: Page, name: str, *, whole: bool = False) -> None:
    """Keep what the page shows, or the ``whole`` of it."""
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / f"{name}.png", animations="disabled", full_page=whole)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
