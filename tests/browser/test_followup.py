"""What must be followed up, on the phone: from the first screen to the monitoring that closes the due date."""

from __future__ import annotations

import datetime as dt
import re

from playwright.sync_api import Locator, expect

from tests.browser.office import Client, Office
from tests.browser.phones import NARRATIVE, Phone
from tests.browser.test_agenda import today

DAY = dt.timedelta(days=1)


def running_plan(office: Office, client: Client, **fields: str) -> str:
    decided = {"case": client.id, "number": 1, "decision": f"{today() - 20 * DAY}"}
    return office.write("plan", decided | fields)


def section(phone: Phone) -> Locator:
    return phone.page.get_by_role("region", name="モニタリングと見守り")


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
    phone.page.get_by_role("link", name="見守りの一覧を開く").click()
    phone.see_heading("モニタリングと見守り")
    expect(phone.page.get_by_role("region", name="まもなくモニタリング")).to_contain_text("モニタリングまで2日")
    ending = phone.page.get_by_role("region", name="まもなくプラン期間終了")
    expect(ending).to_contain_text("プランの期間終了まで30日以内です。")
    ending.get_by_role("link", name=client.name).click()
    phone.see_heading("プラン1")
