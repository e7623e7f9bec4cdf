"""A phone in somebody else's hands shows one thing: nothing else is reached without the PIN, whatever they press."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.axe import barriers
from tests.browser.office import Client, Worker
from tests.browser.phones import NARRATIVE, Phone
from tests.browser.test_attachments import take_photo
from tests.browser.test_unkept import FULL, SPACE

SAID = "台所で聞いた話。"


@pytest.fixture
def phone(phones: Callable[..., Phone], worker: Worker, client: Client) -> Phone:
    """A phone with an app that starts without a network."""
    phone = phones()
    phone.sign_in(worker)
    phone.installed()
    return phone


def at_the_counter(phone: Phone, client: Client, folder: Path) -> Locator:
    phone.begin_note(client)
    phone.was_visited()
    phone.field(NARRATIVE).fill(SAID)
    take_photo(phone, folder)
    phone.save()
    phone.page.get_by_role("link", name="督促状").first.click()
    phone.press("窓口で見せる")
    shown = phone.page.get_by_role("dialog", name="督促状")
    expect(shown.locator("img")).to_be_visible()
    return shown


def to_be_signed(phone: Phone, client: Client, _: Path) -> Locator:
    phone.open_case(client)
    phone.page.get_by_role("link", name="新しいプラン").click()
    phone.field("目標(本人のことばで)").fill("家賃を払う。")
    phone.page.get_by_label("支援期間の終了の書き方").select_option("月だけ")
    phone.press("保存する")
    phone.see_heading("プラン1")
    phone.page.get_by_role("link", name="本人の同意を記録する").click()
    phone.choose("同意の方法", "画面に署名")
    phone.press("プランを見ていただき、署名をもらう")
    shown = phone.page.get_by_role("dialog", name="支援計画(プラン1)")
    expect(shown).to_be_visible()
    return shown


def signed(phone: Phone, client: Client, folder: Path) -> Locator:
    to_be_signed(phone, client, folder)
    phone.sign_with_a_finger()
    shown = phone.page.get_by_role("dialog", name="署名をありがとうございました")
    expect(shown).to_be_visible()
    return shown


Way = Callable[[Phone, Client, Path], Locator]
WAYS: list[Way] = [at_the_counter, to_be_signed, signed]
BACK: dict[Way, str] = {
    at_the_counter: "見せ終わる",
    to_be_signed: "署名しないで職員に返す",
    signed: "職員が受け取る",
}
HANDED_OVER = pytest.mark.parametrize("hand_over", WAYS, ids=["a photo", "to be signed", "signed"])


def leads_nowhere(phone: Phone, shown: Locator) -> None:
    expect(shown).to_be_visible()
    assert shown.get_by_role("link").count() == 0
    # What lies below is out of reach of fingers, keys and screen readers.
    outside = """dialog => [...document.querySelectorAll("a, button, input, textarea, select")].filter((each) => {
      if (dialog.contains(each)) return false;
      each.focus();
      const { x, y, width, height } = each.getBoundingClientRect();
      const top = document.elementFromPoint(x + width / 2, y + height / 2);
      return document.activeElement === each || (top !== null && each.contains(top));
    }).length"""
    assert shown.evaluate(outside) == 0


@HANDED_OVER
def test_no_key_no_swipe_and_no_address_leads_away(
    phone: Phone, client: Client, tmp_path: Path, hand_over: Way
) -> None:
    shown = hand_over(phone, client, tmp_path)
    leads_nowhere(phone, shown)
    for _ in range(3):
        phone.page.go_back()  # as a swipe from the edge does
        leads_nowhere(phone, shown)
    phone.page.go_forward()
    for address in ("#/cases", "#/", "#/sync"):
        phone.page.evaluate("address => { location.hash = address; }", address)
        leads_nowhere(phone, shown)
    for key in (*["Escape"] * 4, *["Tab"] * 12, "Backspace", "Alt+ArrowLeft", "Enter"):
        if key == "Enter":
            phone.page.evaluate("document.activeElement?.blur()")
        phone.page.keyboard.press(key)
    leads_nowhere(phone, shown)


@HANDED_OVER
def test_a_page_that_is_loaded_anew_and_every_other_window_are_locked(
    phone: Phone, client: Client, tmp_path: Path, hand_over: Way
) -> None:
    other = phone.page
    phone.new_page()
    phone.start(opens=False)
    assert not phone.is_locked()
    hand_over(phone, client, tmp_path)
    shows = phone.page
    expect(other.locator("#pin")).to_be_visible()
    phone.new_page()
    phone.start(opens=False)
    assert phone.is_locked()
    phone.page = shows
    phone.page.reload()
    expect(phone.page.locator("#pin")).to_be_visible()
    for page in (other, shows):
        assert client.name not in page.content()
    phone.give_pin()
    expect(phone.page.get_by_role("heading", level=1)).to_be_visible()


@HANDED_OVER
def test_its_worker_takes_it_back_with_the_pin_and_with_nothing_else(
    phone: Phone, client: Client, tmp_path: Path, hand_over: Way
) -> None:
    shown = hand_over(phone, client, tmp_path)
    assert barriers(phone.page, "handed over") == []
    phone.press(BACK[hand_over])
    assert barriers(phone.page, "taking back") == []
    phone.press("受け取る")
    phone.see("暗証番号を入れてください")
    phone.page.locator("#take-back-pin").fill("000001")
    phone.press("受け取る")
    phone.see("暗証番号が違います")
    leads_nowhere(phone, shown.or_(phone.page.get_by_role("dialog")).first)
    phone.press("見せていた画面に戻る")
    expect(shown).to_be_visible()
    phone.take_back(BACK[hand_over])
    expect(phone.page.get_by_role("dialog")).to_have_count(0)
    expect(phone.page.locator("main").first).to_be_visible()
    # And is open as before: a page that is loaded anew asks for nothing.
    phone.start(opens=False)
    assert not phone.is_locked()


def test_nobody_is_thanked_for_a_signature_that_the_phone_could_not_keep(phone: Phone, client: Client) -> None:
    to_be_signed(phone, client, Path())
    phone.page.evaluate(FULL)
    phone.sign_with_a_finger()
    expect(phone.page.get_by_role("dialog").get_by_role("alert")).to_contain_text("端末の空きが足りず")
    thanks = phone.page.get_by_role("dialog", name="署名をありがとうございました")
    expect(thanks).to_have_count(0)
    assert barriers(phone.page, "a signature that is not kept") == []
    phone.page.evaluate(SPACE)
    phone.press("この署名で決める")
    expect(thanks).to_be_visible()
    phone.take_back(BACK[signed])
    phone.see("本人の署名.png")
    phone.press("保存する")
    phone.see_heading("プラン1")


def test_a_signature_is_kept_also_where_the_phone_never_comes_back_to_the_screen(phone: Phone, client: Client) -> None:
    signed(phone, client, Path())
    phone.page.reload()
    phone.give_pin()
    phone.open_case(client)
    phone.page.get_by_role("link", name="プラン1").first.click()
    phone.page.get_by_role("link", name="本人の同意を記録する").click()
    phone.see("本人の署名.png")
