"""Two phones in one case: what cannot disagree is merged, and what does is kept twice until a person has chosen."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from server.store import utcnow
from sync.fields import Json, write_moment
from tests.browser.axe import barriers
from tests.browser.desk import Desk
from tests.browser.office import Client, Office, Worker
from tests.browser.phones import NARRATIVE, NOTICED, PLACE, Phone

NOTE = "初めて台所に通された。"
MINE = "市役所 福祉課"
THEIRS = "本人の自宅"
NAMES = iter("実稔登昇勝茂繁隆")
"""The office's list of conflicts shows those of every case."""


@dataclass
class Pair:
    """Two workers with a phone each, and a note that both have on it."""

    mine: Phone
    theirs: Phone
    client: Client
    note: str


@pytest.fixture
def colleague(office: Office) -> Worker:
    return office.hire("海野 遥")


@pytest.fixture
def pair(phones: Callable[[], Phone], office: Office, worker: Worker, colleague: Worker) -> Pair:
    client = office.open_case(f"谷川 {next(NAMES)}", worker, colleague)
    note = office.write(
        "support",
        {
            "case": client.id,
            "method": "visit",
            "started_at": "2026-04-01T01:00:00Z",
            "narrative": NOTE,
            "place": "架空町",
        },
    )
    mine, theirs = phones(), phones()
    mine.sign_in(worker)
    theirs.sign_in(colleague)
    return Pair(mine, theirs, client, note)


def edit(phone: Phone, pair: Pair, values: dict[str, str]) -> None:
    phone.open_case(pair.client)
    phone.page.get_by_role("region", name="支援経過").get_by_role("link").first.click()
    phone.page.get_by_role("link", name="記録を直す").click()
    for label, value in values.items():
        phone.field(label).fill(value)
    phone.save()


def disagree(pair: Pair) -> None:
    """The colleague's value is at the office before mine, which was written without knowing of it."""
    pair.mine.offline()
    edit(pair.mine, pair, {PLACE: MINE})
    edit(pair.theirs, pair, {PLACE: THEIRS})
    pair.theirs.see("事務所に届きました")
    pair.mine.online()
    pair.mine.see_all_delivered()


def open_conflict(phone: Phone) -> None:
    phone.go("今日")
    phone.page.get_by_role("link", name="内容が食い違っています 1件").click()
    phone.page.get_by_role("link", name="選んでください").click()
    phone.see_heading(PLACE)


def test_different_fields_merge_without_a_question(pair: Pair, office: Office) -> None:
    pair.mine.offline()
    edit(pair.mine, pair, {NOTICED: "薬の袋がいくつも開いていなかった。"})
    edit(pair.theirs, pair, {PLACE: THEIRS, NARRATIVE: f"{NOTE}お茶をいただいた。"})
    pair.theirs.see("事務所に届きました")
    pair.mine.online()
    pair.mine.see_all_delivered()
    fields = office.record(pair.note)
    assert fields["noticed"] == "薬の袋がいくつも開いていなかった。"
    assert fields["place"] == THEIRS
    assert fields["narrative"] == f"{NOTE}お茶をいただいた。"
    pair.mine.open_case(pair.client)
    pair.mine.see(f"{NOTE}お茶をいただいた。")
    assert office.open_conflicts(pair.client) == []


def test_keeping_mine_puts_my_value_in_its_place(pair: Pair, office: Office) -> None:
    disagree(pair)
    assert office.record(pair.note)["place"] == THEIRS
    open_conflict(pair.mine)
    pair.mine.see(MINE)
    pair.mine.see(THEIRS)
    pair.mine.press("自分の入力を残す")
    pair.mine.see_all_delivered()
    assert office.record(pair.note)["place"] == MINE
    assert office.open_conflicts(pair.client) == []
    pair.theirs.retry()
    pair.theirs.open_case(pair.client)
    pair.theirs.see(MINE)


def test_keeping_theirs_leaves_their_value_and_ends_the_question(pair: Pair, office: Office) -> None:
    disagree(pair)
    open_conflict(pair.mine)
    pair.mine.press("海野 遥さんの入力を残す")
    pair.mine.see_all_delivered()
    assert office.record(pair.note)["place"] == THEIRS
    assert office.open_conflicts(pair.client) == []


def test_a_third_value_can_be_written_without_network(pair: Pair, office: Office) -> None:
    disagree(pair)
    open_conflict(pair.mine)
    pair.mine.offline()
    pair.mine.press("書き直して残す")
    pair.mine.field(PLACE).fill("福祉課のあと自宅")
    pair.mine.press("この内容で残す")
    pair.mine.see_unsent(1)
    expect(pair.mine.page.get_by_role("link", name="内容が食い違っています")).to_have_count(0)
    pair.mine.online()
    pair.mine.see_all_delivered()
    assert office.record(pair.note)["place"] == "福祉課のあと自宅"
    assert office.open_conflicts(pair.client) == []


def test_the_supervisor_can_be_asked_and_decides(pair: Pair, at_the_desk: Desk, office: Office) -> None:
    disagree(pair)
    open_conflict(pair.mine)
    pair.mine.page.get_by_text("主任に相談する", exact=True).click()
    pair.mine.field("主任に聞きたいこと").fill("どちらで会ったことにすればよいでしょうか")
    pair.mine.press("主任に任せる")
    pair.mine.see_all_delivered()
    (conflict,) = office.open_conflicts(pair.client)
    fields = office.record(conflict)
    assert fields["asked"] is True
    assert fields["question"] == "どちらで会ったことにすればよいでしょうか"
    pair.mine.page.get_by_role("link", name="内容が食い違っています 1件").click()
    pair.mine.see("主任に相談中")
    at_the_desk.sign_in(office.supervisor)
    at_the_desk.open_conflict(pair.client.name)
    expect(at_the_desk.page.get_by_text("どちらで会ったことにすればよいでしょうか")).to_be_visible()
    found = barriers(at_the_desk.page, "a conflict at the office")
    at_the_desk.settle(PLACE, "主任が決めた場所")
    pair.mine.retry()
    pair.mine.see("すべて事務所に届いています")
    expect(pair.mine.page.get_by_role("link", name="内容が食い違っています 1件")).to_have_count(0)
    pair.mine.open_case(pair.client)
    pair.mine.see("主任が決めた場所")
    assert office.open_conflicts(pair.client) == []
    assert found == []


def test_a_disagreement_with_oneself_is_told_apart_by_phone_and_time_and_keeps_beginning_and_end_together(
    phones: Callable[[], Phone], office: Office, worker: Worker
) -> None:
    client = office.open_case("谷川 岬", worker)
    tomorrow = (utcnow() + dt.timedelta(days=1)).date()

    def at(clock: str) -> str:
        return write_moment(dt.datetime.fromisoformat(f"{tomorrow}T{clock}:00+09:00"))

    times: dict[str, Json] = {"starts_at": at("14:00"), "ends_at": at("15:00")}
    visit = office.write("appointment", {"case": client.id, "worker": worker.id, "method": "visit", **times})
    phone = phones()
    phone.sign_in(worker)
    phone.see_all_delivered()
    phone.offline()
    phone.page.goto(f"{phone.origin}/#/appointment/{visit}")
    for label, clock in (("開始時刻", "16:00"), ("終了時刻", "17:00")):
        phone.page.get_by_role("textbox", name=re.compile(f"^{label}")).fill(f"{tomorrow}T{clock}")
    phone.press("保存する")
    phone.see("この端末に保存しました")
    office.change("appointment", visit, {"starts_at": at("15:00"), "ends_at": at("16:00")}, by=worker)
    phone.online()
    phone.go("今日")
    phone.page.get_by_role("link", name=re.compile("^内容が食い違っています")).click()
    phone.page.get_by_role("link", name=re.compile("開始時刻")).click()
    for words in ("あなた 事務所の画面", "あなた この端末", "15:00", "16:00", "17:00"):
        phone.see(re.compile(words))
    expect(phone.page.get_by_role("button", name="事務所の画面での入力を残す")).to_be_visible()
    assert barriers(phone.page, "a disagreement with oneself") == []
    phone.press("この端末での入力を残す")
    phone.see_all_delivered()
    kept = office.record(visit)
    assert (kept["starts_at"], kept["ends_at"]) == (at("16:00"), at("17:00"))
    assert office.open_conflicts(client) == []
