"""A plan on the phone: written, monitored and followed by the next one, with and without a network."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.office import Client, Office, Worker
from tests.browser.phones import NARRATIVE, Phone

NEXT = "次回モニタリング"


@pytest.fixture
def plan(office: Office, client: Client) -> str:
    """A plan that runs and is to be looked at again."""
    return running_plan(office, client)


def running_plan(office: Office, client: Client) -> str:
    return office.write(
        "plan",
        {
            "case": client.id,
            "number": 1,
            "goal": "年金の日まで食べ続けられる。",
            "decision": "2026-04-01",
            "next_monitoring": "2026-10-L",
        },
    )


def plans(office: Office, client: Client) -> list[dict[str, Any]]:
    return list(office.records("plan", client.id).values())


def open_plan(phone: Phone, client: Client, number: int = 1) -> None:
    phone.open_case(client)
    phone.page.get_by_role("region", name="プラン").get_by_role("link", name=f"プラン{number}").click()
    phone.see_heading(f"プラン{number}")


def test_a_monitoring_without_network_is_a_note_and_moves_the_date_once(
    plan: str, phone: Phone, office: Office, client: Client
) -> None:
    phone.offline()
    open_plan(phone, client)
    phone.page.get_by_role("link", name="モニタリングを記録する").click()
    phone.see_heading("モニタリングの記録")
    phone.field(NARRATIVE).fill("食料は足りている。")
    phone.press("保存する")
    phone.see("記入してください")
    phone.page.get_by_role("button", name=re.compile("^3か月後")).click()
    phone.save()
    phone.see_unsent(2)
    phone.online()
    phone.see_all_delivered()
    (note,) = office.notes(client)
    assert note["monitors"] == plan
    assert note["purpose"] == "モニタリング"
    moved = office.record(plan)["next_monitoring"]
    assert re.fullmatch(r"20\d\d-\d\d-L", moved)
    assert moved != "2026-10-L"
    open_plan(phone, client)
    expect(phone.page.get_by_role("region", name="モニタリングの記録").get_by_role("link")).to_have_count(1)


def test_an_ordinary_note_becomes_a_monitoring(plan: str, phone: Phone, office: Office, client: Client) -> None:
    phone.begin_note(client)
    phone.choose("支援方法", "訪問")
    phone.page.get_by_label("プラン1のモニタリングとして記録する").check()
    phone.page.get_by_label(f"{NEXT}の書き方").select_option("月だけ")
    phone.field(NEXT).select_option("2027年4月")
    phone.save()
    phone.see_all_delivered()
    assert office.record(plan)["next_monitoring"] == "2027-04"
    assert [note["monitors"] for note in office.notes(client)] == [plan]


def test_two_phones_that_move_the_date_apart_disagree_about_it(
    phones: Callable[[], Phone], office: Office, worker: Worker
) -> None:
    colleague = office.hire("海野 遥")
    client = office.open_case("谷川 岬", worker, colleague)
    plan = running_plan(office, client)
    mine, theirs = phones(), phones()
    mine.sign_in(worker)
    theirs.sign_in(colleague)
    mine.offline()
    for phone, month in ((mine, "2027年2月"), (theirs, "2027年3月")):
        open_plan(phone, client)
        phone.page.get_by_role("link", name="モニタリングを記録する").click()
        phone.page.get_by_label(f"{NEXT}の書き方").select_option("月だけ")
        phone.field(NEXT).select_option(month)
        phone.save()
    theirs.see_all_delivered()
    mine.online()
    mine.go("送信")
    mine.see("内容が食い違っています 1件")
    assert len(office.notes(client)) == 2
    assert office.record(plan)["next_monitoring"] == "2027-03"
    (conflict,) = office.open_conflicts(client)
    assert office.record(conflict)["proposed"] == "2027-02"
