"""From the supervisor's desk back to the phone: a note that is given back, with a word to it."""

from __future__ import annotations

from tests.browser.office import Client, Office
from tests.browser.phones import Phone

COMMENT = "分納誓約書の控えを誰が持っているか、書き足してください。"
ANSWER = "ご本人が持っています。次回、写しをいただきます。"


def test_a_returned_note_comes_back_with_its_comment(phone: Phone, client: Client, office: Office) -> None:
    phone.write_note(client, "納税課で分納の相談をした。")
    phone.see("事務所に届きました")
    ((note, fields),) = office.records("support", client.id).items()
    assert fields["review"] == "unread"
    office.return_note(note, COMMENT)
    phone.retry()
    phone.go("今日")
    returned = phone.page.get_by_role("region", name="差し戻された記録").get_by_role("link", name=client.name)
    returned.click()
    phone.see("主任 典子から差し戻されています。下のコメントをご覧ください")
    phone.see(COMMENT)
    phone.field("返事を書く").fill(ANSWER)
    phone.press("返事を保存する")
    phone.see(ANSWER)
    phone.see_all_delivered()
    comments = office.records("comment", client.id).values()
    assert [comment["text"] for comment in comments] == [COMMENT, ANSWER]
