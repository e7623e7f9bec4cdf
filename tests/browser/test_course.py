"""The course of a client who has been coming for years: a note of two years ago, found by the thumb."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, expect

from sync.fields import Json
from tests.browser.axe import barriers
from tests.browser.office import Client, Office, Worker
from tests.browser.phones import Phone

NOTES = 300
DAYS_APART = 4
OLD = 183
"""Two years ago."""

MOST_SWIPES = 6
TARGET_PX = 44
IS_IN_SIGHT = """element => {
  const { top, bottom } = element.getBoundingClientRect();
  const foot = document.querySelector(".tabbar")?.getBoundingClientRect().top ?? innerHeight;
  return top >= 0 && Math.min(bottom, top + 100) <= foot;
}"""


def began(number: int) -> datetime:
    """Note 0 is of this morning, and each further one of four days before."""
    return datetime.now(UTC).replace(hour=1, minute=0, second=0, microsecond=0) - timedelta(days=number * DAYS_APART)


def fields_of(number: int) -> dict[str, Json]:
    kinds: tuple[tuple[str, dict[str, Json]], ...] = (
        ("visit", {"outcome": "met", "met": ["person"]}),
        ("phone_mail", {}),
        ("interview", {}),
    )
    method, further = kinds[number % len(kinds)]
    seen = "猫が窓辺にいた。" if number in {OLD, 20} else "家計表を一緒に書いた。"
    return {
        "method": method,
        "started_at": began(number).strftime("%Y-%m-%dT%H:%M:00Z"),
        "narrative": f"{number}番目。{seen}" + "年金の範囲で分けて納める話をした。次は通知を一緒に読む。" * 4,
        **further,
    }


@pytest.fixture
def long_case(office: Office, worker: Worker, client: Client, phone: Phone) -> Phone:
    """A phone that has three years of notes of a client on it, on the screen of the day."""
    office.write_notes(client, NOTES, fields_of)
    phone.retry()
    phone.see("送受信は済んでいます")
    phone.go("今日")
    return phone


def swipe_to(target: Locator) -> int:
    """Scrolls screen by screen until something is in sight. Returns how often."""
    swipes = 0
    while not target.evaluate(IS_IN_SIGHT):
        assert swipes <= MOST_SWIPES, "too far away"
        target.page.evaluate("() => scrollBy(0, innerHeight - document.querySelector('.tabbar').offsetHeight)")
        target.page.wait_for_timeout(50)
        swipes += 1
    return swipes


def open_course(phone: Phone, client: Client) -> None:
    phone.open_case(client)
    phone.page.get_by_role("link", name=f"支援経過 {NOTES}").click()
    phone.see_heading(f"{client.name} さんの支援経過")


def test_a_note_of_two_years_ago_is_six_swipes_away_at_most(long_case: Phone, client: Client) -> None:
    phone, page = long_case, long_case.page
    local = began(OLD).date()
    phone.go("ケース")
    link = page.get_by_role("main").get_by_role("link", name=client.name)
    swipes = swipe_to(link)
    link.click()
    way = page.get_by_role("link", name=f"支援経過 {NOTES}")
    swipes += swipe_to(way)
    way.click()
    year = page.get_by_role("button", name=re.compile(f"^{local.year}年"))
    swipes += swipe_to(year)
    year.click()
    month = page.get_by_role("button", name=re.compile(rf"^{local.month}月"))
    page.evaluate("() => scrollTo(0, 0)")
    swipes += 1 + swipe_to(month)
    month.click()
    heading = page.get_by_role("heading", name=f"{local.year}年{local.month}月", exact=True)
    expect(heading).to_be_focused()
    entry = page.get_by_role("article").filter(has_text=f"{OLD}番目。")
    swipes += swipe_to(entry)
    assert swipes <= MOST_SWIPES
    # Wherever it is tapped.
    box = entry.bounding_box()
    assert box is not None
    assert box["height"] >= TARGET_PX
    page.touchscreen.tap(box["x"] + box["width"] - 10, box["y"] + box["height"] - 10)
    phone.see(re.compile(f"^{OLD}番目。"))


def test_going_back_finds_filter_page_and_place(long_case: Phone, client: Client) -> None:
    phone, page = long_case, long_case.page
    open_course(phone, client)
    page.get_by_text("しぼり込む").click()
    page.get_by_label("支援方法").select_option("訪問")
    expect(page.get_by_text("100件 見つかりました")).to_be_visible()
    assert barriers(page, "a course that is filtered") == []
    page.get_by_role("button", name="古い記録へ(70件)").click()
    entries = page.get_by_role("article")
    expect(entries).to_have_count(30)
    expect(entries.first).to_contain_text("90番目。")
    page.get_by_role("article").filter(has_text="150番目。").scroll_into_view_if_needed()
    before = page.evaluate("() => scrollY")
    assert before > 1000
    page.get_by_role("article").filter(has_text="150番目。").click()
    phone.see_heading(f"{client.name} さんの記録")
    page.go_back()
    expect(entries.first).to_contain_text("90番目。")
    page.wait_for_function(f"() => Math.abs(scrollY - {before}) < 2")
    expect(page.get_by_label("支援方法")).to_have_value("visit")
    page.get_by_role("button", name="すべての記録に戻す").click()
    expect(page.get_by_text(f"{NOTES}件", exact=True)).to_be_visible()


def test_the_month_stays_in_sight_and_the_whole_text_is_a_tap_away(long_case: Phone, client: Client) -> None:
    phone, page = long_case, long_case.page
    open_course(phone, client)
    page.get_by_role("article").nth(3).scroll_into_view_if_needed()
    page.evaluate("() => document.querySelectorAll('.course__entry')[3].scrollIntoView()")
    at_the_top = page.evaluate("() => document.elementFromPoint(100, 5).className")
    assert at_the_top == "course__month"
    short = page.get_by_role("article").first.bounding_box()
    page.get_by_role("checkbox", name="全文を出す").check()
    whole = page.get_by_role("article").first.bounding_box()
    assert short is not None
    assert whole is not None
    assert whole["height"] > short["height"] + 40


def test_a_search_opens_the_note_and_leads_to_all_that_have_the_words(long_case: Phone, client: Client) -> None:
    phone, page = long_case, long_case.page
    phone.go("ケース")
    page.get_by_role("searchbox").fill("ねこ 猫")
    page.get_by_role("searchbox").fill("猫")
    page.get_by_role("link", name=re.compile("猫が窓辺にいた")).click()
    phone.see_heading(f"{client.name} さんの記録")
    phone.see(re.compile("^(20|183)番目。猫が窓辺にいた。"))
    page.go_back()
    page.get_by_role("link", name="この人の記録 2件で見つかりました").click()
    phone.see_heading(f"{client.name} さんの支援経過")
    expect(page.get_by_role("searchbox")).to_have_value("猫")
    expect(page.get_by_role("article")).to_have_count(2)
    expect(page.get_by_role("article").locator("mark")).to_have_count(2)
    page.get_by_role("searchbox").fill("")
    expect(page.get_by_role("article")).to_have_count(30)
    # The words are in no address and in no title.
    assert "猫" not in page.url + page.title()
