"""What the phone app does in a real Chromium that is slowed down four times, against a real server.

The first sync of a whole caseload until it can be searched, saving a note, and starting without a server.
"""

from __future__ import annotations

import datetime as dt
import statistics
import tempfile
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, Playwright, sync_playwright

from bench.exchanges import Figures, fill
from bench.notes import CASES, MARKER, TIME_ZONE, appointments, case_id, cases, notes
from bench.office import LOGIN, PASSWORD, Office
from bench.phone import Phone
from tests import chromium
from tests.pin import PIN, give_pin

SLOWDOWN = 4
SAVES = 100
STARTS = 5
SYNCS = 3
_PATIENCE_MS = 300_000
_BROWSER_STARTS_MS = 3_000
_READING_MS = 600
"""Between the last stroke and the tap on save: by then the draft is kept, and the screen drawn."""
_SCREEN = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "locale": "ja-JP"}
_WATCH = (Path(__file__).parent / "browser.js").read_text()


def measure(count: int = 10_000, saves: int = SAVES, starts: int = STARTS, syncs: int = SYNCS) -> Figures:
    """All figures of the phone app, with ``count`` notes on it."""
    with Office() as office, sync_playwright() as playwright:
        with Phone(office) as writer:
            fill(writer, cases())
            fill(writer, appointments(writer.user, dt.datetime.now(zoneinfo.ZoneInfo(TIME_ZONE)).date()))
            fill(writer, notes(count))
        firsts = [_synced_once(playwright, office) for _ in range(syncs - 1)]
        with tempfile.TemporaryDirectory(prefix="banso-bench-") as profile:
            with _opened(playwright, profile, office) as page:
                firsts.append(_first_sync(page))
                page.evaluate("async () => { await navigator.serviceWorker.ready; }")
                online = [_save(page, number) for number in range(saves // 2)]
            office.stop()
            with _opened(playwright, profile, office) as page:
                give_pin(page)
                offline = [_save(page, number) for number in range(saves)]
            began = [_start(playwright, profile, office) for _ in range(starts)]
    return {
        "phone_first_sync_10k_ms": round(min(firsts)),
        "phone_save_p95_ms": _p95([durable for durable, _ in offline]),
        "phone_save_median_ms": round(statistics.median(durable for durable, _ in offline), 1),
        "phone_save_shown_p95_ms": _p95([shown for _, shown in offline]),
        "phone_save_online_p95_ms": _p95([durable for durable, _ in online]),
        "phone_cold_start_ms": round(statistics.median(lock for lock, _ in began)),
        "phone_cold_start_worst_ms": round(max(lock for lock, _ in began)),
        "phone_unlock_ms": round(statistics.median(unlock for _, unlock in began)),
        "phone_unlock_worst_ms": round(max(unlock for _, unlock in began)),
    }


@contextmanager
def _opened(playwright: Playwright, profile: str, office: Office) -> Iterator[Page]:
    """The app in a new page of a browser that was just started, and has come to rest."""
    context = chromium.launch_persistent(playwright, Path(profile), **_SCREEN)
    context.set_default_timeout(_PATIENCE_MS)
    context.add_init_script(_WATCH)
    try:
        page = context.new_page()
        page.wait_for_timeout(_BROWSER_STARTS_MS)
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
        page.goto(f"{office.url}/")
        yield page
    finally:
        context.close()


def _synced_once(playwright: Playwright, office: Office) -> float:
    with tempfile.TemporaryDirectory(prefix="banso-bench-") as profile, _opened(playwright, profile, office) as page:
        return _first_sync(page)


def _first_sync(page: Page) -> float:
    """From the tap that chooses the PIN until a search finds the last of all notes."""
    page.locator("#login").fill(LOGIN)
    page.locator("#password").fill(PASSWORD)
    page.locator("button[type=submit]").click()
    page.locator("#new-pin").fill(PIN)
    page.locator("#pin-again").fill(PIN)
    page.evaluate("bench.afterTap(document.querySelector('button[type=submit]'))")
    page.locator("button[type=submit]").click()
    page.locator("a[href='#/cases']").first.click()
    page.evaluate("bench.when('found', () => document.querySelector('.list mark'))")
    page.locator("#search").fill(MARKER)
    return _moment(page, "found") - _moment(page, "tapped")


def _save(page: Page, number: int) -> tuple[float, float]:
    """From tapping save until the note is on the disk, and until the screen shows it."""
    page.evaluate("id => { location.hash = `#/case/${id}/note`; }", case_id(number % CASES))
    narrative = page.locator("#support-narrative")
    narrative.fill(f"訪問し、近況を聞き取る。{number}")
    page.locator("#support-method input[value=visit]").check(force=True)
    page.locator("#support-outcome input[value=met]").check(force=True)
    page.wait_for_timeout(_READING_MS)
    page.evaluate("bench.afterTap(document.querySelector('.form-foot button'))")
    page.evaluate("bench.when('shown', () => location.hash.startsWith('#/note/') && document.querySelector('h1'))")
    page.locator(".form-foot button").click()
    tapped = _moment(page, "tapped")
    return _moment(page, "durable") - tapped, _moment(page, "shown") - tapped


def _start(playwright: Playwright, profile: str, office: Office) -> tuple[float, float]:
    """From the beginning of the navigation in a new page until the lock can be used; and from the PIN that opens it
    until a search finds the last of all notes.
    """
    with _opened(playwright, profile, office) as page:
        locked = _moment(page, "locked")
        page.wait_for_timeout(_READING_MS)
        page.locator("#pin").fill(PIN)
        page.evaluate("bench.afterTap(document.querySelector('button[type=submit]'))")
        page.locator("button[type=submit]").click()
        page.locator("a[href='#/cases']").first.click()
        page.evaluate("bench.when('found', () => document.querySelector('.list mark'))")
        page.locator("#search").fill(MARKER)
        return locked, _moment(page, "found") - _moment(page, "tapped")


def _moment(page: Page, name: str) -> float:
    page.wait_for_function("name => bench.moments[name]", arg=name, polling=50)
    return float(page.evaluate("name => bench.moments[name]", name))


def _p95(times: list[float]) -> float:
    return round(sorted(times)[int(len(times) * 0.95) - 1], 1)
