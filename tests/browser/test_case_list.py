"""The list of a hundred cases: a new client is in reach, and whom one looks for stands first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from server.store import utcnow
from sync.fields import write_moment
from tests.browser.axe import barriers
from tests.browser.office import Client, Office, Worker
from tests.browser.phones import Phone

CASES = 100
ROW_PX = 100
"""A row with its contact and appointment on two lines; it was 120 to 150."""


@pytest.fixture
def clients(office: Office, worker: Worker) -> list[Client]:
    """The first has the next appointment, the second the last contact, the third was sought in vain since."""
    clients = [office.open_case(f"相談 {number:03d}", worker) for number in range(CASES)]
    now = utcnow()
    seen, tried = (write_moment(now - dt.timedelta(days=days)) for days in (3, 1))
    soon = {"case": clients[70].id, "worker": worker.id, "state": "planned", "method": "visit"}
    office.write("appointment", soon | {"starts_at": write_moment(now + dt.timedelta(days=1))})
    visit = {"method": "visit", "narrative": "訪問した。"}
    office.write("support", visit | {"case": clients[80].id, "started_at": seen, "outcome": "met"}, by=worker)
    office.write("support", visit | {"case": clients[90].id, "started_at": tried, "outcome": "absent"}, by=worker)
    return clients


@pytest.fixture
def phone(clients: list[Client], worker: Worker, phones: Callable[[], Phone]) -> Phone:
    phone = phones()
    phone.sign_in(worker)
    phone.go("ケース")
    phone.see(f"{CASES}件")
    return phone


def first_of(phone: Phone) -> str:
    return phone.page.locator(".list__main").first.inner_text()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (320, 640)])
def test_a_new_client_is_in_reach_with_a_hundred_clients(phone: Phone, width: int, height: int) -> None:
    phone.page.set_viewport_size({"width": width, "height": height})
    expect(phone.page.get_by_role("link", name="新しい相談者を登録する")).to_be_in_viewport(ratio=1)
    rows = [row.bounding_box() for row in phone.page.locator(".list > li").all()]
    assert max(row["height"] for row in rows if row) <= ROW_PX
    assert barriers(phone.page, "a hundred cases") == []


def test_the_order_is_chosen_and_stays_while_the_app_is_open(phone: Phone, clients: list[Client]) -> None:
    orders = phone.page.get_by_role("group", name="並べ方")
    assert first_of(phone) == clients[0].name
    orders.get_by_role("radio", name="次の予定").click()
    assert first_of(phone) == clients[70].name
    orders.get_by_role("radio", name="最近の連絡").click()
    assert first_of(phone) == clients[80].name, "who was not at home was not reached"
    phone.page.get_by_role("main").get_by_role("link", name=clients[80].name).click()
    phone.see_heading(clients[80].name)
    phone.go("ケース")
    expect(orders.get_by_role("radio", name="最近の連絡")).to_be_checked()
    assert first_of(phone) == clients[80].name


def test_nothing_found_is_said_once(phone: Phone) -> None:
    phone.page.get_by_role("searchbox").fill("どこにもない")
    phone.see("見つかりませんでした")
    expect(phone.page.get_by_text("0件")).to_have_count(0)
