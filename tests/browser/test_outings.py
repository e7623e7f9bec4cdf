"""Visits under watch, from the phone's first tap to the supervisor's screen: what each of the two knows, and when."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from server.store import utcnow
from sync.fields import write_moment
from tests.browser.desk import Desk
from tests.browser.office import Client, Office, Worker
from tests.browser.phones import Phone

DANGERS = "玄関脇に中型犬。過去に暴力あり。結核の治療中。必ず2人で訪問する。"
PLACE = "自宅の玄関先"
HOME = "緑町3丁目7-2"
NOT_SENT = "未送信:電波がありません"
OFFICE_KNOWS = "事務所に届きました"
CALL = "助けを求める"
HOLD_MS = 2_300
TOO_SHORT_MS = 600


@pytest.fixture
def client(office: Office, worker: Worker) -> Client:
    """A client whose household has something to be careful of, and who is visited today."""
    client = office.open_case("野原 すみれ", worker, safety_notes=DANGERS, address=HOME)
    now = utcnow()
    office.write(
        "appointment",
        {
            "case": client.id,
            "worker": worker.id,
            "state": "planned",
            "method": "visit",
            "starts_at": write_moment(now),
            "ends_at": write_moment(now + dt.timedelta(minutes=50)),
            "place": PLACE,
            "companions": ["民生委員 岡"],
        },
    )
    return client


def begin(phone: Phone) -> None:
    """From today's appointment to the screen before the visit."""
    phone.go("今日")
    phone.page.get_by_role("link", name="訪問を始める 野原 すみれ").click()
    phone.see_heading("訪問を始める")


def start(phone: Phone) -> None:
    """The one tap that starts it."""
    phone.page.get_by_role("button", name=re.compile("までの訪問を始める$")).click()
    phone.see_heading("野原 すみれ さんの訪問")


def start_one_that_is_over_at_once(phone: Phone) -> None:
    """A visit whose expected end is the moment at which it starts."""
    begin(phone)
    for _ in range(5):
        phone.press("15分 早く")
    start(phone)
    phone.see(OFFICE_KNOWS)


def hold(phone: Phone, for_ms: int) -> None:
    """A thumb on the button that calls for help."""
    phone.page.get_by_role("button", name=CALL, exact=True).click(delay=for_ms)


def outing_of(office: Office, worker: Worker) -> dict[str, str]:
    """What the office has of the only visit of a worker."""
    (found,) = office.records("outing", worker.id).values()
    return found


def who_is_out(desk: Desk, supervisor: Worker, worker: Worker) -> Page:
    """The office's page of those who are out. Returns it when the worker is on it."""
    desk.sign_in(supervisor)
    desk.page.goto(f"{desk.origin}/office/outings/")
    expect(desk.page.get_by_role("article").filter(has_text=HOME)).not_to_have_count(0)
    return desk.page


def test_dangers_are_read_before_the_visit_starts_even_without_a_signal(phone: Phone) -> None:
    phone.offline()
    begin(phone)
    dangers = phone.page.get_by_text(DANGERS)
    button = phone.page.get_by_role("button", name=re.compile("までの訪問を始める$"))
    expect(dangers).to_be_in_viewport()
    above, below = dangers.bounding_box(), button.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] + above["height"] <= below["y"]


def test_a_household_without_dangers_says_so_instead_of_nothing(phone: Phone, office: Office, worker: Worker) -> None:
    other = office.open_case("川原 みどり", worker)
    phone.retry()
    phone.open_case(other)
    phone.page.get_by_role("link", name="訪問を始める").click()
    phone.see(re.compile("訪問時の注意は、まだ書かれていません。安全が確かめられたという意味ではありません。"))


def test_a_visit_without_an_appointment_goes_to_the_client_s_home(
    phone: Phone, office: Office, client: Client, worker: Worker
) -> None:
    phone.open_case(client)
    phone.page.get_by_role("link", name="訪問を始める", exact=True).click()
    start(phone)
    phone.see(OFFICE_KNOWS)
    assert outing_of(office, worker)["place"] == HOME


def test_a_start_without_a_signal_does_not_claim_that_the_office_knows(
    phone: Phone, office: Office, client: Client, worker: Worker
) -> None:
    phone.offline()
    begin(phone)
    start(phone)
    phone.see(NOT_SENT)
    phone.see("訪問の開始はまだ事務所に届いていません。事務所は安否を確かめられません。")
    assert office.records("outing", worker.id) == {}
    phone.go("今日")
    phone.see("訪問中")
    phone.see(NOT_SENT)


def test_back_in_reach_the_office_sees_place_end_and_companions(
    phone: Phone, office: Office, client: Client, worker: Worker, at_the_desk: Desk
) -> None:
    phone.offline()
    begin(phone)
    start(phone)
    phone.see(NOT_SENT)
    phone.online()
    phone.see(OFFICE_KNOWS)
    phone.see("訪問中であることは、事務所に届いています。")
    expect(phone.page.get_by_text(NOT_SENT)).to_have_count(0)
    end = dt.datetime.fromisoformat(outing_of(office, worker)["expected_end"])
    clock = end.astimezone(dt.timezone(dt.timedelta(hours=9))).strftime("%-H:%M")
    page = who_is_out(at_the_desk, office.supervisor, worker)
    card = page.get_by_role("article").filter(has=page.get_by_role("link", name=client.name)).first
    for words in ("訪問中", PLACE, HOME, clock, "民生委員 岡"):
        expect(card).to_contain_text(words)


def test_a_visit_that_does_not_end_reminds_the_worker_first_and_then_alerts_the_supervisor(
    phone: Phone, phones: Callable[[], Phone], office: Office, client: Client, worker: Worker, at_the_desk: Desk
) -> None:
    start_one_that_is_over_at_once(phone)
    outing = next(iter(office.records("outing", worker.id)))

    def told(who: Worker) -> list[str]:
        return [
            notice["reminder"] for notice in office.records("notice", who.id).values() if notice.get("about") == outing
        ]

    office.remind(utcnow() + dt.timedelta(minutes=11))
    assert (told(worker), told(office.supervisor)) == (["visit_overrun"], [])
    phone.retry()
    phone.go("今日")
    phone.page.get_by_role("link", name=re.compile("お知らせ.*1")).click()
    phone.page.get_by_role("link", name=re.compile("訪問の終了を知らせてください")).click()
    phone.see_heading("野原 すみれ さんの訪問")
    expect(phone.page.get_by_role("button", name="訪問を終える")).to_be_visible()

    office.remind(utcnow() + dt.timedelta(minutes=21))
    assert told(office.supervisor) == ["visit_overrun_escalated"]
    page = who_is_out(at_the_desk, office.supervisor, worker)
    card = page.get_by_role("article").filter(has=page.get_by_role("link", name=client.name)).first
    expect(card).to_contain_text("終了の見込みを過ぎています")
    expect(card).to_contain_text(PLACE)
    supervisor = phones()
    supervisor.sign_in(office.supervisor)
    supervisor.go("今日")
    supervisor.page.get_by_role("link", name=re.compile("^お知らせ")).click()
    supervisor.page.get_by_role("link", name=re.compile("訪問から戻っていない職員がいます")).first.click()
    supervisor.see(PLACE)
    supervisor.page.get_by_role("link", name="事務所の画面で開く").click()
    expect(supervisor.page).to_have_url(re.compile("/office/"))


def test_letting_go_early_calls_nobody(phone: Phone, office: Office, client: Client, worker: Worker) -> None:
    begin(phone)
    start(phone)
    phone.see(OFFICE_KNOWS)
    hold(phone, TOO_SHORT_MS)
    phone.see("途中で離れました。2秒間押し続けてください。")
    phone.see_all_delivered()
    assert "alarm_at" not in outing_of(office, worker)


def test_a_call_for_help_reaches_the_supervisor_and_the_answer_comes_back(
    phone: Phone, office: Office, client: Client, worker: Worker, at_the_desk: Desk
) -> None:
    begin(phone)
    start(phone)
    hold(phone, HOLD_MS)
    phone.see(re.compile("に助けを求めました$"))
    phone.see(re.compile("事務所に届きました。対応を待っています。"))
    page = who_is_out(at_the_desk, office.supervisor, worker)
    card = page.get_by_role("article").filter(has=page.get_by_role("link", name=client.name)).first
    expect(card).to_contain_text("助けを求めています")
    expect(card).to_contain_text(PLACE)
    card.get_by_role("button", name=re.compile("^対応します")).click()
    phone.retry()
    phone.page.get_by_role("link", name=re.compile("くわしく・無事を伝える")).click()
    phone.see(re.compile("主任 典子が対応しています"))
    phone.press("無事です")
    phone.see("訪問中であることは、事務所に届いています。")
    assert outing_of(office, worker)["safe_at"] > outing_of(office, worker)["alarm_at"]


def test_a_call_without_a_signal_says_so_and_goes_out_by_itself(
    phone: Phone, office: Office, client: Client, worker: Worker
) -> None:
    begin(phone)
    start(phone)
    phone.see(OFFICE_KNOWS)
    phone.offline()
    hold(phone, HOLD_MS)
    phone.see("助けを求めていることは、まだ事務所に届いていません。")
    phone.see(NOT_SENT)
    expect(phone.page.get_by_role("link", name="110 警察に電話する")).to_have_attribute("href", "tel:110")
    assert "alarm_at" not in outing_of(office, worker)
    phone.online()
    phone.see(re.compile("事務所に届きました。対応を待っています。"))
    assert "alarm_at" in outing_of(office, worker)


def test_whoever_cannot_hold_a_button_calls_in_two_steps(
    phone: Phone, office: Office, client: Client, worker: Worker
) -> None:
    begin(phone)
    start(phone)
    phone.press(f"長押しができないとき {CALL}")
    phone.page.get_by_role("dialog").get_by_role("button", name=CALL).click()
    phone.see(re.compile("事務所に届きました。対応を待っています。"))
    assert "alarm_at" in outing_of(office, worker)


def test_a_visit_ends_in_one_tap_from_any_screen_and_offers_its_note(
    phone: Phone, office: Office, client: Client, worker: Worker
) -> None:
    begin(phone)
    start(phone)
    phone.go("ケース")
    phone.press("訪問を終える")
    phone.see("訪問は終わりました")
    phone.see("終了は事務所に届いています。")
    outing = outing_of(office, worker)
    assert outing["ended_at"] >= outing["started_at"]
    phone.page.get_by_role("link", name="訪問の記録を書く").click()
    phone.see_heading("新しい記録")
    expect(phone.field("場所")).to_have_value(PLACE)
    phone.choose("結果", "会えた")
    phone.field("支援の経過").fill("玄関先で30分。通知書を一緒に開けた。")
    phone.save()
    phone.see_all_delivered()
    (note,) = office.notes(client)
    to_the_minute = len("2026-11-21T01:00")
    for moment in ("started_at", "ended_at"):
        assert note[moment][:to_the_minute] == outing[moment][:to_the_minute]


def test_an_end_without_a_signal_says_that_the_office_still_waits(
    phone: Phone, office: Office, client: Client, worker: Worker
) -> None:
    begin(phone)
    start(phone)
    phone.see(OFFICE_KNOWS)
    phone.offline()
    phone.press("訪問を終える")
    phone.see("終了はまだ事務所に届いていません。事務所では訪問中と見えます。")
    phone.online()
    phone.see("終了は事務所に届いています。")
    assert "ended_at" in outing_of(office, worker)


def test_nobody_signs_out_while_the_office_watches_over_a_visit(phone: Phone, client: Client) -> None:
    begin(phone)
    start(phone)
    phone.see(OFFICE_KNOWS)
    phone.go("その他")
    phone.press("ログアウト")
    phone.page.get_by_role("link", name="訪問の画面を開く").click()
    phone.see_heading("野原 すみれ さんの訪問")


def test_an_end_taken_back_without_a_signal_is_not_called_known(phone: Phone, client: Client) -> None:
    begin(phone)
    start(phone)
    phone.press("訪問を終える")
    phone.see("終了は事務所に届いています。")
    phone.offline()
    phone.press("まだ終わっていない(終了を取り消す)")
    phone.see("終了の取り消しはまだ事務所に届いていません。事務所では、訪問は終わったと見えます。")
    phone.online()
    phone.see("訪問中であることは、事務所に届いています。")


def test_a_case_handed_on_during_a_visit_leaves_the_way_back_and_the_call_for_help(
    phone: Phone, office: Office, client: Client, worker: Worker
) -> None:
    begin(phone)
    start(phone)
    phone.see(OFFICE_KNOWS)
    office.hand_on(client, office.hire("後任 梢"))
    phone.retry()
    phone.page.get_by_role("link", name=re.compile("くわしく")).click()
    phone.see_heading("訪問中の安否確認")
    phone.see(re.compile("担当が替わり"))
    hold(phone, HOLD_MS)
    phone.see(re.compile("事務所に届きました。対応を待っています。"))
    phone.press("無事です")
    phone.press("訪問を終える")
    phone.see_all_delivered()
    assert {"alarm_at", "safe_at", "ended_at"} <= outing_of(office, worker).keys()
