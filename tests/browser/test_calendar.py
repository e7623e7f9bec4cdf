"""The worker's calendar address on the phone: made, shown once, made anew and taken back."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.office import Client, Office, Worker
from tests.browser.phones import Phone
from tests.browser.test_agenda import press_twice, today, weekly


def address_on(phone: Phone) -> str:
    shown = phone.field("新しいアドレス")
    expect(shown).to_be_focused()
    return shown.input_value()


def calendar_at(phone: Phone, address: str) -> tuple[int, str]:
    """What whoever knows the address is given: a browser that is signed in nowhere."""
    response = phone.page.request.fetch(address, headers={"Cookie": ""})
    return response.status, response.text()


def test_the_calendar_shows_when_and_how_and_an_old_address_shows_nothing(
    phone: Phone, office: Office, client: Client, worker: Worker
) -> None:
    weekly(office, client, worker, today())
    phone.go("その他")
    phone.page.get_by_role("link", name="カレンダーの設定").click()
    phone.see("アドレスはまだありません")
    phone.press("アドレスを作る")
    first = address_on(phone)
    status, text = calendar_at(phone, first)
    assert (status, "SUMMARY:訪問" in text, client.name in text, "食料" in text) == (200, True, False, False)
    press_twice(phone, "新しいアドレスにする")
    phone.page.wait_for_function("old => document.getElementById('feed-shown')?.value !== old", arg=first)
    second = address_on(phone)
    assert (calendar_at(phone, first)[0], calendar_at(phone, second)[0]) == (404, 200)
    phone.go("その他")
    phone.page.get_by_role("link", name="カレンダーの設定").click()
    phone.see("カレンダーに出せます")
    press_twice(phone, "カレンダーに出さないようにする")
    phone.see("アドレスはまだありません")
    assert calendar_at(phone, second)[0] == 404


def test_without_a_network_the_screen_says_so_and_tries_again(phone: Phone) -> None:
    phone.offline()
    phone.go("その他")
    phone.page.get_by_role("link", name="カレンダーの設定").click()
    expect(phone.page.get_by_role("main").get_by_role("alert")).to_contain_text("電波が届いていません")
    phone.online()
    phone.press("もう一度ためす")
    phone.see("アドレスはまだありません")
