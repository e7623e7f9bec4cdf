"""A consent taken with a client, what the partner sees of it, and how it is withdrawn."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.axe import barriers
from tests.browser.desk import Desk
from tests.browser.office import Client, Office, Worker
from tests.browser.phones import Phone
from tests.browser.screens import consent_of

KEEP = "この同意を記録する"
WITHDRAW = "撤回を記録する"


@pytest.fixture
def partner(office: Office) -> Worker:
    """An agency with an account, which the worker's phone hears of at its first pull."""
    return office.hire("つくし 作業所", role="partner")


def open_consents(phone: Phone, client: Client) -> None:
    phone.open_case(client)
    expect(phone.page.get_by_role("region", name="情報提供の同意")).to_be_visible()


def test_a_consent_is_taken_without_a_network_and_signed(
    partner: Worker, phone: Phone, office: Office, client: Client
) -> None:
    phone.offline()
    open_consents(phone, client)
    phone.see("委託先の方には何も見えません")
    phone.page.get_by_role("link", name="情報提供の同意をとる").click()
    phone.see_heading("情報提供の同意をとる")
    phone.press(KEEP)
    phone.see("記入してください")
    phone.page.get_by_label(re.compile("^提供先.委託先の方")).select_option(label="つくし 作業所")
    phone.page.get_by_role("checkbox", name="支援の経過").check()
    phone.page.get_by_label(re.compile("^利用目的")).fill("通所を一緒に支えるため")
    phone.see("お名前と担当者の名前のほかに伝えるのは、支援の経過です。")
    assert barriers(phone.page, "the form of a consent") == []
    phone.choose("同意の方法", "画面に署名")
    phone.press("文を見ていただき、署名をもらう")
    expect(phone.page.get_by_role("dialog").get_by_text("いつでも終わりにできます")).to_be_visible()
    assert barriers(phone.page, "the consent in the client's hands") == []
    phone.sign("情報提供同意書の署名.png")
    phone.press(KEEP)
    phone.see("提供先: つくし 作業所")
    expect(phone.page.get_by_role("region", name="情報提供の同意").get_by_text("有効")).to_be_visible()
    phone.online()
    phone.see_all_delivered()
    (consent,) = office.records("consent", client.id).values()
    assert (consent["receiver"], consent["shares"]) == (partner.id, ["course"])
    (signature,) = office.records("attachment", client.id)
    assert consent["signature"] == signature


def test_a_partner_sees_what_is_shared_until_it_is_withdrawn(
    phone: Phone, phones: Callable[[], Phone], office: Office, client: Client, worker: Worker
) -> None:
    partner = office.hire("ひだまり 作業所", role="partner")
    note = {"case": client.id, "method": "visit", "started_at": "2026-11-20T01:00:00Z", "narrative": "通所を楽しみに。"}
    office.write("support", note, by=worker)
    office.write("consent", consent_of(client, partner, shares=["course"]), by=worker)
    theirs = phones()
    theirs.start()
    theirs.give_password(partner)
    theirs.see_heading("共有されている方")
    theirs.page.get_by_role("link", name=re.compile(client.name)).click()
    theirs.see_heading(client.name)
    theirs.see("通所を楽しみに。")
    assert barriers(theirs.page, "what is shared with a partner") == []
    for address in ("cases/new", f"case/{client.id}", "today", "absences"):
        theirs.page.evaluate("address => { location.hash = `#/${address}`; }", address)
        theirs.see_heading("共有されている方")
    theirs.page.get_by_role("link", name=re.compile(client.name)).click()

    phone.retry()
    open_consents(phone, client)
    phone.page.get_by_role("link", name=re.compile("提供先: ひだまり")).click()
    phone.page.get_by_role("link", name=WITHDRAW).click()
    phone.press(WITHDRAW)
    expect(phone.page.get_by_role("dialog")).to_contain_text("撤回は取り消せません")
    assert barriers(phone.page, "the question before a withdrawal") == []
    phone.press("撤回する")
    phone.see("撤回が届いた日時")
    phone.see_all_delivered()

    theirs.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    theirs.page.reload()
    if theirs.is_locked():
        theirs.give_pin()
    theirs.see_heading("共有は終わりました")
    theirs.go("共有")
    theirs.see("いま共有されている方はいません。")
    expect(theirs.page.get_by_text(client.name)).to_have_count(0)


def test_a_withdrawal_is_noted_at_the_desk(office: Office, client: Client, worker: Worker, at_the_desk: Desk) -> None:
    partner = office.hire("なずな 作業所", role="partner")
    office.write("consent", consent_of(client, partner), by=worker)
    boss = office.hire("主任 花子", role="supervisor")
    at_the_desk.sign_in(boss)
    page = at_the_desk.page
    page.goto(f"{at_the_desk.origin}/office/cases/{client.id}")
    page.get_by_role("link", name="提供先: なずな 作業所").click()
    assert barriers(page, "a consent") == []
    page.get_by_role("link", name=WITHDRAW).click()
    assert barriers(page, "a withdrawal") == []
    page.get_by_role("button", name=WITHDRAW).click()
    expect(page.get_by_text("いつ、どなたが撤回を申し出たかを入れてください。").first).to_be_visible()
    page.get_by_label("撤回した日").fill("2026-11-30")
    page.get_by_label("撤回を申し出た人").select_option(label="本人")
    page.get_by_role("button", name=WITHDRAW).click()
    expect(page.get_by_text("撤回を記録しました。")).to_be_visible()
    (consent,) = office.records("consent", client.id).values()
    assert (consent["withdrawn_on"], consent["withdrawal_noted_by"]) == ("2026-11-30", boss.id)


TAKE = "情報提供の同意をとる"


def test_a_consent_is_taken_at_the_desk(office: Office, client: Client, at_the_desk: Desk) -> None:
    office.hire("あおば 作業所", role="partner")
    boss = office.hire("主任 太郎", role="supervisor")
    at_the_desk.sign_in(boss)
    page = at_the_desk.page
    page.goto(f"{at_the_desk.origin}/office/cases/{client.id}")
    page.get_by_role("link", name=TAKE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TAKE)
    assert barriers(page, "the form of a consent at the office") == []
    page.get_by_role("button", name="次へ: 読み上げる文を出す").click()
    expect(page.get_by_text("提供先を選ぶか、機関の名前を入れてください。")).to_be_visible()
    assert barriers(page, "a consent with something missing") == []
    page.get_by_label(re.compile("^提供先.委託先の方")).select_option(label="あおば 作業所")
    page.get_by_role("checkbox", name="支援の経過").check()
    purpose = page.get_by_label(re.compile("^利用目的"))
    with page.expect_response(lambda reply: reply.request.method == "PUT" and reply.status == 204):
        purpose.fill("通所を一緒に支えるため")
    page.get_by_role("button", name="次へ: 読み上げる文を出す").click()
    expect(page.get_by_role("heading", name="読み上げる文")).to_be_focused()
    expect(page.get_by_text("お名前と担当者の名前のほかに伝えるのは、支援の経過です。")).to_be_visible()
    expect(page.get_by_text("書きかけの内容を戻しました。")).to_be_hidden()
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert barriers(page, "a consent that is read aloud") == []
    with page.expect_response(lambda reply: reply.request.method == "PUT" and reply.status == 204):
        page.get_by_label("同意の状況").fill("窓口で読み上げた。")
    # Another day: what was typed before the text was there has not gone with what was typed after it.
    page.goto(page.url)
    expect(page.get_by_text("書きかけの内容を戻しました。")).to_be_visible()
    expect(purpose).to_have_value("通所を一緒に支えるため")
    expect(page.get_by_role("checkbox", name="支援の経過")).to_be_checked()
    page.get_by_role("button", name="次へ: 読み上げる文を出す").press("Enter")
    expect(page.get_by_label("同意の状況")).to_have_value("窓口で読み上げた。")
    page.get_by_role("radio", name="口頭").press("Space")
    page.get_by_role("button", name=KEEP).press("Enter")
    expect(page.get_by_text("同意を記録しました。")).to_be_visible()
    assert barriers(page, "a consent that was taken") == []
    (consent,) = office.records("consent", client.id).values()
    assert (consent["taken_by"], consent["form"], consent["shares"]) == (boss.id, "orally", ["course"])
    page.goto(f"{at_the_desk.origin}/office/consents/new/{client.id}")
    expect(purpose).to_have_value("")
