"""What one does first on a screen is in reach where the screen opens, and a state that comes moves nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from server.reminders.giving import DueNotice
from server.store import utcnow
from sync.fields import write_moment
from tests.browser.office import Client, Office, Worker
from tests.browser.phones import NARRATIVE, Phone

PHONES: list[ViewportSize] = [{"width": 390, "height": 844}, {"width": 320, "height": 640}]
NARROW_AND_USUAL = pytest.mark.parametrize("size", PHONES, ids=lambda size: f"{size['width']}x{size['height']}")
SCREEN_AND_A_HALF_PX = 844 * 1.5
HEAD_PX = 110
"""The most that the way back and a heading of one line take; with an empty band above them it was 172."""

IN_REACH = """element => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return scrollY === 0 && [y + 1, y + height / 2, y + height - 1].every((line) =>
    element.contains(document.elementFromPoint(x + width / 2, line)));
}"""
"""Whether all of it can be seen and tapped, with nothing in front of it."""

TOP_OF_CONTENT = """() => document.querySelector("main .head + *").getBoundingClientRect().top"""


@pytest.fixture
def plan(office: Office, client: Client) -> str:
    goal = {"case": client.id, "number": 1, "goal": "家賃の滞納をなくす。"}
    return office.write("plan", goal)


@pytest.fixture
def visited_today(office: Office, worker: Worker, client: Client) -> str:
    """An appointment of the client's that has just begun."""
    fields = {"case": client.id, "worker": worker.id, "state": "planned", "method": "visit", "place": "自宅"}
    return office.write("appointment", fields | {"starts_at": write_moment(utcnow())})


@pytest.fixture
def busy(
    plan: str, visited_today: str, office: Office, worker: Worker, client: Client, phones: Callable[[], Phone]
) -> Phone:
    """The phone of a worker with a plan, an appointment of today, and a notice."""
    office.give(DueNotice(f"soon:{worker.id}", worker.id, "monitoring_soon", case=client.id, due="2026-12-L"))
    phone = phones()
    phone.sign_in(worker)
    return phone


def show(page: Page, address: str) -> None:
    page.evaluate("address => { location.hash = `#/${address}`; }", address)
    page.wait_for_function("address => location.hash === `#/${address}`", arg=address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_timeout(200)


def in_reach(control: Locator) -> bool:
    expect(control).to_be_visible()
    return bool(control.evaluate(IN_REACH))


@NARROW_AND_USUAL
def test_what_one_does_first_is_in_reach(
    busy: Phone, client: Client, plan: str, visited_today: str, size: ViewportSize
) -> None:
    page = busy.page
    page.set_viewport_size(size)
    first: dict[str, list[tuple[str, str]]] = {
        "": [("link", "記録する"), ("link", "お知らせ")],
        "cases": [("searchbox", "ケースをさがす"), ("link", "新しい相談者を登録する"), ("link", client.name)],
        f"case/{client.id}": [("link", "新しい記録"), ("link", "訪問を始める"), ("link", "予定を入れる")],
        f"plan/{plan}": [("link", "本人の同意を記録する")],
        f"case/{client.id}/note": [("radio", "訪問"), ("button", "保存する")],
        f"appointment/{visited_today}/note": [("radio", "訪問"), ("button", "保存する")],
        f"case/{client.id}/outing": [("radio", "訪問")],
        "cases/new": [("textbox", "氏名"), ("button", "保存する")],
        "agenda": [("link", "記録する")],
        "sync": [("button", "今すぐ送受信する")],
        "notices": [("button", "すべて既読にする"), ("link", client.name)],
        "more": [("button", "ログアウト")],
    }
    out_of_reach = []
    for address, controls in first.items():
        show(page, address)
        for role, name in controls:
            control = page.get_by_role("main").get_by_role(role, name=name).first  # type: ignore[arg-type]  # from a table
            seen = control.locator("..") if role == "radio" else control
            if not in_reach(seen):
                out_of_reach.append(f"{address}: {name}")
    assert out_of_reach == []


@NARROW_AND_USUAL
def test_a_state_that_comes_moves_nothing(busy: Phone, client: Client, plan: str, size: ViewportSize) -> None:
    page = busy.page
    page.set_viewport_size(size)
    addresses = ["", "cases", f"case/{client.id}", f"plan/{plan}", f"case/{client.id}/note", "sync", "more"]
    tops = {}
    for address in addresses:
        show(page, address)
        tops[address] = page.evaluate(TOP_OF_CONTENT)
    busy.offline()
    for address in addresses:
        show(page, address)
        expect(page.locator(".app__status")).to_have_text("電波が届いていません")
        assert page.evaluate(TOP_OF_CONTENT) == tops[address], address
    busy.online()


def test_no_screen_begins_with_an_empty_band(busy: Phone, client: Client) -> None:
    page = busy.page
    for address in ("", "cases", "sync", "more", f"case/{client.id}", f"case/{client.id}/note"):
        show(page, address)
        first = page.locator("main .head__line > *").first.bounding_box()
        assert first is not None
        assert first["y"] < 20, address
        assert page.evaluate(TOP_OF_CONTENT) < HEAD_PX, address


def test_the_narrative_lies_within_a_screen_and_a_half(busy: Phone, client: Client, visited_today: str) -> None:
    for address in (f"case/{client.id}/note", f"appointment/{visited_today}/note"):
        show(busy.page, address)
        box = busy.field(NARRATIVE).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= SCREEN_AND_A_HALF_PX, address
