"""The office pages before assistive technology: both languages, at a desk and in the hand, in light and in the dark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from server.ground.ids import new_id
from sync.fields import Json
from tests.browser.office import PASSWORD, ROOT, Client, Office, Worker
from tests.browser.wire import Wire

AXE = ROOT / "node_modules/axe-core/axe.min.js"
DESK = {"width": 1280, "height": 800}
HAND = {"width": 390, "height": 844}
SCREENS = [("ja", DESK, "light"), ("en", HAND, "dark"), ("ja", HAND, "dark"), ("en", DESK, "light")]


@dataclass(frozen=True)
class Records:
    """Something of everything that the pages show."""

    case: str
    person: str
    note: str
    double: str
    removed: str
    plan: str
    meeting: str
    item: str
    conflict: str
    appointment: str
    series: str
    task: str


@pytest.fixture(scope="module")
def staff(office: Office) -> dict[str, Worker]:
    """Somebody of each role that the pages are for."""
    names = {
        "worker": "浜 いずみ",
        "supervisor": "岸 実",
        "manager": "灘 透",
        "clerk": "沢 京子",
        "administrator": "峰 守",
    }
    return {role: office.hire(name, role=role) for role, name in names.items()}


@pytest.fixture(scope="module")
def records(office: Office, staff: dict[str, Worker]) -> Iterator[Records]:
    worker = staff["worker"]
    client: Client = office.open_case("野原 つくし", worker, safety_notes="犬がいる。")
    told = {
        "narrative": "玄関先で話した。",
        "noticed": "顔色がよい。",
        "wants_advice": True,
        "safety_note": "階段が暗い。",
    }
    note = office.write(
        "support", {"case": client.id, "method": "visit", "started_at": "2026-11-20T01:00:00Z", "place": "自宅"} | told
    )
    doubles = [
        office.write(
            "support",
            {"case": client.id, "method": "visit", "started_at": "2026-11-20T01:30:00Z", "narrative": "同席した。"},
            by=staff[role],
        )
        for role in ("supervisor", "manager")
    ]
    office.remove("support", doubles[1])
    office.write("absence", {"worker": worker.id, "since": "2026-11-20"})
    plan = office.write(
        "plan", {"case": client.id, "number": 1, "goal": "週に一度、外へ出る。", "decision": "2026-10-L"}
    )
    office.write(
        "comment", {"case": client.id, "about": note, "text": "よい訪問です。", "written_at": "2026-11-20T02:00:00Z"}
    )
    _visits_under_watch(office, client, worker)
    office.disagree("support", note, "place", {staff["supervisor"]: "公園", worker: "図書館"})
    (conflict,) = office.open_conflicts(client)
    double, removed = doubles
    meeting, item, task = _meeting(office, client, worker, plan)
    ahead: dict[str, Json] = {"case": client.id, "worker": worker.id, "method": "visit", "place": "自宅"}
    appointment = office.write("appointment", {**ahead, "starts_at": "2099-01-10T01:00:00Z", "purpose": "受診の同行"})
    rhythm = {"repeats": "weekly", "starts_on": "2026-01-05", "closed_days": "keep", "from_time": "09:30"}
    series = office.write("series", {**ahead, **rhythm})
    yield Records(
        client.id, client.person, note, double, removed, plan, meeting, item, conflict, appointment, series, task
    )
    office.end_visits()


def _meeting(office: Office, client: Client, worker: Worker, plan: str) -> tuple[str, str, str]:
    """A meeting to come with an item of each kind, minutes and a task; the item with all of it; and the task."""
    told = {"held_at": "2099-01-20T05:00:00Z", "meeting_kind": "coordination", "theme": "regular", "place": "会議室"}
    meeting = office.write("meeting", {**told, "attendees": ["民生委員", "保健師"], "notes": "始めに報告。"})
    about: dict[str, Json] = {"case": client.id, "meeting": meeting}
    office.write("agenda_item", {**about, "purpose": "consult", "treatment": "report", "position": 1})
    office.write("agenda_item", {**about, "purpose": "consult", "treatment": "discuss", "position": 3})
    said = {"points": "進め方。", "minutes": "了承された。", "decision": "continued"}
    about |= {"purpose": "evaluate", "treatment": "discuss", "position": 2}
    item = office.write("agenda_item", {**about, "plan": plan, **said})
    task = {"case": client.id, "about": item, "what": "決定通知を届ける", "worker": worker.id, "due": "2026-12-04"}
    return meeting, item, office.write("task", dict(task))


def _visits_under_watch(office: Office, client: Client, worker: Worker) -> None:
    """One in each state: calling for help, past its end, under way, ended."""
    started = {"case": client.id, "worker": worker.id, "started_at": "2026-11-20T01:00:00Z", "place": "自宅"}
    for moments in (
        {"expected_end": "2026-11-20T02:00:00Z", "alarm_at": "2026-11-20T01:30:00Z"},
        {"expected_end": "2026-11-20T02:00:00Z", "companions": ["民生委員"]},
        {"expected_end": "2099-11-20T02:00:00Z"},
        {"expected_end": "2026-11-20T02:00:00Z", "ended_at": "2026-11-20T01:50:00Z"},
    ):
        office.write("outing", started | moments, by=worker)


@contextmanager
def signed_in(
    browser: Browser, wire: Wire, who: Worker, language: str, size: dict[str, int], colours: str
) -> Iterator[Page]:
    """A browser at the office pages."""
    context = browser.new_context(viewport=size, color_scheme=colours, locale=language)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{wire.url}/office/sign-in?lang={language}")
    check(page)
    page.locator("#login").fill(who.login)
    page.locator("#password").fill(PASSWORD)
    page.locator("main button").click()
    expect(page.locator(".office__bar")).to_be_visible()
    yield page
    context.close()


def check(page: Page) -> None:
    """No violation, nothing wider than the screen, and no name in the title."""
    page.evaluate(AXE.read_text("utf-8"))
    violations = page.evaluate("axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html)]))")
    assert violations == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert "つくし" not in page.title()


@pytest.mark.parametrize(("language", "size", "colours"), SCREENS)
def test_nothing_stands_in_anybodys_way(
    browser: Browser,
    wire: Wire,
    staff: dict[str, Worker],
    records: Records,
    language: str,
    size: dict[str, int],
    colours: str,
) -> None:
    user = staff["worker"].id
    addresses = {
        "supervisor": [
            "today/",
            "notes/",
            "notes/?state=returned",
            f"notes/{records.note}",
            f"notes/{records.note}/double/{records.double}",
            f"notes/{records.note}/double/{records.removed}",
            "reviews/",
            f"reviews/{records.plan}",
            "plans/",
            f"plans/{records.plan}",
            "meetings/",
            "meetings/?state=past",
            "meetings/new",
            f"meetings/{records.meeting}",
            f"meetings/{records.meeting}/edit",
            f"meetings/{records.meeting}/items/{records.item}",
            f"meetings/{records.meeting}/minutes",
            f"meetings/{records.meeting}/papers",
            "team/",
            "conflicts/",
            "conflicts/?state=closed",
            f"conflicts/{records.conflict}",
            "followup/",
            "outings/",
            "outings/past",
            "reminders/",
            "reports/",
            "reports/accompaniment",
            "reports/annual",
            "reports/situation",
            "imports/",
            "exports/",
            "claims/",
            "recovery/",
            "unsent/",
            "cases/",
            "search/",
            f"cases/{records.case}",
            f"cases/{records.case}/sheet",
            f"cases/{records.case}/agenda",
            f"consents/new/{records.case}",
            "records/",
            f"records/new/{records.case}",
            f"records/{records.note}/edit",
            f"cases/{records.case}/ahead/",
            f"appointments/new/{records.case}",
            f"appointments/{records.appointment}/edit",
            f"series/new/{records.case}",
            f"series/{records.series}/edit",
            f"series/{records.series}/times/2027-01-04",
            f"tasks/new/{records.case}",
            f"tasks/{records.task}/edit",
            "handover/",
            f"handover/?from={user}",
            "intake/",
            f"cases/{records.case}/edit",
            f"cases/{records.case}/closure",
            f"cases/{records.case}/reopening",
            f"persons/{records.person}",
            f"persons/{records.person}/edit",
            f"persons/{records.person}/household",
        ],
        "clerk": [
            "intake/",
            f"cases/{records.case}/edit",
            f"cases/{records.case}",
            f"plans/{records.plan}",
            f"meetings/{records.meeting}",
        ],
        "manager": ["approvals/", "account/", "account/second-factor"],
        "administrator": ["users/", "users/new", f"users/{user}", f"users/{user}/deactivate"],
    }
    for role, places in addresses.items():
        with signed_in(browser, wire, staff[role], language, size, colours) as page:
            for place in places:
                page.goto(f"{wire.url}/office/{place}")
                check(page)


@pytest.mark.parametrize(("language", "size", "colours"), SCREENS)
def test_what_was_found_is_read_and_reached_by_keys(
    browser: Browser,
    wire: Wire,
    office: Office,
    staff: dict[str, Worker],
    records: Records,
    language: str,
    size: dict[str, int],
    colours: str,
) -> None:
    office.let_search_catch_up()
    with signed_in(browser, wire, staff["supervisor"], language, size, colours) as page:
        page.goto(f"{wire.url}/office/search/")
        page.keyboard.press("/")
        expect(page.locator("#words")).to_be_focused()
        page.keyboard.type("玄関")
        page.keyboard.press("Enter")
        expect(page.locator("mark").first).to_have_text("玄関")
        assert page.url.endswith("/office/search/?search=1")
        check(page)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_pages_stand_in_one_row_of_menus_and_behind_one_button_where_there_is_no_room(
    browser: Browser, wire: Wire, staff: dict[str, Worker], records: Records, language: str
) -> None:
    with signed_in(browser, wire, staff["supervisor"], language, DESK, "light") as page:
        menus = page.locator("details.office__menu")
        boxes = [each.bounding_box() for each in page.locator("#pages > li").all()]
        assert len({box and round(box["y"]) for box in boxes}) == 1
        today, cases = (menus.nth(place).locator("summary") for place in (0, 1))
        today.press("Enter")
        expect(menus.nth(0).get_by_role("link").first).to_be_visible()
        check(page)
        cases.click()
        expect(menus.nth(0)).not_to_have_attribute("open", "")
        page.keyboard.press("Escape")
        expect(menus.nth(1)).not_to_have_attribute("open", "")
        expect(cases).to_be_focused()

        page.set_viewport_size({"width": HAND["width"], "height": HAND["height"]})
        expect(page.locator("#pages")).to_be_hidden()
        page.locator(".office__open").click()
        today.click()
        check(page)
        menus.nth(0).get_by_role("link").nth(1).click()
        page.wait_for_url("**/office/notes/")


def test_what_is_wrong_is_heard_as_well_as_seen(
    browser: Browser, wire: Wire, staff: dict[str, Worker], records: Records
) -> None:
    with signed_in(browser, wire, staff["supervisor"], "ja", DESK, "light") as page:
        page.goto(f"{wire.url}/office/notes/{records.note}")
        page.get_by_role("button", name="コメントを付けて差し戻す").click()
        comment = page.get_by_label("コメント", exact=True).and_(page.locator("textarea"))
        asked, said = (
            "差し戻すときは、直してほしいところを必ず記入してください。",
            "直してほしいところを記入してください。",
        )
        expect(comment).to_have_accessible_description(re.compile(f"{asked} {said}$"))
        check(page)


def test_what_was_written_survives_a_sign_in_that_has_run_out(
    browser: Browser, wire: Wire, staff: dict[str, Worker], records: Records
) -> None:
    with signed_in(browser, wire, staff["supervisor"], "ja", DESK, "light") as page:
        page.goto(f"{wire.url}/office/notes/{records.note}")
        words = f"続きは来週 {new_id()[-4:]}"
        page.locator("textarea").fill(words)
        page.context.clear_cookies()
        page.get_by_role("button", name="コメントだけ加える").click()
        expect(page.get_by_text("記入した内容はこの画面に残っています")).to_be_visible()
        with page.expect_popup() as opened:
            page.get_by_role("link", name="別の画面でログインする").click()
        other = opened.value
        other.locator("#login").fill(staff["supervisor"].login)
        other.locator("#password").fill(PASSWORD)
        other.locator("main button").click()
        expect(other.locator(".office__bar")).to_be_visible()
        page.get_by_role("button", name="コメントだけ加える").click()
        expect(page.get_by_text("コメントを加えました。")).to_be_visible()
        expect(page.locator("#comments").get_by_text(words)).to_be_visible()
