"""A plan on the phone: written, monitored and followed by the next one, with and without a network."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from sync.agreement import agreed_digest
from sync.fields import Json
from tests.browser.axe import barriers
from tests.browser.desk import Desk
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
    phone.choose("結果", "会えた")
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
    phone.was_visited()
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
        phone.choose("結果", "会えた")
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


def add_support(phone: Phone, what: str, programme: str) -> None:
    phone.page.get_by_role("link", name="支援の内容を加える").click()
    phone.page.get_by_label(re.compile("^支援の内容")).fill(what)
    phone.choose("事業", programme)
    phone.press("保存する")
    phone.see(what)


def test_a_plan_signed_without_network_reaches_the_office_whole(phone: Phone, office: Office, client: Client) -> None:
    phone.offline()
    phone.open_case(client)
    phone.page.get_by_role("link", name="新しいプラン").click()
    phone.field("目標(本人のことばで)").fill("家賃を自分で払えるようになりたい。")
    phone.page.get_by_label("支援期間の終了の書き方").select_option("月だけ")
    phone.field("支援期間の終了").select_option("2027年3月")
    phone.press("保存する")
    phone.see_heading("プラン1")
    phone.see("2027年3月末ごろまで")
    add_support(phone, "家計表を毎月いっしょに書く", "家計改善")
    add_support(phone, "ハローワークに同行する", "就労支援")
    phone.page.get_by_role("link", name="本人の同意を記録する").click()
    phone.choose("同意の方法", "画面に署名")
    phone.press("保存する")
    phone.see("署名をいただき、「この署名で決める」を押してください")
    phone.press("プランを見ていただき、署名をもらう")
    handed = phone.page.get_by_role("dialog", name="支援計画(プラン1)")
    for told in (
        "家賃を自分で払えるようになりたい。",
        "家計表を毎月いっしょに書く",
        "ハローワークに同行する",
        "2027年3月",
    ):
        expect(handed).to_contain_text(told)
    assert handed.get_by_role("link").count() == 0
    assert barriers(phone.page, "handover") == []
    phone.page.go_back()
    expect(handed).to_be_visible()
    # A browser lets a dialog be closed where Escape is pressed again and again.
    handed.get_by_role("heading", level=1).click()
    for _ in range(4):
        phone.page.keyboard.press("Escape")
    expect(handed).to_be_visible()
    phone.sign("本人の署名.png")
    expect(handed).to_have_count(0)
    phone.press("保存する")
    phone.see_heading("プラン1")
    phone.see("この端末から送信待ち")
    phone.press("主任に承認を頼む")
    phone.see("承認待ちです")
    phone.online()
    phone.see_all_delivered()
    ((id_, plan),) = office.records("plan", client.id).items()
    assert plan["goal"] == "家賃を自分で払えるようになりたい。"
    assert plan["period_end"] == "2027-03"
    assert plan["agreement"] == "signed_on_screen"
    assert plan["agreed_to"] == agreed_digest(plan, office.records("plan_support", client.id))
    assert plan["approval"] == "asked"
    ((attachment, fields),) = office.records("attachment", client.id).items()
    assert plan["signature"] == attachment
    assert fields["about"] == id_
    assert fields["media_type"] == "image/png"
    assert "received_at" in fields
    supports = office.records("plan_support", client.id).values()
    assert [support["programme"] for support in supports] == ["household_improvement", "employment"]


def test_a_plan_that_is_changed_after_it_was_signed_asks_for_agreement_anew(
    plan: str, phone: Phone, office: Office, client: Client, at_the_desk: Desk
) -> None:
    changed = "署名の後に変わりました"
    fields = office.records("plan", client.id)[plan]
    agreed: dict[str, Json] = {"agreed_on": "2026-11-20", "agreement": "signed_on_paper"}
    office.change("plan", plan, agreed | {"agreed_to": agreed_digest(fields, {})})
    phone.retry()
    open_plan(phone, client)
    phone.see("本人の同意")
    expect(phone.page.get_by_text(changed)).to_have_count(0)
    add_support(phone, "食料を届ける", "自立相談")
    phone.see(changed)
    phone.see_all_delivered()
    at_the_desk.sign_in(office.supervisor)
    at_the_desk.page.goto(f"{at_the_desk.origin}/office/plans/{plan}")
    expect(at_the_desk.page.get_by_text(changed)).to_be_visible()
    open_plan(phone, client)
    phone.page.get_by_role("region", name="本人の同意").get_by_role("link", name="同意をとり直す").click()
    phone.press("保存する")
    phone.see_heading("プラン1")
    expect(phone.page.get_by_text(changed)).to_have_count(0)


def test_a_new_plan_goes_on_from_the_one_that_was_evaluated(
    plan: str, phone: Phone, office: Office, client: Client
) -> None:
    office.write("plan_support", {"case": client.id, "plan": plan, "what": "食料を届ける", "programme": "consultation"})
    phone.retry()
    phone.see("すべて事務所に届いています")
    phone.open_case(client)
    phone.page.get_by_role("link", name="新しいプラン").click()
    phone.page.get_by_role("link", name="プラン1を評価する").click()
    phone.choose("終結評価", "一部達成")
    phone.choose("評価の結果", "再プラン")
    phone.press("保存する")
    phone.see_heading("次のプランをつくる")
    expect(phone.field("目標(本人のことばで)")).to_have_value("年金の日まで食べ続けられる。")
    phone.see("食料を届ける")
    phone.press("保存する")
    phone.see_heading("プラン2")
    phone.see_all_delivered()
    first, second = plans(office, client)
    assert (first["result"], first["evaluation"]) == ("new_plan", "partly_achieved")
    assert (second["number"], second["follows"], second["goal"]) == (2, plan, first["goal"])
    assert "decision" not in second
    supports = office.records("plan_support", client.id).values()
    assert [support["what"] for support in supports] == ["食料を届ける", "食料を届ける"]
    assert len({support["plan"] for support in supports}) == 2


def test_a_closed_plan_leaves_the_case_to_a_person(plan: str, phone: Phone, office: Office, client: Client) -> None:
    open_plan(phone, client)
    phone.page.get_by_role("link", name="プランを評価する").click()
    phone.choose("終結評価", "達成")
    phone.choose("評価の結果", "終結")
    phone.press("保存する")
    phone.see("ケースはまだ支援中です")
    phone.see_all_delivered()
    assert office.record(plan)["result"] == "closed"
    assert office.record(client.id)["state"] == "open"


def test_two_phones_in_one_plan_are_merged(phones: Callable[[], Phone], office: Office, worker: Worker) -> None:
    colleague = office.hire("海野 遥")
    client = office.open_case("谷川 渚", worker, colleague)
    plan = running_plan(office, client)
    mine, theirs = phones(), phones()
    mine.sign_in(worker)
    theirs.sign_in(colleague)
    mine.offline()
    for phone, field, value, what in (
        (mine, "目標(本人のことばで)", "年金の日まで食べ続けたい。", "食料を届ける"),
        (theirs, "支援決定日", "2026-04-02", "通院に付き添う"),
    ):
        open_plan(phone, client)
        add_support(phone, what, "自立相談")
        phone.page.get_by_role("link", name="プランを直す").click()
        phone.field(field).fill(value)
        phone.press("保存する")
        phone.see_heading(re.compile("^プラン"))
    theirs.see_all_delivered()
    mine.online()
    mine.see_all_delivered()
    fields = office.record(plan)
    assert (fields["goal"], fields["decision"]) == ("年金の日まで食べ続けたい。", "2026-04-02")
    supports = office.records("plan_support", client.id).values()
    assert {support["what"] for support in supports} == {"食料を届ける", "通院に付き添う"}
    assert office.open_conflicts(client) == []


def test_a_task_is_done_and_taken_back_on_the_first_screen(
    phone: Phone, office: Office, worker: Worker, client: Client
) -> None:
    phone.open_case(client)
    phone.page.get_by_role("link", name="やることを加える").click()
    phone.page.get_by_label(re.compile("^内容")).fill("民生委員に電話する")
    phone.field("期限").fill("2026-11-20")
    phone.press("保存する")
    phone.see("民生委員に電話する")
    phone.go("今日")
    mine = phone.page.get_by_role("region", name="自分のやること")
    mine.get_by_role("button", name="済みにする").click()
    mine.get_by_role("button", name="元に戻す").click()
    mine.get_by_role("button", name="済みにする").click()
    phone.see_all_delivered()
    ((_, task),) = office.records("task", client.id).items()
    assert "done_on" in task
    assert task["worker"] == worker.id
    phone.go("今日")
    expect(mine).to_have_count(0)


def test_a_task_marked_by_mistake_is_open_again(phone: Phone, office: Office, worker: Worker, client: Client) -> None:
    office.write("task", {"case": client.id, "what": "通帳を一緒に見る", "worker": worker.id})
    phone.retry()
    phone.see("すべて事務所に届いています")
    phone.open_case(client)
    tasks = phone.page.get_by_role("region", name="やること")
    tasks.get_by_role("button", name="済みにする").click()
    tasks.get_by_role("button", name="元に戻す").click()
    expect(tasks.get_by_role("button", name="済みにする")).to_be_visible()
    phone.see_all_delivered()
    ((_, task),) = office.records("task", client.id).items()
    assert "done_on" not in task
