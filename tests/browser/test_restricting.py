"""A case is restricted at the desk, leaves the phone of whoever is not named, and is opened in an emergency."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.browser import desk
from tests.browser.desk import Desk
from tests.browser.office import Client, Office, Worker
from tests.browser.phones import Phone
from tests.browser.test_office_axe import check
from tests.browser.wire import Wire

REASON = "相談者の親族が職員にいるため"


def restrict(at: Desk, case: str, *named: Worker, but: Worker | None = None) -> None:
    """From the page of the case, by way of what it means."""
    at.page.goto(f"{at.origin}/office/cases/{case}")
    at.page.get_by_role("link", name=re.compile("閲覧を制限する|制限を変更")).click()
    for each in named:
        at.page.get_by_label(re.compile(each.name)).check()
    if but is not None:
        at.page.get_by_label(re.compile(but.name)).uncheck()
    at.page.get_by_label("理由").first.fill(REASON)
    check(at.page)
    at.page.get_by_role("button", name="次へ(どうなるかを確かめる)").click()
    losing = at.page.get_by_text("次の職員の端末から、このケースがなくなります")
    expect(losing).to_have_count(0 if but is None else 1)
    check(at.page)
    at.page.get_by_role("button", name="閲覧を制限する").click()
    expect(at.page.get_by_text("ケースの閲覧を制限しました。")).to_be_visible()


def test_a_case_leaves_the_phone_of_whoever_is_not_named_and_comes_back(
    phone: Phone, at_the_desk: Desk, client: Client, office: Office, worker: Worker
) -> None:
    manager, supervisor = office.hire("灘 みのる", role="manager"), office.hire("岸 かなえ", role="supervisor")
    phone.open_case(client)
    at_the_desk.sign_in(manager)
    restrict(at_the_desk, client.id, supervisor, but=worker)
    check(at_the_desk.page)
    expect(at_the_desk.page.get_by_role("heading", name="閲覧を制限したケース")).to_be_visible()
    expect(at_the_desk.page.get_by_text("主担当がこのケースを見られません")).to_be_visible()
    phone.retry()
    phone.go("ケース")
    expect(phone.page.get_by_role("main").get_by_role("link", name=client.name)).to_have_count(0)

    at_the_desk.page.get_by_role("link", name="閲覧の制限を変更・解除する").click()
    at_the_desk.page.get_by_label("理由").last.fill("親族が異動したため")
    at_the_desk.page.get_by_role("button", name="閲覧の制限を解除する").click()
    expect(at_the_desk.page.get_by_text("閲覧の制限を解除しました。")).to_be_visible()
    phone.retry()
    phone.open_case(client)


def test_the_phone_of_whoever_is_named_says_so(
    phone: Phone, at_the_desk: Desk, client: Client, office: Office, worker: Worker
) -> None:
    at_the_desk.sign_in(office.hire("灘 みつる", role="manager"))
    restrict(at_the_desk, client.id, worker)
    phone.retry()
    phone.go("ケース")
    expect(phone.page.get_by_role("main").get_by_text("閲覧制限")).to_be_visible()
    phone.open_case(client)
    phone.see("このケースを開けるのは、次の職員だけです")


def test_in_an_emergency_it_is_opened_with_a_reason(
    browser: Browser, wire: Wire, at_the_desk: Desk, office: Office, worker: Worker
) -> None:
    client = office.open_case("汐見 あかり", worker)
    manager, supervisor = office.hire("灘 まもる", role="manager"), office.hire("岸 しずか", role="supervisor")
    at_the_desk.sign_in(manager)
    restrict(at_the_desk, client.id, but=worker)
    context = browser.new_context(**desk.SCREEN | {"viewport": {"width": 390, "height": 844}})
    other = Desk(context, wire.url)
    other.sign_in(supervisor)
    other.page.goto(f"{wire.url}/office/cases/{client.id}")
    expect(other.page.get_by_text(client.name)).to_have_count(0)
    other.page.goto(f"{wire.url}/office/cases/")
    other.page.get_by_role("link", name="閲覧を制限したケース").click()
    other.page.get_by_label("ケース番号、または相談者の氏名(全部)").fill(client.name)
    other.page.get_by_label("理由").fill("警察からの照会に今すぐ答えるため")
    check(other.page)
    other.page.get_by_role("button", name="60分間、開く").click()
    expect(other.page.get_by_text("理由を述べて開いています")).to_be_visible()
    check(other.page)
    context.close()
    at_the_desk.page.goto(f"{wire.url}/office/trail/?what=restricted_opened")
    expect(at_the_desk.page.get_by_text("警察からの照会に今すぐ答えるため")).to_be_visible()
