"""Two tabs of one phone: they show the same, and only one of them exchanges."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.office import Client, Office
from tests.browser.phones import Phone
from tests.browser.wire import Hold, Wire

LOCKS = "async () => { const { held, pending } = await navigator.locks.query(); return [held.length, pending.length]; }"


def test_only_one_of_two_tabs_exchanges(phone: Phone, wire: Wire, client: Client, office: Office) -> None:
    hold = Hold()
    wire.fails(hold)
    wire.most_at_once = 0
    phone.write_note(client, "一枚目の画面で書いた。")
    assert hold.reached.wait(20)
    first = phone.page
    second = phone.new_page()
    phone.start()
    phone.write_note(client, "二枚目の画面で書いた。")
    phone.see("この端末に保存しました")
    second.wait_for_function(f"async () => String(await ({LOCKS})()) === '1,1'")
    assert wire.most_at_once == 1
    hold.let_go()
    phone.see_all_delivered()
    assert sorted(office.narratives(client)) == ["一枚目の画面で書いた。", "二枚目の画面で書いた。"]
    assert wire.most_at_once == 1
    phone.page = first
    phone.see_all_delivered()
    phone.open_case(client)
    phone.see("二枚目の画面で書いた。")
    expect(first.get_by_role("link", name="未送信")).to_have_count(0)
