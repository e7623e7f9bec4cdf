"""A phone that can keep nothing any more, with somebody in the middle of a sentence."""

from __future__ import annotations

import pytest
from playwright.sync_api import Dialog, expect

from tests.browser.axe import barriers
from tests.browser.office import ROOT, Client, Office
from tests.browser.phones import NARRATIVE, Phone

FULL = """() => {
  self.keptBefore = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""
SPACE = "() => { IDBObjectStore.prototype.put = self.keptBefore; }"
PICTURE = (ROOT / "static" / "icons" / "banso-192.png").read_bytes()
TEXT = "玄関先で三十分ほど話を聞いた。"
HELD = "まだ保存できていない書きかけがあります"


@pytest.fixture
def full(phone: Phone, client: Client) -> Phone:
    """The phone with half a note on the screen, which it could not keep."""
    phone.begin_note(client)
    phone.was_visited()
    phone.see("下書きを保存しました")
    phone.page.evaluate(FULL)
    phone.field(NARRATIVE).press_sequentially(TEXT)
    phone.see("文章をコピーする")
    return phone


@pytest.mark.parametrize("way", ["tab", "back"])
def test_leaving_asks_and_the_text_stays_at_hand(full: Phone, office: Office, client: Client, way: str) -> None:
    phone, page = full, full.page
    asked = page.get_by_role("dialog", name="この画面を離れますか?")

    def leave() -> None:
        if way == "tab":
            phone.go("今日")
        else:
            page.get_by_role("link", name="戻る").click()

    leave()
    asked.get_by_role("button", name="やめる").click()
    expect(phone.field(NARRATIVE)).to_have_value(TEXT)
    leave()
    asked.get_by_role("button", name="離れる").click()
    held = page.get_by_role("region", name=HELD)
    expect(held).to_contain_text(TEXT)
    assert barriers(page, f"held-{way}") == []
    phone.go("送信")
    expect(held).to_be_visible()
    held.get_by_role("link", name="続きを開く").click()
    expect(phone.field(NARRATIVE)).to_have_value(TEXT)
    expect(held).to_have_count(0)
    page.evaluate(SPACE)
    phone.field(NARRATIVE).press("End")
    phone.field(NARRATIVE).press_sequentially("次は木曜。")
    phone.see("下書きを保存しました")
    phone.save()
    phone.retry()
    phone.see_all_delivered()
    assert office.narratives(client) == [f"{TEXT}次は木曜。"]


def test_the_browsers_own_back_keeps_it_too(full: Phone) -> None:
    full.page.go_back()
    expect(full.page.get_by_role("region", name=HELD)).to_contain_text(TEXT)


def test_the_text_can_be_copied(full: Phone) -> None:
    full.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=full.origin)
    full.press("文章をコピーする")
    full.see("コピーしました")
    assert TEXT in full.page.evaluate("() => navigator.clipboard.readText()")


def test_closing_the_app_asks(full: Phone) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    full.page.on("dialog", stay)
    full.page.goto("about:blank")
    assert asked == ["beforeunload"]


def test_the_header_names_the_phone(full: Phone, office: Office, client: Client) -> None:
    phone = full
    office.write("support", {"case": client.id, "method": "visit", "started_at": "2026-11-20T00:30:00Z"})
    phone.page.evaluate("() => dispatchEvent(new Event('online'))")
    phone.see("この端末に保存できません")
    expect(phone.page.get_by_text("事務所側で問題が起きています")).to_have_count(0)


def test_a_photo_that_finds_no_room_says_so(full: Phone) -> None:
    full.page.get_by_label("写真をとる").set_input_files(
        {"name": "letter.png", "mimeType": "image/png", "buffer": PICTURE}
    )
    full.see("端末の空きが足りず、保存できませんでした")
