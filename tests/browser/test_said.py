"""What was done is seen, and what was deleted comes back with one tap."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.axe import barriers
from tests.browser.office import Client, Office
from tests.browser.phones import Phone


def test_a_deleted_note_comes_back_with_one_tap(phone: Phone, office: Office, client: Client) -> None:
    phone.write_note(client, "戸口で話した。")
    phone.retry()
    phone.see_all_delivered()
    phone.open_case(client)
    phone.page.locator(".course__entry").get_by_role("link").first.click()
    phone.press("記録を削除する")
    phone.page.get_by_role("dialog").get_by_role("button", name="記録を削除する").click()
    said = phone.page.get_by_role("status")
    expect(said.filter(has_text="支援経過記録を削除しました")).to_be_visible()
    phone.see_heading(client.name)
    expect(phone.page.get_by_text("戸口で話した。")).to_have_count(0)
    assert barriers(phone.page, "said") == []
    phone.press("元に戻す")
    expect(said.filter(has_text="元に戻しました")).to_be_visible()
    expect(phone.page.get_by_text("戸口で話した。")).to_be_visible()
    phone.retry()
    phone.see_all_delivered()
    assert office.narratives(client) == ["戸口で話した。"]
    assert not office.notes(client)[0].get("deleted")


def test_what_was_kept_is_said_and_goes_by_itself_or_at_a_tap(phone: Phone, client: Client) -> None:
    said = phone.page.get_by_role("status").filter(has_text="この端末に保存しました")
    for ends in ("by itself", "at a tap"):
        phone.open_case(client)
        phone.page.get_by_role("link", name="予定を入れる").click()
        phone.page.get_by_role("textbox", name="開始時刻必須").fill("2027-01-15T10:00")
        phone.press("保存する")
        expect(said).to_be_visible()
        if ends == "at a tap":
            phone.page.get_by_role("button", name="この表示を消す").click()
        expect(said).to_have_count(0, timeout=15_000)


def test_the_way_back_is_nobody_elses(phone: Phone, office: Office, client: Client) -> None:
    phone.write_note(client, "戸口で話した。")
    phone.press("記録を削除する")
    phone.page.get_by_role("dialog").get_by_role("button", name="記録を削除する").click()
    back = phone.page.get_by_role("button", name="元に戻す")
    expect(back).to_be_visible()
    phone.retry()
    phone.see_all_delivered()
    phone.go("その他")
    phone.press("ログアウト")
    phone.page.get_by_role("dialog").get_by_role("button", name="ログアウト").click()
    phone.see_heading("Banso 伴走")
    phone.give_password(office.hire("次に 使う"))
    expect(phone.tab("今日")).to_be_visible()
    expect(back).to_have_count(0)
