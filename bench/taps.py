"""How many taps a visit, a call and an accompaniment cost, and how many swipes an old note: counted on the built app.

The page counts each touch that lands on a control (``taps.js``). What is typed does not count, and scrolling only
where a note of long ago is looked for.
"""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, expect, sync_playwright

from bench.exchanges import Figures, fill
from bench.notes import TIME_ZONE, Change, appointments, case_id, cases, notes
from bench.office import LOGIN, PASSWORD, Office
from bench.phone import Phone
from sync.fields import read_moment, write_moment
from tests import chromium
from tests.pin import choose_pin

NOTES: Final = 300
YEARS: Final = 3
YEARS_BACK: Final = 2
CASES: Final = 3
LONG_CASE: Final = 1
"""The case that has all the notes."""
MOST_SWIPES: Final = 200
_COUNTER: Final = (Path(__file__).parent / "taps.js").read_text()
_DRAWN_MS: Final = 200
_SCREEN: Final[dict[str, Any]] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "locale": "ja-JP",
    "timezone_id": TIME_ZONE,
    "reduced_motion": "reduce",
}
_IN_SIGHT: Final = """address => {
  const link = document.querySelector(`main a[href="${address}"]`);
  if (!link) return false;
  const { x, y, width, height } = link.getBoundingClientRect();
  return link.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}"""
"""Whether a link could be tapped where it stands now."""


def measure(count: int = NOTES) -> Figures:
    """All four figures, with ``count`` notes in the course."""
    now = dt.datetime.now(zoneinfo.ZoneInfo(TIME_ZONE))
    course = list(course_until(now, count))
    target = last_shown_of_the_month(course, now)
    with Office() as office, sync_playwright() as playwright:
        with Phone(office) as writer:
            fill(writer, cases(CASES))
            fill(writer, [visit_under_way(writer.user, now)])
            fill(writer, course)
        browser = chromium.launch(playwright)
        try:
            page = _signed_in(browser, office)
            return {
                "taps_visit": _taps(page, "", _visit),
                "taps_call": _taps(page, f"case/{case_id(0)}", _call),
                "taps_accompaniment": _taps(page, f"case/{case_id(0)}", _accompaniment),
                "swipes_old_note": _swipes_to(page, target),
            }
        finally:
            browser.close()


def course_until(now: dt.datetime, count: int) -> Iterator[Change]:
    """The notes of one case over ``YEARS``, evenly, the last one of today."""
    step = dt.timedelta(days=365 * YEARS) / count
    for number, note in enumerate(notes(count, case_count=1)):
        started = now - step * (count - 1 - number)
        yield note | {"fields": note["fields"] | {"case": case_id(LONG_CASE), "started_at": write_moment(started)}}


def last_shown_of_the_month(course: list[Change], now: dt.datetime) -> Change:
    """Of the notes of this month ``YEARS_BACK`` years ago the oldest, which stands under all the others."""
    month = f"{now.year - YEARS_BACK}-{now:%m}"
    return next(note for note in course if f"{_day_of(note):%Y-%m}" == month)


def _day_of(note: Change) -> dt.datetime:
    return read_moment(note["fields"]["started_at"]).astimezone(zoneinfo.ZoneInfo(TIME_ZONE))


def visit_under_way(worker: str, now: dt.datetime) -> Change:
    """An appointment of today that has begun and says no end, so that the note has to."""
    (appointment,) = appointments(worker, now.date(), count=1)
    begun = max(now - dt.timedelta(minutes=40), now.replace(hour=0, minute=0))
    return appointment | {"fields": appointment["fields"] | {"starts_at": write_moment(begun)}}


def _signed_in(browser: Browser, office: Office) -> Page:
    page = browser.new_context(**_SCREEN).new_page()
    page.add_init_script(_COUNTER)
    page.goto(f"{office.url}/")
    page.locator("#login").fill(LOGIN)
    page.locator("#password").fill(PASSWORD)
    page.locator("button[type=submit]").tap()
    choose_pin(page)
    expect(page.get_by_role("link", name="記録する").first).to_be_visible()
    return page


def _taps(page: Page, screen: str, written: Callable[[Page], None]) -> int:
    """The taps of a note, from a screen until it is saved and says its result and its end."""
    _go(page, screen)
    page.evaluate("() => { globalThis.taps = 0; }")
    written(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("さんの記録$"))
    return int(page.evaluate("() => globalThis.taps"))


def _go(page: Page, screen: str) -> None:
    page.evaluate("screen => { location.hash = `#/${screen}`; }", screen)
    page.wait_for_function("screen => location.hash === `#/${screen}`", arg=screen)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def _visit(page: Page) -> None:
    page.get_by_role("link", name="記録する").first.tap()
    _choose(page, "会えた")
    _end_now(page)
    _save(page)
    _says(page, "訪問", "会えた")


def _call(page: Page) -> None:
    page.get_by_role("link", name="電話を記録する").tap()
    _choose(page, "つながった")
    _save(page)
    _says(page, "電話・メール", "つながった", ended=False)


def _accompaniment(page: Page) -> None:
    page.get_by_role("link", name="新しい記録").tap()
    _choose(page, "同行")
    _choose(page, "会えた")
    _type(page, "purpose", "年金の申請")
    _type(page, "reason", "書類の記入に不安がある")
    _end_now(page)
    _save(page)
    _says(page, "同行", "会えた")


def _choose(page: Page, word: str) -> None:
    page.get_by_role("radio", name=word, exact=True).tap()


def _type(page: Page, field: str, words: str) -> None:
    page.locator(f"#support-{field}").tap()
    page.keyboard.insert_text(words)


def _end_now(page: Page) -> None:
    page.get_by_role("button", name=re.compile("終了.*今")).tap()


def _save(page: Page) -> None:
    page.get_by_role("button", name="保存する", exact=True).tap()


def _says(page: Page, method: str, result: str, *, ended: bool = True) -> None:
    note = page.get_by_role("article")
    expect(note).to_contain_text(result)
    expect(note.get_by_role("heading", level=2)).to_have_text(re.compile(f"^{method} .*{'–' if ended else ''}"))


def _swipes_to(page: Page, note: Change) -> int:
    """How many screens are scrolled from today until a note of the long case can be tapped. Taps are free."""
    address, day = f"#/note/{note['record']}", _day_of(note)
    _go(page, "")
    page.get_by_role("link", name="ケース", exact=True).tap()
    page.locator(f'a[href="#/case/{case_id(LONG_CASE)}"]').tap()
    page.get_by_role("link", name=re.compile("^支援経過 ")).tap()
    years = page.get_by_role("navigation", name="年と月へ移る")
    for word in (f"{day.year}年", f"{day.month}月"):
        years.get_by_role("button", name=word, exact=True).tap()
    for swipes in range(MOST_SWIPES):
        if page.evaluate(_IN_SIGHT, address):
            return swipes
        page.evaluate("() => scrollBy(0, innerHeight)")
        page.wait_for_timeout(_DRAWN_MS)
    raise RuntimeError(f"The note of {day:%Y-%m} was not found in {MOST_SWIPES} swipes")
