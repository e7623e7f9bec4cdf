"""What was typed is kept, whatever happens to the screen that it was typed on."""

from __future__ import annotations

import re
from contextlib import suppress

from playwright.sync_api import Error, expect

from tests.browser.office import Client, Office
from tests.browser.phones import NARRATIVE, Phone

LONG = "息子さんは二階から降りてこなかったが、階段の途中まで来て足音を止めていた。"


def test_typing_without_a_pause_is_kept_all_the_same(phone: Phone, client: Client) -> None:
    """Each keystroke is kept within a second, not a while after the last one."""
    phone.begin_note(client)
    phone.field(NARRATIVE).press_sequentially(LONG, delay=100)
    dying = phone.page
    with dying.expect_event("crash"), suppress(Error):
        dying.goto("chrome://crash")
    phone.new_page()
    phone.start()
    phone.begin_note(client)
    kept = phone.field(NARRATIVE).input_value()
    assert LONG.startswith(kept)
    assert len(kept) >= len(LONG) - 10, "what was typed more than a second before"


def test_a_draft_survives_reload_and_back_and_another_language(phone: Phone, client: Client, office: Office) -> None:
    phone.begin_note(client)
    phone.was_visited()
    phone.field(NARRATIVE).fill(LONG)
    phone.see("下書きを保存しました")
    phone.page.reload()
    expect(phone.field(NARRATIVE)).to_have_value(LONG)
    phone.page.go_back()
    phone.see_heading(client.name)
    phone.go("その他")
    phone.page.get_by_role("radio", name="English").check()
    phone.page.get_by_role("navigation").get_by_role("link", name="Today").click()
    phone.page.get_by_role("link", name=client.name).first.click()
    expect(phone.page.get_by_role("radio", name="Home visit")).to_be_checked()
    expect(phone.field("Narrative")).to_have_value(LONG)
    phone.page.get_by_role("navigation").get_by_role("link", name="More").click()
    phone.page.get_by_role("radio", name="日本語").check()
    phone.begin_note(client)
    expect(phone.field(NARRATIVE)).to_have_value(LONG)
    phone.save()
    phone.see("事務所に届きました")
    assert office.narratives(client) == [LONG]
    phone.go("今日")
    expect(phone.page.get_by_role("region", name="書きかけの記録")).to_have_count(0)


def test_typing_and_leaving_at_once_keeps_what_was_typed(phone: Phone, client: Client) -> None:
    phone.begin_note(client)
    phone.field(NARRATIVE).fill(LONG)
    phone.go("今日")
    phone.see("続きを書く")
    phone.page.get_by_role("region", name="書きかけの記録").get_by_role("link").click()
    expect(phone.field(NARRATIVE)).to_have_value(LONG)


def test_a_draft_of_a_change_is_based_on_what_its_author_saw(phone: Phone, client: Client, office: Office) -> None:
    """A colleague's change that arrives while the draft lies there is not overwritten unseen: it becomes a question."""
    phone.write_note(client, "はじめの記録。")
    phone.see("事務所に届きました")
    (note,) = office.records("support", client.id)
    phone.page.get_by_role("link", name="記録を直す").click()
    phone.field("場所").fill("本人の自宅")
    phone.see("下書きを保存しました")
    office.disagree("support", note, "place", {office.supervisor: "相談センター"})
    phone.page.reload()
    expect(phone.field("場所")).to_have_value("本人の自宅")
    phone.retry()
    phone.see_all_delivered()
    phone.go("今日")
    phone.page.get_by_role("region", name="書きかけの記録").get_by_role("link").click()
    phone.save()
    phone.see_all_delivered()
    assert office.record(note)["place"] == "相談センター"
    assert len(office.open_conflicts(client)) == 1
    phone.see(re.compile("内容が食い違っています"))


def test_a_draft_that_is_thrown_away_is_gone(phone: Phone, client: Client) -> None:
    phone.begin_note(client)
    phone.field(NARRATIVE).fill(LONG)
    phone.press("下書きを捨てて戻る")
    expect(phone.page.get_by_role("dialog").get_by_role("button")).to_have_text(["下書きを残す", "下書きを捨てる"])
    phone.press("下書きを捨てる")
    phone.see_heading(client.name)
    phone.begin_note(client)
    expect(phone.field(NARRATIVE)).to_have_value("")


def test_a_draft_whose_case_went_to_a_colleague_can_still_be_read_and_thrown_away(
    phone: Phone, client: Client, office: Office
) -> None:
    phone.begin_note(client)
    phone.field(NARRATIVE).fill(LONG)
    phone.see("下書きを保存しました")
    office.hand_on(client, office.hire("後任 保"))
    phone.retry()
    phone.see_all_delivered()
    phone.go("今日")
    phone.page.get_by_role("region", name="書きかけの記録").get_by_role("link").click()
    phone.see_heading("見つかりません")
    phone.see(LONG)
    phone.press("下書きを捨てる")
    phone.page.get_by_role("dialog").get_by_role("button", name="下書きを捨てる").click()
    expect(phone.page.get_by_text(LONG)).to_have_count(0)
    phone.go("今日")
    expect(phone.page.get_by_role("region", name="書きかけの記録")).to_have_count(0)


def test_one_cannot_sign_out_while_something_is_unsent(phone: Phone, client: Client) -> None:
    phone.offline()
    phone.write_note(client, LONG)
    phone.go("その他")
    phone.press("ログアウト")
    phone.see("まだ届けていないものがあるため、ログアウトできません")
    phone.see("未送信 1件、書きかけ 0件")
    phone.see_unsent(1)


def test_any_number_of_drafts_each_known_by_its_beginning(phone: Phone, client: Client, office: Office) -> None:
    phone.begin_note(client)
    phone.field(NARRATIVE).fill("午前の訪問。台所で話した。")
    phone.see("下書きを保存しました")
    phone.begin_note(client)
    expect(phone.field(NARRATIVE)).to_have_value("午前の訪問。台所で話した。")
    phone.page.get_by_role("link", name="別に新しく書く").click()
    expect(phone.field(NARRATIVE)).to_have_value("")
    phone.choose("支援方法", "電話・メール")
    phone.choose("結果", "つながった")
    phone.field(NARRATIVE).fill("昼に電話があった。")
    phone.see("下書きを保存しました")
    phone.go("今日")
    drafts = phone.page.get_by_role("region", name="書きかけの記録")
    expect(drafts.get_by_role("listitem")).to_have_count(2)
    expect(drafts).to_contain_text("昼に電話があった。")
    drafts.get_by_role("link", name=re.compile("午前の訪問")).click()
    expect(phone.field(NARRATIVE)).to_have_value("午前の訪問。台所で話した。")
    phone.page.get_by_role("link", name=re.compile("ほかの書きかけ: 昼に電話")).click()
    expect(phone.field(NARRATIVE)).to_have_value("昼に電話があった。")
    phone.save()
    phone.open_case(client)
    left = phone.page.get_by_role("region", name="書きかけの記録")
    expect(left.get_by_role("listitem")).to_have_count(1)
    left.get_by_role("link", name=re.compile("午前の訪問")).click()
    phone.was_visited()
    phone.save()
    phone.retry()
    phone.see_all_delivered()
    assert sorted(office.narratives(client)) == ["午前の訪問。台所で話した。", "昼に電話があった。"]
    phone.go("今日")
    expect(drafts).to_have_count(0)


def test_two_windows_on_one_new_note_keep_a_draft_each(phone: Phone, client: Client, office: Office) -> None:
    phone.begin_note(client)
    one = phone.page
    other = phone.new_page()
    phone.start()
    phone.begin_note(client)
    one.get_by_label(NARRATIVE, exact=True).fill("窓口Aで書いた長い文章。")
    expect(one.get_by_text("下書きを保存しました").locator("visible=true")).to_be_visible()
    other.get_by_label(NARRATIVE, exact=True).fill("窓口B。")
    expect(other.get_by_text("下書きを保存しました").locator("visible=true")).to_be_visible()
    phone.page = one
    one.reload()
    drafts = one.get_by_role("region", name="書きかけの記録")
    phone.go("今日")
    expect(drafts.get_by_role("listitem")).to_have_count(2)
    for beginning in ("窓口Aで書いた長い文章。", "窓口B。"):
        phone.go("今日")
        drafts.get_by_role("link", name=re.compile(beginning)).click()
        phone.was_visited()
        phone.save()
    phone.retry()
    phone.see_all_delivered()
    assert sorted(office.narratives(client)) == sorted(["窓口Aで書いた長い文章。", "窓口B。"])
