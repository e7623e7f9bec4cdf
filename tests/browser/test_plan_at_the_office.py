"""A plan between phones and the supervisor: given back and mended, and one number that two phones have both given."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk
from tests.browser.office import Client, Office, Worker
from tests.browser.phones import Phone
from tests.browser.test_plans import add_support

COMMENT = "だれが買い物に付き添うのか、支援の内容に書き足してください。"


@pytest.fixture
def client(office: Office, worker: Worker) -> Client:
    """Somebody of a name that the office has only once: its pages show the plans of everybody."""
    return office.open_case("稲田 さと", worker)


def new_plan(phone: Phone, client: Client, goal: str) -> None:
    phone.open_case(client)
    phone.page.get_by_role("link", name="新しいプラン").click()
    phone.field("目標(本人のことばで)").fill(goal)
    phone.press("保存する")
    phone.see_heading("プラン1")


def test_a_plan_that_is_given_back_is_mended_and_sent_again(
    phone: Phone, at_the_desk: Desk, client: Client, office: Office
) -> None:
    new_plan(phone, client, "週に一度、自分で買い物に行きたい。")
    phone.press("主任に承認を頼む")
    phone.see_all_delivered()
    at_the_desk.sign_in(office.supervisor)
    at_the_desk.open_plan(client.name)
    at_the_desk.return_note(COMMENT)

    phone.retry()
    phone.go("今日")
    returned = phone.page.get_by_role("region", name="差し戻されたプラン")
    expect(returned).to_contain_text(COMMENT)
    returned.get_by_role("link", name=client.name).click()
    phone.see("差し戻されています。コメントを読んで、プランを直してください")
    phone.offline()
    add_support(phone, "買い物に付き添う", "自立相談")
    phone.press("直したので、もう一度承認を頼む")
    phone.see("承認待ちです")
    phone.online()
    phone.see_all_delivered()
    ((_, plan),) = office.records("plan", client.id).items()
    assert plan["approval"] == "asked"

    at_the_desk.open_plan(client.name)
    expect(at_the_desk.page.get_by_role("article", name="プラン").get_by_text("買い物に付き添う")).to_be_visible()
    at_the_desk.page.get_by_role("button", name="承認する").click()
    expect(at_the_desk.page.get_by_text("プランを承認しました。")).to_be_visible()
    phone.retry()
    phone.go("今日")
    expect(returned).to_have_count(0)
    phone.open_case(client)
    phone.page.get_by_role("region", name="プラン").get_by_role("link", name="プラン1").click()
    phone.see("承認されました")


def test_two_plans_that_two_phones_numbered_alike_are_both_kept_and_one_gets_another_number(
    phones: Callable[[], Phone], office: Office, worker: Worker
) -> None:
    colleague = office.hire("海野 遥")
    client = office.open_case("谷川 灯", worker, colleague)
    mine, theirs = phones(), phones()
    mine.sign_in(worker)
    theirs.sign_in(colleague)
    for phone, goal in ((mine, "働きたい。"), (theirs, "ゆっくり眠りたい。")):
        phone.offline()
        new_plan(phone, client, goal)
    for phone in (theirs, mine):
        phone.online()
        phone.see_all_delivered()
    plans = mine.page.get_by_role("region", name="プラン")
    mine.open_case(client)
    expect(plans.get_by_text("番号が重なっています")).to_have_count(2)
    plans.get_by_role("link", name="ゆっくり眠りたい。").click()
    mine.see("プラン1が2つあります")
    mine.press("このプランを「プラン2」にする")
    mine.see_heading("プラン2")
    expect(mine.page.get_by_text("プラン1が2つあります")).to_have_count(0)
    mine.see_all_delivered()
    numbers = {plan["goal"]: plan["number"] for plan in office.records("plan", client.id).values()}
    assert numbers == {"働きたい。": 1, "ゆっくり眠りたい。": 2}
    assert office.open_conflicts(client) == []
