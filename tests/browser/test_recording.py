"""Records written at the desk by keyboard alone, and corrected there and on a phone at once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.axe import barriers
from tests.browser.desk import Desk
from tests.browser.office import Client, Office, Worker
from tests.browser.phones import Phone

SAID = "家賃の支払いが遅れている。来週、書類を持って来る。"
MOST_KEYSTROKES = 6


class Keyboard:
    """Hands that never leave it, and somebody who counts what is not text."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def type(self, text: str) -> None:
        self.page.keyboard.insert_text(text)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1


_GIVEN_NAMES = iter(("いずみ", "かおる", "しのぶ", "ちはる", "なぎさ", "ひかる", "まこと", "わたる"))


@pytest.fixture
def client(office: Office, worker: Worker) -> Client:
    """A client whose name no other test's has: at the desk a case is found by it."""
    return office.open_case(f"遠野 {next(_GIVEN_NAMES)}", worker)


@pytest.fixture
def boss(at_the_desk: Desk, office: Office) -> Page:
    """The supervisor at a screen."""
    at_the_desk.sign_in(office.supervisor)
    return at_the_desk.page


def test_a_call_is_recorded_by_keyboard_in_six_strokes_beyond_its_text(
    boss: Page, at_the_desk: Desk, office: Office, client: Client
) -> None:
    boss.goto(f"{at_the_desk.origin}/office/records/")
    field = boss.get_by_role("combobox", name=re.compile("ケース"))
    expect(field).to_be_focused()
    assert barriers(boss, "an empty record") == []
    keys = Keyboard(boss)
    keys.type(client.name)
    expect(boss.get_by_role("option", name=re.compile(client.name))).to_have_attribute("aria-selected", "true")
    assert barriers(boss, "cases that are found") == []
    keys.press("Enter", "Tab", "Space", "Tab")
    expect(boss.get_by_label("支援の経過")).to_be_focused()
    keys.type(SAID)
    keys.press("Control+Enter")
    expect(boss.get_by_text("記録を保存しました。")).to_be_visible()
    assert keys.pressed <= MOST_KEYSTROKES
    (note,) = office.notes(client)
    assert (note["method"], note["outcome"], note["narrative"]) == ("phone_mail", "reached", SAID)
    assert (note["worker"], note["author"]) == (office.supervisor.id, office.supervisor.id)


def test_what_is_kept_of_a_form_late_does_not_come_back_in_the_next_one(
    boss: Page, at_the_desk: Desk, client: Client
) -> None:
    address = f"{at_the_desk.origin}/office/records/new/{client.id}"
    boss.goto(address)
    held: list[Route] = []
    boss.route(
        "**/office/drafts/", lambda route: held.append(route) if route.request.method == "PUT" else route.continue_()
    )
    course = boss.get_by_label("支援の経過")
    for text in ("電話があった。", "電話があった。家賃のこと。"):
        course.fill(text)
        boss.wait_for_timeout(1_000)
    # The newer one waits for the older one, and the form for both.
    assert len(held) == 1
    boss.get_by_role("radio", name="つながった").check()
    course.press("Control+Enter")
    boss.wait_for_timeout(500)
    held[0].continue_()
    expect(boss.get_by_text("記録を保存しました。")).to_be_visible()
    boss.goto(address)
    expect(boss.get_by_role("button", name="記録を保存する")).to_be_enabled()
    boss.wait_for_load_state("networkidle")
    expect(course).to_have_value("")


def test_enter_before_a_case_is_offered_chooses_none(boss: Page, at_the_desk: Desk, client: Client) -> None:
    boss.route("**/office/records/cases", lambda route: None)
    boss.goto(f"{at_the_desk.origin}/office/records/")
    field = boss.get_by_role("combobox", name=re.compile("ケース"))
    expect(field).to_be_focused()
    keys = Keyboard(boss)
    with boss.expect_request("**/office/records/cases"):
        keys.type(client.name)
    keys.press("Enter")
    expect(field).to_be_focused()
    expect(field).to_have_value(client.name)
    assert boss.locator("input[name=case]").count() == 0


def test_results_are_offered_with_the_method_that_has_them(boss: Page, at_the_desk: Desk, client: Client) -> None:
    boss.goto(f"{at_the_desk.origin}/office/records/new/{client.id}")
    result = boss.get_by_role("group", name="結果")
    assert result.get_by_role("radio").evaluate_all("all => all.map(each => each.value)") == [
        "reached",
        "voicemail",
        "no_answer",
        "refused",
    ]
    result.get_by_role("radio", name="つながった").check()
    boss.get_by_role("radio", name="訪問", exact=True).check()
    expect(result.get_by_role("radio", name="つながった")).to_have_count(0)
    expect(result.get_by_role("radio", name="会えた")).not_to_be_checked()
    boss.get_by_role("radio", name="同行", exact=True).check()
    expect(boss.get_by_label("目的", exact=True)).to_be_visible()
    boss.get_by_role("radio", name="所内会議").check()
    expect(result).to_be_hidden()


def test_desk_and_phone_write_in_one_note_at_once(
    boss: Page, at_the_desk: Desk, office: Office, phone: Phone, client: Client, worker: Worker
) -> None:
    phone.write_note(client, "玄関先で話した。")
    phone.see_all_delivered()
    (note,) = office.records("support", client.id)
    boss.goto(f"{at_the_desk.origin}/office/records/{note}/edit")
    assert barriers(boss, "the correction of a note") == []
    office.change("support", note, {"next_action": "年金事務所に同行する。"}, by=worker)
    boss.get_by_label("気づき").fill("顔色がよい。")
    boss.get_by_role("button", name="訂正を保存する").click()
    expect(boss.get_by_text("その間に別の職員が変えたところも、合わせて残しました。")).to_be_visible()
    assert office.record(note)["noticed"] == "顔色がよい。"
    assert office.record(note)["next_action"] == "年金事務所に同行する。"

    # The same field: the phone writes it without a signal, the desk meanwhile.
    phone.retry()
    phone.offline()
    phone.open_case(client)
    phone.page.get_by_role("region", name="支援経過").get_by_role("link").first.click()
    phone.page.get_by_role("link", name="記録を直す").click()
    phone.field("場所").fill("自宅")
    phone.save()
    boss.goto(f"{at_the_desk.origin}/office/records/{note}/edit")
    boss.get_by_label("場所").fill("公園")
    boss.get_by_role("button", name="訂正を保存する").click()
    expect(boss.get_by_text("記録を訂正しました。")).to_be_visible()
    phone.online()
    phone.see_all_delivered()
    assert office.record(note)["place"] == "公園"
    (conflict,) = office.open_conflicts(client)
    boss.goto(f"{at_the_desk.origin}/office/conflicts/{conflict}")
    expect(boss.get_by_text("自宅")).to_be_visible()
    boss.get_by_role("radio", name="もう一方の内容にする").check()
    boss.get_by_role("button", name="この内容で解決する").click()
    expect(boss.get_by_role("status").filter(has_text="解決しました")).to_be_visible()
    assert office.open_conflicts(client) == []
    assert office.record(note)["place"] == "自宅"


def test_a_draft_of_a_correction_is_put_together_with_what_came_meanwhile(
    boss: Page, at_the_desk: Desk, office: Office, client: Client, worker: Worker
) -> None:
    told = {"case": client.id, "method": "visit", "outcome": "met", "started_at": "2026-11-20T00:30:00Z"}
    note = office.write("support", {**told, "narrative": "戸口で話した。"}, by=worker)
    address = f"{at_the_desk.origin}/office/records/{note}/edit"
    boss.goto(address)
    course = boss.get_by_label("支援の経過")
    with boss.expect_response(lambda reply: reply.request.method == "PUT" and reply.status == 204):
        course.fill("戸口で話した。主任が電話で確かめた。")
    office.change("support", note, {"narrative": "妹も同席した。戸口で話した。"}, by=worker)
    boss.goto(address)
    expect(course).to_have_value("戸口で話した。主任が電話で確かめた。")
    boss.get_by_role("button", name="訂正を保存する").click()
    expect(boss.get_by_text("記録を訂正しました。")).to_be_visible()
    assert office.record(note)["narrative"] == "妹も同席した。戸口で話した。主任が電話で確かめた。"


def test_an_intake_is_taken_from_an_empty_page_by_keyboard_alone(
    boss: Page, at_the_desk: Desk, office: Office, client: Client
) -> None:
    known = f"{client.name} 二世"
    office.change("person", client.person, {"phone": "090-8765-4321"})
    boss.goto(f"{at_the_desk.origin}/office/intake/")
    keys = Keyboard(boss)
    boss.get_by_role("radio", name="書面で同意").focus()
    keys.press("Space")
    boss.keyboard.press("Control+Enter")
    problems = boss.get_by_role("alert").filter(has_text="このままでは保存できません")
    expect(problems).to_be_focused()
    assert barriers(boss, "an intake with something missing") == []
    problems.get_by_role("link", name="相談経路").press("Enter")
    expect(boss.get_by_role("radio", name="本人", exact=True)).to_be_focused()
    keys.press("Space")
    boss.get_by_label(re.compile("^氏名")).focus()
    keys.type(known)
    keys.press("Tab", "Tab", "Tab")
    expect(boss.get_by_label("生年月日または年齢")).to_be_focused()
    keys.type("S45.3.2")
    keys.press("Tab")
    with boss.expect_response("**/office/intake/alike"):
        keys.type("09087654321")
    expect(boss.get_by_role("group", name="この中の方ですか")).to_contain_text(client.name)
    assert barriers(boss, "an intake that resembles somebody") == []
    boss.get_by_role("radio", name="継続支援").focus()
    keys.press("Space")
    boss.get_by_role("radio", name="別の方です").focus()
    keys.press("Space", "Control+Enter")
    expect(boss.get_by_text("相談を受け付けました。")).to_be_visible()
    (person,) = [each for each in office.records("person").values() if each["name"] == known]
    assert (person["born_on"], person["phone"]) == ("1970-03-02", "09087654321")
