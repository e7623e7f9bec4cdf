"""Recurring visits on the phone: made, seen in the agenda, done, moved, cancelled and ended; also without a network."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, expect

from server.calendar.days import is_closed
from server.calendar.recurrence import occurrences
from tests.browser.office import Client, Office, Worker
from tests.browser.phones import NARRATIVE, Phone

TOKYO = ZoneInfo("Asia/Tokyo")
WEEK = dt.timedelta(days=7)


def today() -> dt.date:
    return dt.datetime.now(TOKYO).date()


def next_after_pension_day() -> dt.date:
    series = {"repeats": "after_pension_day", "starts_on": f"{today()}"}
    return occurrences(series, today(), today() + 10 * WEEK, is_closed)[0]


EARLY = ("00:05", "00:50")
"""What has been by now, at whatever hour the tests are run: a note of a time to come is asked about."""


def weekly(
    office: Office, client: Client, worker: Worker, first: dt.date, times: tuple[str, str] = ("10:00", "10:45")
) -> str:
    """A visit each week from a day on, whatever that day is."""
    return office.write(
        "series",
        {
            "case": client.id,
            "worker": worker.id,
            "repeats": "weekly",
            "starts_on": first.isoformat(),
            "from_time": times[0],
            "to_time": times[1],
            "method": "visit",
            "place": "本人宅",
            "purpose": "食料が足りているかを見る",
        },
    )


def appointments(office: Office, client: Client) -> list[dict[str, Any]]:
    return list(office.records("appointment", client.id).values())


def show(phone: Phone, address: str) -> None:
    phone.page.evaluate("address => { location.hash = `#/${address}`; }", address)


def cards(phone: Phone) -> Locator:
    return phone.page.get_by_role("main").get_by_role("article")


def press_twice(phone: Phone, word: str) -> None:
    """Presses a button, and again in answer to its question."""
    phone.press(word)
    phone.page.get_by_role("dialog").get_by_role("button", name=word).click()
    expect(phone.page.get_by_role("heading", level=1)).not_to_have_text(re.compile("変える$"))


def test_a_recurring_visit_is_made_on_the_phone_and_stands_in_the_agenda_at_once(
    phone: Phone, office: Office, client: Client, worker: Worker
) -> None:
    first = next_after_pension_day()
    phone.offline()
    phone.open_case(client)
    phone.page.get_by_role("link", name="定期訪問を決める").click()
    phone.see_heading("定期訪問を決める")
    phone.choose("くり返し", "年金支給日の翌営業日")
    phone.page.get_by_label("最初の日").fill(f"{today()}")
    phone.see(f"{first.month}月{first.day}日")
    phone.press("保存する")
    phone.see("記入してください")
    phone.page.get_by_label("開始時刻").fill("10:30")
    phone.press("保存する")
    phone.see_heading(client.name)
    phone.see("年金支給日の翌営業日 10:30")
    show(phone, f"agenda/{first}")
    expect(cards(phone)).to_have_count(1)
    phone.press("次の日")
    phone.see("この日の予定はありません")
    phone.press("前の日")
    expect(cards(phone)).to_have_count(1)
    phone.page.get_by_role("link", name="週", exact=True).click()
    phone.see("10:30")
    phone.see("閉庁日")
    phone.online()
    phone.see_all_delivered()
    (series,) = office.records("series", client.id).values()
    assert (series["repeats"], series["from_time"], series["worker"]) == ("after_pension_day", "10:30", worker.id)


def test_a_note_of_todays_time_makes_it_done_in_one_step(
    office: Office, client: Client, worker: Worker, phone: Phone
) -> None:
    series = weekly(office, client, worker, today(), EARLY)
    phone.see_all_delivered()
    phone.retry()
    phone.go("今日")
    phone.offline()
    expect(cards(phone)).to_have_count(2)
    cards(phone).first.get_by_role("link", name="記録する").click()
    phone.see_heading("新しい記録")
    expect(phone.field("場所")).to_have_value("本人宅")
    phone.choose("結果", "会えた")
    phone.field(NARRATIVE).fill("米が残り少ない。")
    phone.save()
    phone.see_unsent(2)
    phone.go("今日")
    cards(phone).first.get_by_role("link", name="記録を見る").click()
    phone.see("米が残り少ない。")
    phone.online()
    phone.see_all_delivered()
    (appointment,) = appointments(office, client)
    assert (appointment["series"], appointment["occurrence"]) == (series, today().isoformat())
    assert appointment["state"] == "done"
    (note,) = office.notes(client)
    assert note["appointment"] in office.records("appointment", client.id)
    assert note["purpose"] == "食料が足りているかを見る"


def test_one_time_is_cancelled_and_put_back_and_the_others_stay(
    office: Office, client: Client, worker: Worker, phone: Phone
) -> None:
    first = today()
    series = weekly(office, client, worker, first)
    phone.retry()
    phone.see_all_delivered()
    show(phone, f"occurrence/{series}-{first + WEEK}")
    phone.see_heading("この回を変える")
    press_twice(phone, "この回を中止にする")
    show(phone, f"agenda/{first + WEEK}")
    phone.see("この日の予定はありません")
    show(phone, f"agenda/{first + 2 * WEEK}")
    expect(cards(phone)).to_have_count(1)
    show(phone, f"occurrence/{series}-{first + WEEK}")
    phone.see_heading("予定を変える")
    press_twice(phone, "この回を元の予定にもどす")
    show(phone, f"agenda/{first + WEEK}")
    expect(cards(phone)).to_have_count(1)


def test_one_time_is_moved_and_the_others_stay(office: Office, client: Client, worker: Worker, phone: Phone) -> None:
    first = today()
    series = weekly(office, client, worker, first)
    phone.retry()
    phone.see_all_delivered()
    show(phone, f"occurrence/{series}-{first + WEEK}")
    other = first + WEEK + dt.timedelta(days=1)
    phone.page.locator("#appointment-starts_at").fill(f"{other}T13:00")
    phone.page.locator("#appointment-ends_at").fill(f"{other}T13:45")
    phone.press("保存する")
    phone.see_heading("送信の状況")
    show(phone, f"agenda/{first + WEEK}")
    phone.see("この日の予定はありません")
    show(phone, f"agenda/{other}")
    phone.see("13:00–13:45")
    phone.see_all_delivered()
    (appointment,) = appointments(office, client)
    assert (appointment["series"], appointment["occurrence"]) == (series, (first + WEEK).isoformat())


def test_a_recurring_visit_ends_today(office: Office, client: Client, worker: Worker, phone: Phone) -> None:
    first = today() - WEEK
    series = weekly(office, client, worker, first)
    phone.retry()
    phone.see_all_delivered()
    show(phone, f"series/{series}")
    phone.see_heading("定期訪問を変える")
    press_twice(phone, "定期訪問を終わりにする")
    show(phone, f"agenda/{first + 2 * WEEK}")
    phone.see("この日の予定はありません")
    phone.see_all_delivered()
    assert office.record(series)["until"] == today().isoformat()


def test_a_time_under_watch_is_written_down_first(office: Office, client: Client, worker: Worker, phone: Phone) -> None:
    series = weekly(office, client, worker, today())
    phone.retry()
    phone.see_all_delivered()
    phone.go("今日")
    cards(phone).first.get_by_role("button", name="訪問を始める").click()
    phone.see("本人宅")
    phone.see_all_delivered()
    (appointment,) = appointments(office, client)
    assert (appointment["series"], appointment["state"]) == (series, "planned")


def test_a_note_goes_on_where_its_time_was_written_down_meanwhile(
    office: Office, client: Client, worker: Worker, phone: Phone
) -> None:
    """What was typed is not left behind under a name that no screen asks for any more."""
    weekly(office, client, worker, today(), EARLY)
    phone.retry()
    phone.see_all_delivered()
    phone.go("今日")
    cards(phone).first.get_by_role("link", name="記録する").click()
    phone.choose("結果", "会えた")
    phone.field(NARRATIVE).fill("米が残り少ない。")
    phone.see("下書きを保存しました")
    phone.go("今日")
    cards(phone).first.get_by_role("button", name="訪問を始める").click()
    phone.see_heading("訪問を始める")
    phone.go("今日")
    phone.page.get_by_role("region", name="書きかけの記録").get_by_role("link").click()
    expect(phone.field(NARRATIVE)).to_have_value("米が残り少ない。")
    phone.save()
    phone.see_all_delivered()
    (appointment,) = office.records("appointment", client.id).items()
    (note,) = office.notes(client)
    assert (note["appointment"], appointment[1]["state"]) == (appointment[0], "done")


def test_a_time_that_was_written_down_while_its_form_was_open_is_changed_and_not_doubled(
    office: Office, client: Client, worker: Worker, phone: Phone
) -> None:
    series = weekly(office, client, worker, today())
    phone.retry()
    phone.see_all_delivered()
    show(phone, f"occurrence/{series}-{today()}")
    phone.see_heading("この回を変える")
    fields = {"case": client.id, "worker": worker.id, "series": series, "occurrence": f"{today()}", "state": "planned"}
    written = office.write(
        "appointment", fields | {"method": "visit", "starts_at": f"{today()}T05:00:00Z"}, by=office.supervisor
    )
    with phone.page.expect_response("**/api/exchange"):
        phone.page.evaluate("() => dispatchEvent(new Event('online'))")
    phone.page.wait_for_timeout(500)
    phone.see_heading("この回を変える")
    phone.field("場所").fill("団地の集会室")
    phone.press("保存する")
    phone.see_all_delivered()
    (appointment,) = office.records("appointment", client.id).items()
    assert (appointment[0], appointment[1]["place"]) == (written, "団地の集会室")
