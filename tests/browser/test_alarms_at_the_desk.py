"""A call for help at the desk of whoever answers it: in view, in the title, heard, and gone when it was answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from server.office.outings import answer
from server.services.accounts import change_account
from server.store import utcnow
from server.store.reader import reader_of
from sync.fields import write_moment
from tests.browser import desk
from tests.browser.desk import Desk, choose_page
from tests.browser.office import Client, Office, Worker
from tests.browser.wire import Wire

WITHIN_MS = 5_000
CALLED = "助けを求めています"
NUMBER = "090-1234-5678"
HOME = "見本市緑町3丁目7-2"
HEARD = """
window.heard = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...given) { window.heard += 1; return start.apply(this, given); };
window.notified = [];
window.Notification = class extends EventTarget {
  static get permission() { return localStorage.getItem("permission") ?? "default"; }
  static async requestPermission() { localStorage.setItem("permission", "granted"); return "granted"; }
  constructor(title, options) { super(); window.notified.push([title, options.body, options.tag]); this.open = true; }
  close() { window.notified.push("closed"); }
};
"""
SIZES = pytest.mark.parametrize("size", [(390, 844), (1280, 800)], ids=["narrow", "wide"])


@pytest.fixture
def client(office: Office, worker: Worker) -> Client:
    return office.open_case("野原 すみれ", worker, address=HOME)


@pytest.fixture
def seat(browser: Browser, wire: Wire, office: Office) -> Iterator[Callable[[], Desk]]:
    """Sits supervisors down, each at a browser of their own."""
    made: list[Desk] = []

    def sit() -> Desk:
        context = browser.new_context(**desk.SCREEN)
        context.add_init_script(HEARD)
        made.append(Desk(context, wire.url))
        made[-1].sign_in(office.supervisor)
        return made[-1]

    yield sit
    for each in made:
        each.page.context.close()


def call_for_help(office: Office, client: Client, worker: Worker) -> str:
    """The worker calls for help from the client's home. Returns the visit."""
    now = utcnow()
    return office.write(
        "outing",
        {
            "case": client.id,
            "worker": worker.id,
            "started_at": write_moment(now - dt.timedelta(minutes=20)),
            "expected_end": write_moment(now + dt.timedelta(minutes=40)),
            "place": "自宅",
            "alarm_at": write_moment(now),
        },
        by=worker,
    )


def answered(office: Office, outing: str) -> None:
    """Another supervisor answers."""
    with office.writing() as store:
        store.lock()
        row = store.as_seen_by(reader_of(office.supervisor.id, "supervisor")).outings.one(outing)
        assert row is not None
        answer(store, office.desk(), row, utcnow())


def becomes(page: Page, what: str) -> None:
    """Waits for something that a script can tell; the page itself may not be asked to wait by a text (its policy)."""
    for _ in range(2 * WITHIN_MS // 100):
        if page.evaluate(what):
            return
        page.wait_for_timeout(100)
    raise AssertionError(what)


def note_of(office: Office, client: Client, worker: Worker) -> str:
    """A long note."""
    moment = write_moment(utcnow() - dt.timedelta(days=1))
    fields = {"case": client.id, "method": "visit", "started_at": moment, "narrative": "話を聞いた。\n" * 60}
    return office.write("support", fields, by=worker)


@SIZES
def test_a_call_for_help_is_in_view_while_a_comment_is_written_far_down_and_covers_nothing_that_is_written(
    seat: Callable[[], Desk], office: Office, client: Client, worker: Worker, size: tuple[int, int]
) -> None:
    with office.writing() as store:
        change_account(store, worker.id, phone=NUMBER, by=office.supervisor.id, now=utcnow())
    desk, note = seat(), note_of(office, client, worker)
    page = desk.page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{desk.origin}/office/notes/{note}")
    comment = page.get_by_role("textbox", name="コメント", exact=True)
    comment.fill("読みました。")
    # As far up as it can stand: just where the call will appear.
    comment.evaluate("element => scrollTo(0, element.getBoundingClientRect().top + scrollY)")
    outing = call_for_help(office, client, worker)
    called = page.locator("#alarms .alarm").filter(has_text=worker.name)
    expect(called).to_be_in_viewport(ratio=0.99, timeout=WITHIN_MS)
    assert page.title().startswith(f"{CALLED} — ")
    assert client.name not in page.title()
    assert worker.name not in page.title()
    expect(called.get_by_role("link", name=NUMBER)).to_have_attribute("href", "tel:09012345678")
    expect(called).to_contain_text(HOME)
    expect(called).to_contain_text("に事務所に届きました")
    expect(comment).to_be_focused()
    below = page.locator("#alarm-watch").bounding_box()
    written_in = comment.bounding_box()
    assert below is not None
    assert written_in is not None
    assert written_in["y"] >= below["y"] + below["height"] - 1
    answered(office, outing)
    expect(called).to_have_count(0, timeout=WITHIN_MS)
    assert CALLED not in page.title()
    expect(comment).to_have_value("読みました。")


def test_nothing_moves_under_the_finger_when_a_call_comes(
    seat: Callable[[], Desk], office: Office, client: Client, worker: Worker
) -> None:
    desk, note = seat(), note_of(office, client, worker)
    page = desk.page
    page.goto(f"{desk.origin}/office/notes/{note}")
    heading = page.get_by_role("heading", level=1)
    for scrolled in (0, 600):
        page.evaluate("top => scrollTo(0, top)", scrolled)
        before = heading.bounding_box()
        outing = call_for_help(office, client, worker)
        expect(page.locator("#alarms .alarm").filter(has_text=worker.name)).to_be_in_viewport(timeout=WITHIN_MS)
        page.wait_for_timeout(300)
        after = heading.bounding_box()
        assert before is not None
        assert after is not None
        assert abs(after["y"] - before["y"]) <= 1
        answered(office, outing)
        expect(page.locator("#alarms .alarm")).to_have_count(0, timeout=WITHIN_MS)


def test_who_chose_it_hears_a_call_and_gets_a_notification_that_names_nobody(
    seat: Callable[[], Desk], office: Office, client: Client, worker: Worker
) -> None:
    desk = seat()
    page = desk.page
    sound, notification = (page.get_by_role("button", name=name) for name in ("音で知らせる", "通知でも知らせる"))
    expect(sound).to_have_attribute("aria-pressed", "false")
    sound.click()
    assert page.evaluate("heard") > 0, "the choice is heard"
    notification.click()
    expect(page.locator("#alarm-offer")).to_be_hidden()
    choose_page(page, "今日とチーム", "チーム")
    page.wait_for_timeout(3_000)
    expect(page.locator("#alarm-offer")).to_be_hidden()
    outing = call_for_help(office, client, worker)
    expect(page.locator("#alarms .alarm").filter(has_text=worker.name)).to_be_visible(timeout=WITHIN_MS)
    becomes(page, "heard >= 6")
    assert page.evaluate("notified") == [[CALLED, "事務所の画面を開いてください。", "banso-alarm"]]
    answered(office, outing)
    becomes(page, "notified.at(-1) === 'closed'")
    heard = page.evaluate("heard")
    page.wait_for_timeout(4_000)
    assert page.evaluate("heard") == heard


def test_a_call_reaches_the_page_of_a_problem_and_no_paper(
    seat: Callable[[], Desk], office: Office, client: Client, worker: Worker
) -> None:
    desk = seat()
    page = desk.page
    outing = call_for_help(office, client, worker)
    page.goto(f"{desk.origin}/office/nowhere")
    called = page.locator("#alarms .alarm").filter(has_text=worker.name)
    expect(called).to_be_in_viewport(timeout=WITHIN_MS)
    page.goto(f"{desk.origin}/office/cases/{client.id}/sheet")
    expect(called).to_be_in_viewport(timeout=WITHIN_MS)
    page.emulate_media(media="print")
    expect(called).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert CALLED not in page.title()
    answered(office, outing)


def test_an_office_out_of_reach_is_told_where_it_is_seen(seat: Callable[[], Desk], wire: Wire) -> None:
    desk = seat()
    page = desk.page
    page.context.set_offline(True)
    unwatched = page.locator("#alarms-unwatched")
    expect(unwatched).to_be_in_viewport(timeout=3 * WITHIN_MS)
    page.context.set_offline(False)
    expect(unwatched).to_be_hidden(timeout=3 * WITHIN_MS)
