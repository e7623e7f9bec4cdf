"""The supervisor's screen at the office."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.office import PASSWORD, Worker

SCREEN: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "locale": "ja-JP", "timezone_id": "Asia/Tokyo"}


def choose_page(page: Page, menu: str, name: str) -> None:
    """Opens a page of the office by the navigation."""
    pages = page.get_by_role("navigation", name="ページ")
    pages.locator("summary").filter(has_text=menu).click()
    pages.get_by_role("link", name=name).first.click()


class Desk:
    """A browser at the office."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.page = context.new_page()
        self.origin = origin

    def sign_in(self, worker: Worker) -> None:
        """Signs in at the office pages."""
        self.page.goto(f"{self.origin}/office/")
        self.page.get_by_label("ログイン名").fill(worker.login)
        self.page.get_by_label("パスワード").fill(PASSWORD)
        self.page.get_by_role("button", name="ログイン").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(re.compile("^今日"))

    def open_note(self, client_name: str, by: Worker) -> None:
        """From the list of the notes of a worker that wait: others may have written thousands."""
        self.page.goto(f"{self.origin}/office/notes/")
        self.page.get_by_label("支援員", exact=True).select_option(by.id)
        self.page.get_by_role("button", name="絞り込む").click()
        self.page.get_by_role("link", name=client_name).click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(client_name)

    def choose_reminder(self, what: str, label: str, number: str) -> None:
        """Chooses how early, late or often the office is reminded of something."""
        self.page.goto(f"{self.origin}/office/reminders/")
        self.page.get_by_role("group", name=what, exact=True).get_by_label(label, exact=True).fill(number)
        self.page.get_by_role("button", name="保存する").click()
        expect(self.page.get_by_text("お知らせの設定を変更しました。")).to_be_visible()

    def open_plan(self, client_name: str) -> None:
        """From the list of the plans that wait for approval."""
        self.page.goto(f"{self.origin}/office/plans/")
        self.page.get_by_role("link", name=client_name).click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(client_name)

    def return_note(self, comment: str) -> None:
        """Gives the note or the plan that is open back to its author."""
        self.page.get_by_role("textbox", name="コメント", exact=True).fill(comment)
        self.page.get_by_role("button", name="コメントを付けて差し戻す").click()
        expect(self.page.get_by_text("コメントを付けて差し戻しました。")).to_be_visible()

    def open_conflict(self, client_name: str) -> None:
        """From the list of what two people wrote differently."""
        self.page.goto(f"{self.origin}/office/conflicts/")
        self.page.get_by_role("link", name=client_name).click()

    def settle(self, label: str, value: str) -> None:
        """Decides the conflict that is open with a value of one's own."""
        self.page.get_by_role("radio", name="書き直す").check()
        self.page.get_by_label(label, exact=True).fill(value)
        self.page.get_by_role("button", name="この内容で解決する").click()
        expect(self.page.get_by_role("status").filter(has_text="解決しました")).to_be_visible()
