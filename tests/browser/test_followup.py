"""What must be followed up, on the phone: from the first screen to the monitoring that closes the due date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.desk import Desk
from tests.browser.office import Client, Office, Worker
from tests.browser.phones import NARRATIVE, Phone, Pocket
from tests.browser.test_agenda import today

DAY = dt.timedelta(days=1)


@pytest.fixture
def usual_afterwards(office: Office) -> Iterator[None]:
    """The office is reminded by default again after the test: it is there for all of them."""
    yield
    with office.writing() as store:
        store.reminders.keep_settings({})


def running_plan(office: Office, client: Client, **fields: str) -> str:
    decided = {"case": client.id, "number": 1, "decision": f"{today() - 20 * DAY}"}
    return office.write("plan", decided | fields)


def section(phone: Phone) -> Locator:
    return phone.page.get_by_role("region", name="フォローが必要な方")


def test_a_monitoring_that_is_overdue_is_done_from_the_first_screen_without_a_network(
    phone: Phone, office: Office, client: Client
) -> None:
    plan = running_plan(office, client, next_monitoring=f"{today() - 3 * DAY}")
    phone.retry()
    phone.see_all_delivered()
    phone.go("今日")
    phone.offline()
    expect(section(phone)).to_contain_text("モニタリング 3日超過")
    section(phone).get_by_role("link", name=client.name).click()
    phone.see_heading("モニタリングの記録")
    phone.choose("結果", "会えた")
    phone.field(NARRATIVE).fill("米と缶詰が届いていた。")
    phone.page.get_by_role("button", name=re.compile("^3か月後")).click()
    phone.save()
    phone.go("今日")
    expect(section(phone)).to_have_count(0)
    phone.online()
    phone.see_all_delivered()
    assert [note["monitors"] for note in office.notes(client)] == [plan]
    assert office.record(plan)["next_monitoring"] > f"{today()}"


def test_each_list_says_why_and_what_can_wait_is_not_on_the_first_screen(
    phone: Phone, office: Office, client: Client
) -> None:
    running_plan(office, client, next_monitoring=f"{today() + 2 * DAY}", period_end=f"{today() + 5 * DAY}")
    phone.retry()
    phone.see_all_delivered()
    phone.go("今日")
    expect(section(phone).get_by_role("link")).to_have_count(1)
    phone.page.get_by_role("link", name="一覧をすべて見る").click()
    phone.see_heading("フォローが必要な方")
    expect(phone.page.get_by_role("region", name="まもなくモニタリング")).to_contain_text("モニタリングまで2日")
    ending = phone.page.get_by_role("region", name="まもなくプラン期間終了")
    expect(ending).to_contain_text("プランの期間終了まで30日以内です。")
    ending.get_by_role("link", name=client.name).click()
    phone.see_heading("プラン1")


def see_that_it_is_soon(phone: Phone, client: Client) -> None:
    """A monitoring in ten days, at an office that looks two weeks ahead."""
    phone.page.goto(f"{phone.origin}/#/followup")
    soon = phone.page.get_by_role("region", name="まもなくモニタリング")
    expect(soon).to_contain_text("次回モニタリングまで14日以内です。")
    expect(soon.get_by_role("link", name=client.name)).to_contain_text("モニタリングまで10日")


@pytest.mark.usefixtures("usual_afterwards")
def test_what_the_supervisor_chooses_holds_on_the_phone_from_the_next_exchange_and_without_a_network(
    pocket: Pocket, at_the_desk: Desk, office: Office, worker: Worker, client: Client
) -> None:
    running_plan(office, client, next_monitoring=f"{today() + 10 * DAY}")
    phone = pocket.start()
    phone.sign_in(worker)
    phone.installed()
    phone.page.goto(f"{phone.origin}/#/followup")
    phone.see("担当のケースに、フォローが必要な方はいません。")

    at_the_desk.sign_in(office.supervisor)
    at_the_desk.choose_reminder("期日が近づいたとき", "何日前に", "14")
    phone.retry()
    see_that_it_is_soon(phone, client)
    pocket.close()

    phone = pocket.start()
    phone.offline()
    phone.start()
    see_that_it_is_soon(phone, client)
