"""A phone that hears nothing of its office for too long shows nothing of a client, and costs nobody a note."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from server.ground.session_limits import SessionLimits
from server.store import utcnow
from tests.browser.axe import barriers
from tests.browser.office import Client, Office, Worker
from tests.browser.phones import NARRATIVE, Phone
from tests.browser.test_handed_over import to_be_signed

WITHIN = SessionLimits().phone_contact
A_DAY = dt.timedelta(days=1)
A_MINUTE = dt.timedelta(minutes=1)
SHUT = "記録を閉じています"
ABOUT = "橋のたもとの家の人"
SAID = "薬が切れていると話した。"
HALF_SAID = "帰りぎわに妹さんから"
PLACE = "緑町の離れ"
FULL = """() => {
  IDBObjectStore.prototype.put = () => {
    throw new DOMException("", "QuotaExceededError");
  };
}"""


@pytest.fixture
def client(office: Office, worker: Worker) -> Client:
    return office.open_case("野原 すみれ", worker, address=PLACE)


@pytest.fixture
def phone(phones: Callable[..., Phone], worker: Worker, client: Client) -> Phone:
    """Out of reach, and by its clock so long ago that what is written once it is shut is of now."""
    phone = phones()
    phone.context.clock.install(time=utcnow() - WITHIN - A_DAY)
    phone.sign_in(worker)
    phone.installed()
    phone.start()
    phone.offline()
    return phone


def let_pass(phone: Phone, time: dt.timedelta) -> None:
    """Lets time pass on the phone. It locks itself over that, unless a visit is watched over."""
    phone.context.clock.fast_forward(int(time.total_seconds() * 1_000))


def come_back_after(phone: Phone, time: dt.timedelta) -> None:
    """The same, and its worker gives the PIN."""
    let_pass(phone, time)
    phone.give_pin()


def shows_nothing_of(client: Client, phone: Phone) -> bool:
    content = phone.page.content() + phone.page.title()
    return not any(word in content for word in (client.name, PLACE, ABOUT, SAID, HALF_SAID))


def write(phone: Phone, about: str, narrative: str) -> None:
    phone.page.get_by_label("だれのこと").fill(about)
    phone.page.get_by_label("あったこと").fill(narrative)


def test_it_warns_once_and_then_shows_nothing_until_the_office_answers(
    phone: Phone, office: Office, client: Client
) -> None:
    come_back_after(phone, WITHIN - 3 * A_DAY + A_MINUTE)
    phone.see("あと3日で、この端末の記録が開けなくなります")
    assert barriers(phone.page, "warned") == []
    phone.press("閉じる")
    expect(phone.page.get_by_text("開けなくなります")).to_have_count(0)
    come_back_after(phone, A_DAY)
    phone.open_case(client)
    expect(phone.page.get_by_text("開けなくなります")).to_have_count(0)

    come_back_after(phone, 2 * A_DAY)
    phone.see_heading(SHUT)
    phone.page.evaluate("() => { location.hash = '#/cases'; }")
    expect(phone.page.get_by_label("あったこと")).to_be_visible()
    assert shows_nothing_of(client, phone)
    assert barriers(phone.page, "shut") == []

    phone.online()
    phone.open_case(client)


def test_what_is_written_then_is_put_into_its_case_and_arrives(phone: Phone, office: Office, client: Client) -> None:
    come_back_after(phone, WITHIN + A_DAY)
    phone.see_heading(SHUT)
    phone.press("保存する")
    expect(phone.page.get_by_label("あったこと")).to_have_attribute("aria-invalid", "true")
    assert barriers(phone.page, "shut, with a mistake") == []
    write(phone, ABOUT, SAID)
    phone.page.get_by_label("いつ", exact=True).fill("2026-11-30T14:05")
    phone.press("保存する")
    phone.see("書いた記録1件")
    assert shows_nothing_of(client, phone)
    write(phone, "", HALF_SAID)
    phone.see("下書きを保存しました")
    phone.start()
    phone.see("書いた記録2件")
    assert shows_nothing_of(client, phone)

    phone.online()
    expect(phone.tab("今日")).to_be_visible()
    section = phone.page.get_by_role("region", name="ケースに入れる記録")
    expect(section.get_by_role("article")).to_have_count(2)
    assert barriers(phone.page, "notes to put into a case") == []
    note = section.get_by_role("article").filter(has_text=ABOUT)
    note.get_by_role("button", name="このケースの記録にする").click()
    expect(note.get_by_text("ケースを選んでください")).to_be_visible()
    note.get_by_label("どのケースの記録ですか").select_option(client.id)
    note.get_by_role("button", name="このケースの記録にする").click()
    expect(phone.field(NARRATIVE)).to_have_value(f"{ABOUT}\n{SAID}")
    phone.was_visited()
    phone.save()
    phone.see_all_delivered()
    assert office.narratives(client) == [f"{ABOUT}\n{SAID}"]

    phone.go("今日")
    expect(section.get_by_role("article")).to_have_count(1)
    expect(section.get_by_role("article")).to_contain_text(HALF_SAID)
    section.get_by_role("button", name="この記録を捨てる").click()
    phone.press("下書きを捨てる")
    expect(section).to_have_count(0)


def test_a_visit_under_watch_goes_on_and_help_is_a_tap_away(
    phone: Phone, office: Office, worker: Worker, client: Client
) -> None:
    come_back_after(phone, WITHIN - 10 * A_MINUTE)
    phone.open_case(client)
    phone.page.get_by_role("link", name="訪問を始める").click()
    phone.page.get_by_role("button", name=re.compile("訪問を始める")).click()
    expect(phone.page.get_by_role("button", name="助けを求める", exact=True)).to_be_visible()
    let_pass(phone, 20 * A_MINUTE)
    phone.see_heading(SHUT)
    phone.see("訪問中")
    assert shows_nothing_of(client, phone)
    assert barriers(phone.page, "shut, during a visit") == []
    phone.page.get_by_role("button", name="長押しができないとき").click()
    phone.page.get_by_role("dialog").get_by_role("button", name="助けを求める").click()
    phone.press("無事です")
    phone.press("訪問を終える")
    expect(phone.page.get_by_text("訪問中")).to_have_count(0)

    phone.online()
    phone.open_case(client)
    phone.see_all_delivered()
    (visit,) = [visit for visit in office.records("outing").values() if visit["case"] == client.id]
    assert {"alarm_at", "safe_at", "ended_at"} <= visit.keys()


def test_what_could_not_be_kept_stays_on_the_screen(phone: Phone, client: Client) -> None:
    """The app is shut once somebody has saved it, or let it go."""
    come_back_after(phone, WITHIN - 5 * A_MINUTE)
    phone.begin_note(client)
    phone.page.evaluate(FULL)
    phone.field(NARRATIVE).fill(SAID)
    phone.see("下書きを保存できていません")
    let_pass(phone, 9 * A_MINUTE)
    expect(phone.field(NARRATIVE)).to_have_value(SAID)


def test_a_phone_in_the_clients_hands_is_shut_once_its_worker_has_it_again(
    phone: Phone, client: Client, tmp_path: Path
) -> None:
    come_back_after(phone, WITHIN - 5 * A_MINUTE)
    shown = to_be_signed(phone, client, tmp_path)
    let_pass(phone, 9 * A_MINUTE)
    expect(shown).to_be_visible()
    phone.take_back("署名しないで職員に返す")
    phone.see_heading(SHUT)
    assert shows_nothing_of(client, phone)


def test_whoever_is_signed_out_signs_in_there_or_hands_over_what_waits(
    phone: Phone, office: Office, worker: Worker, client: Client
) -> None:
    phone.write_note(client, SAID)
    office.end_sessions(worker)
    come_back_after(phone, WITHIN + A_DAY)
    phone.see("送信前のものが1件あります")
    phone.online()
    phone.see("この端末から届けられないとき")
    assert shows_nothing_of(client, phone)
    assert barriers(phone.page, "shut, and signed out") == []
    phone.give_password(worker)
    phone.see_all_delivered()
    assert office.narratives(client) == [SAID]
