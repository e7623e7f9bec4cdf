"""From the phone to the supervisor's desk and back: a note that is given back, with a word to it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.axe import barriers
from tests.browser.desk import Desk
from tests.browser.office import Client, Office, Worker
from tests.browser.phones import NARRATIVE, Phone

NOTE = "納税課で分納の相談をした。"
COMMENT = "分納誓約書の控えを誰が持っているか、書き足してください。"
ANSWER = "ご本人が持っています。次回、写しをいただきます。"


def test_a_note_is_read_at_the_office_and_comes_back_with_a_comment(
    phone: Phone, at_the_desk: Desk, client: Client, office: Office, worker: Worker
) -> None:
    phone.write_note(client, NOTE)
    phone.see("事務所に届きました")
    at_the_desk.sign_in(office.supervisor)
    found = barriers(at_the_desk.page, "list of notes")
    at_the_desk.open_note(client.name, worker)
    expect(at_the_desk.page.get_by_role("article").get_by_text(NOTE)).to_be_visible()
    found += barriers(at_the_desk.page, "note at the office")
    at_the_desk.return_note(COMMENT)

    phone.retry()
    phone.go("今日")
    phone.page.get_by_role("region", name="差し戻された記録").get_by_role("link", name=client.name).click()
    phone.see("主任 典子から差し戻されています。下のコメントをご覧ください")
    phone.see(COMMENT)
    phone.field("返事を書く").fill(ANSWER)
    phone.press("返事を保存する")
    phone.see(ANSWER)
    phone.page.get_by_role("link", name="記録を直す").click()
    phone.choose("結果", "会えた")
    phone.field(NARRATIVE).fill(f"{NOTE}控えは本人が保管。")
    phone.save()
    phone.see_all_delivered()

    at_the_desk.open_note(client.name, worker)
    expect(at_the_desk.page.get_by_role("article").get_by_text(f"{NOTE}控えは本人が保管。")).to_be_visible()
    expect(at_the_desk.page.get_by_role("region", name="コメント").get_by_text(ANSWER)).to_be_visible()
    comments = [comment["text"] for comment in office.records("comment", client.id).values()]
    assert sorted(comments) == sorted([COMMENT, ANSWER])
    assert office.narratives(client) == [f"{NOTE}控えは本人が保管。"]
    assert found == []


def test_a_judged_note_goes_only_with_the_supervisors_word(
    phone: Phone, at_the_desk: Desk, client: Client, office: Office, worker: Worker
) -> None:
    phone.write_note(client, NOTE)
    phone.see("事務所に届きました")
    (note,) = office.records("support", client.id)
    office.return_note(note, COMMENT)
    phone.retry()
    phone.go("今日")
    phone.page.get_by_role("region", name="差し戻された記録").get_by_role("link", name=client.name).click()
    phone.press("主任に削除をお願いする")
    found = barriers(phone.page, "asking for a removal")
    phone.page.get_by_role("dialog").get_by_role("button", name="主任に削除をお願いする").click()
    phone.see("主任に削除をお願いしています")
    expect(phone.page.get_by_role("button", name="主任に削除をお願いする")).to_have_count(0)
    phone.see_all_delivered()
    assert office.narratives(client) == [NOTE]

    at_the_desk.sign_in(office.supervisor)
    at_the_desk.open_note(client.name, worker)
    found += barriers(at_the_desk.page, "a removal that is asked for")
    at_the_desk.page.get_by_label("支援員へのひとこと").fill("経過が分かる記録なので残します。")
    at_the_desk.page.get_by_role("button", name="記録を残す").click()
    expect(at_the_desk.page.get_by_text("記録を残しました。")).to_be_visible()

    phone.retry()
    phone.go("今日")
    phone.page.get_by_role("region", name="差し戻された記録").get_by_role("link", name=client.name).click()
    phone.see("経過が分かる記録なので残します。")
    expect(phone.page.get_by_role("button", name="主任に削除をお願いする")).to_be_visible()
    assert found == []
