"""Visits and their notes: one note a visit, none that is forgotten, and times by the office's clock."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from server.store import utcnow
from sync.fields import read_moment, write_moment
from tests.browser.axe import barriers
from tests.browser.office import Client, Office, Worker
from tests.browser.phones import NARRATIVE, Phone

THREE_HOURS = dt.timedelta(hours=3)
WAITING = "記録を書いていない訪問"


@pytest.fixture
def client(office: Office, worker: Worker) -> Client:
    return office.open_case("野原 すみれ", worker, address="緑町3丁目7-2")


def go_out(phone: Phone, client: Client, method: str | None = None) -> None:
    """From the case, without an appointment, to the visit under watch."""
    phone.open_case(client)
    phone.page.get_by_role("link", name="訪問を始める", exact=True).click()
    if method is not None:
        phone.choose("支援方法", method)
    phone.page.get_by_role("button", name=re.compile("までの訪問を始める$")).click()
    phone.see_heading(f"{client.name} さんの訪問")


def come_back(phone: Phone) -> None:
    phone.press("訪問を終える")
    phone.see("訪問は終わりました")


def waiting(phone: Phone) -> Locator:
    phone.go("今日")
    return phone.page.get_by_role("region", name=WAITING)


def test_a_visit_stands_on_today_until_its_note_is_written(
    phone: Phone, office: Office, client: Client, worker: Worker
) -> None:
    go_out(phone, client)
    come_back(phone)
    expect(waiting(phone).get_by_role("article")).to_contain_text(client.name)
    assert barriers(phone.page, "unwritten") == []
    waiting(phone).get_by_role("link", name=re.compile("^訪問の記録を書く")).click()
    phone.choose("結果", "会えた")
    phone.field(NARRATIVE).fill("玄関先で話す。")
    phone.save()
    expect(waiting(phone)).to_have_count(0)
    phone.see_all_delivered()
    (outing,) = office.records("outing", worker.id)
    (note,) = office.notes(client)
    assert (note["outing"], note["method"]) == (outing, "visit")


def test_a_visit_has_one_note_also_for_whoever_comes_back_to_its_screen(
    phone: Phone, office: Office, client: Client, worker: Worker
) -> None:
    go_out(phone, client)
    come_back(phone)
    address = phone.page.url
    phone.page.get_by_role("link", name="訪問の記録を書く").click()
    phone.choose("結果", "不在")
    phone.save()
    phone.page.goto(address)
    phone.see_heading(f"{client.name} さんの訪問")
    expect(phone.page.get_by_role("link", name="訪問の記録を書く")).to_have_count(0)
    expect(phone.page.get_by_role("link", name="訪問の記録を見る")).to_be_visible()
    phone.page.goto(f"{address}/note")
    phone.see_heading(f"{client.name} さんの記録")
    phone.see_all_delivered()
    assert len(office.notes(client)) == 1


def test_a_note_written_from_the_appointment_is_of_the_visit_that_was_begun_from_it(
    phone: Phone, office: Office, client: Client, worker: Worker
) -> None:
    start = utcnow() - dt.timedelta(minutes=30)
    times = {"starts_at": write_moment(start), "ends_at": write_moment(start + dt.timedelta(hours=1))}
    visit = {"case": client.id, "worker": worker.id, "state": "planned", "method": "visit", **times}
    office.write("appointment", visit)
    phone.retry()
    phone.go("今日")
    phone.page.get_by_role("link", name=re.compile("^訪問を始める")).click()
    phone.page.get_by_role("button", name=re.compile("までの訪問を始める$")).click()
    come_back(phone)
    phone.go("今日")
    phone.page.get_by_role("link", name=re.compile("^記録する")).click()
    phone.choose("結果", "会えた")
    phone.save()
    expect(waiting(phone)).to_have_count(0)
    phone.see_all_delivered()
    ((outing, fields),) = office.records("outing", worker.id).items()
    (note,) = office.notes(client)
    assert (note["outing"], note["started_at"][:16]) == (outing, fields["started_at"][:16])


def test_an_accompaniment_begun_without_an_appointment_is_one_in_its_note(phone: Phone, client: Client) -> None:
    go_out(phone, client, "同行")
    come_back(phone)
    waiting(phone).get_by_role("link", name=re.compile("^訪問の記録を書く")).click()
    method = phone.page.get_by_role("radiogroup", name="支援方法").get_by_role("radio", name="同行", exact=True)
    expect(method).to_be_checked()


def test_whoever_writes_no_note_says_why_and_can_take_that_back(
    phone: Phone, office: Office, client: Client, worker: Worker
) -> None:
    go_out(phone, client)
    come_back(phone)
    waiting(phone).get_by_text("記録を書かない", exact=True).click()
    phone.press("記録を書かないことにする")
    phone.see("記入してください")
    phone.field("記録を書かない理由").fill("出かけずに終わった。")
    phone.press("記録を書かないことにする")
    expect(waiting(phone)).to_have_count(0)
    phone.press("元に戻す")
    expect(waiting(phone).get_by_role("article")).to_have_count(1)
    phone.see_all_delivered()
    (outing,) = office.records("outing", worker.id).values()
    assert "no_note" not in outing


def test_a_phone_three_hours_ahead_writes_its_visits_by_the_offices_clock(
    phones: Callable[[], Phone], office: Office, client: Client, worker: Worker
) -> None:
    phone = phones()
    phone.page.clock.install(time=utcnow() + THREE_HOURS)
    phone.start()
    phone.sign_in(worker)
    phone.see_all_delivered()
    phone.open_case(client)
    phone.page.get_by_role("link", name="訪問を始める", exact=True).click()
    phone.see("この端末の時計が、約180分 進んでいます")
    phone.page.get_by_role("button", name=re.compile("までの訪問を始める$")).click()
    phone.see("訪問中であることは、事務所に届いています。")
    (outing,) = office.records("outing", worker.id).values()
    assert abs(read_moment(outing["started_at"]) - utcnow()) < dt.timedelta(minutes=5)
    assert abs(read_moment(outing["expected_end"]) - utcnow() - dt.timedelta(hours=1)) < dt.timedelta(minutes=5)


def test_a_note_of_a_time_to_come_is_asked_about(phone: Phone, office: Office, client: Client) -> None:
    phone.begin_note(client)
    phone.was_visited()
    tomorrow = utcnow() + dt.timedelta(days=1)
    phone.page.get_by_role("textbox", name=re.compile("^開始時刻")).fill(
        tomorrow.astimezone(dt.timezone(dt.timedelta(hours=9))).strftime("%Y-%m-%dT%H:%M")
    )
    phone.press("保存する")
    asked = phone.page.get_by_role("dialog")
    expect(asked).to_contain_text("まだ来ていない時刻です")
    asked.get_by_role("button", name="やめる").click()
    phone.see_heading("新しい記録")
    phone.press("保存する")
    asked.get_by_role("button", name="このまま保存する").click()
    phone.see_heading(f"{client.name} さんの記録")
    phone.see_all_delivered()
    (note,) = office.notes(client)
    assert note["started_at"][:16] == write_moment(tomorrow)[:16]
