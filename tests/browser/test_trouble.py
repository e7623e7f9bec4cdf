"""Whatever goes wrong on the way, the note stays on the phone, which says what to do; then it arrives once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import barriers
from tests.browser.office import Client, Office, Worker
from tests.browser.phones import NARRATIVE, REFUSED, Phone
from tests.browser.wire import Fault, Hold, Wire, cut, drop_reply, problem, public_network

NOTE = "大家さんと三人で話した。家賃は月末まで待ってもらえる。"


@pytest.mark.parametrize(
    ("fault", "headline", "advice"),
    [
        pytest.param(
            problem(500, "internal"),
            "事務所側で問題が起きています",
            "記録はこの端末に残っています。しばらくすると自動でもう一度送ります。",
            id="500",
        ),
        pytest.param(
            cut,
            "事務所につながりません",
            re.compile("端末はネットワークにつながっていますが、事務所のサーバーから返事がありません。"),
            id="cut",
        ),
        pytest.param(
            drop_reply,
            "事務所につながりません",
            re.compile("端末はネットワークにつながっていますが、事務所のサーバーから返事がありません。"),
            id="no reply",
        ),
    ],
)
def test_a_failure_keeps_the_note_and_says_so(
    fault: Fault, headline: str, advice: str | re.Pattern[str], phone: Phone, wire: Wire, client: Client, office: Office
) -> None:
    wire.fails(fault, times=None)
    phone.write_note(client, NOTE)
    phone.see_unsent(1)
    phone.see(headline)
    phone.see(advice)
    wire.mended()
    phone.press("今すぐ送受信する")
    phone.see_all_delivered()
    assert office.narratives(client) == [NOTE]


def test_an_expired_session_shuts_the_phone_and_keeps_the_note_until_one_signs_in(
    phone: Phone, wire: Wire, worker: Worker, client: Client, office: Office
) -> None:
    phone.offline()
    phone.write_note(client, NOTE)
    office.end_sessions(worker)
    phone.online()
    phone.see_heading("記録を閉じています")
    phone.see("もう一度ログインしてください")
    phone.see("送信前のものが1件あります")
    phone.see("書いた記録はすべてこの端末に残っています。ログインすると送受信を再開します。")
    assert client.name not in phone.page.content()
    assert barriers(phone.page, "shut by an ended session") == []
    expect(phone.field("ログイン名")).to_have_value(worker.login)
    assert office.notes(client) == []
    expect(phone.page.get_by_role("button", name="ログインする")).to_be_visible()
    phone.give_password(worker)
    phone.see_all_delivered()
    assert office.narratives(client) == [NOTE]


def test_too_much_at_once_is_sent_in_halves(phone: Phone, wire: Wire, client: Client, office: Office) -> None:
    notes = [f"{number}通目の手紙を置いた。" for number in range(3)]
    phone.offline()
    for note in notes:
        phone.write_note(client, note)
    wire.seen.clear()
    wire.fails(problem(413, "body_too_large"), times=None, when=lambda request: len(request.json["changes"]) > 1)
    phone.online()
    phone.see_all_delivered()
    assert sorted(office.narratives(client)) == notes
    sent = [request for request in wire.exchanges() if request.json["changes"]]
    assert {request.reply.status for request in sent if request.reply} == {413, 200}


def test_a_single_note_too_large_for_the_office_is_kept_and_pointed_out(
    phone: Phone, wire: Wire, client: Client, office: Office
) -> None:
    wire.fails(problem(413, "body_too_large"), times=None, when=lambda request: bool(request.json["changes"]))
    phone.write_note(client, NOTE)
    phone.see("届けられませんでした")
    phone.see_unsent(1)
    expect(phone.page.get_by_role("link", name="直して送る")).to_be_visible()
    wire.mended()
    phone.page.get_by_role("link", name="直して送る").click()
    expect(phone.field(NARRATIVE)).to_have_value(NOTE)
    phone.field(NARRATIVE).fill("短く書き直した。")
    phone.press("直した内容で送る")
    phone.see_all_delivered()
    assert office.narratives(client) == ["短く書き直した。"]


def test_a_field_that_the_office_refuses_is_named_and_mended_on_the_phone(
    phone: Phone, wire: Wire, client: Client, office: Office
) -> None:
    phone.sends_what_is_refused()
    phone.write_note(client, REFUSED)
    phone.see("届けられませんでした")
    phone.press("理由を見る")
    phone.see_unsent(1)
    phone.see("項目どうしのつじつまが合いません")
    phone.see(re.compile("終了が開始より前になっています"))
    assert office.notes(client) == []
    phone.page.get_by_role("link", name="直して送る").click()
    phone.field(NARRATIVE).fill("直した記録。")
    phone.press("直した内容で送る")
    phone.see_all_delivered()
    assert office.narratives(client) == ["直した記録。"]


def test_whoever_goes_elsewhere_while_a_form_is_saved_is_not_led_away_from_there(
    phone: Phone, client: Client, office: Office
) -> None:
    phone.begin_note(client)
    phone.was_visited()
    phone.field(NARRATIVE).fill(NOTE)
    phone.see("下書きを保存しました")
    phone.page.evaluate("() => { document.querySelector('.form-foot button').click(); location.hash = '#/sync'; }")
    phone.see_heading("送信の状況")
    phone.page.wait_for_timeout(1_000)
    phone.see_heading("送信の状況")
    phone.see_all_delivered()
    assert office.narratives(client) == [NOTE]


def test_one_refused_note_does_not_hold_up_another(phone: Phone, wire: Wire, client: Client, office: Office) -> None:
    phone.sends_what_is_refused()
    phone.write_note(client, REFUSED)
    phone.see("届けられませんでした")
    phone.write_note(client, NOTE)
    phone.see("事務所に届きました")
    assert office.narratives(client) == [NOTE]
    phone.see_unsent(1)


def test_a_note_is_called_delivered_only_after_the_office_said_so(
    phone: Phone, wire: Wire, client: Client, office: Office
) -> None:
    hold = Hold()
    wire.fails(hold)
    phone.write_note(client, NOTE)
    assert hold.reached.wait(20)
    phone.see("この端末に保存しました")
    phone.see("送信中")
    expect(phone.page.get_by_text("事務所に届きました")).to_have_count(0)
    assert office.notes(client) == []
    hold.let_go()
    phone.see("事務所に届きました")
    assert office.narratives(client) == [NOTE]


def test_the_page_of_a_public_network_is_not_taken_for_the_office(
    phone: Phone, wire: Wire, client: Client, office: Office
) -> None:
    wire.fails(public_network, times=None)
    phone.write_note(client, NOTE)
    phone.see_unsent(1)
    phone.see(re.compile("公衆無線LANのログイン画面が出ていないか、確かめてください"))
    wire.mended()
    phone.press("今すぐ送受信する")
    phone.see_all_delivered()
    assert office.narratives(client) == [NOTE]
