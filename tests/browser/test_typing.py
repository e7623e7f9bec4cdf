"""What is typed is what is kept: nothing cut off, nothing hidden, nothing doubled by an input method."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.office import Client, Office
from tests.browser.phones import NARRATIVE, PLACE, Phone

NEXT = "次回の支援"
MINUTES = "移動時間(分)"
COMPANIONS = "同席・同行した機関"
TOO_LONG = "長すぎます。短くしてください"


def open_details(phone: Phone) -> None:
    phone.page.get_by_text("くわしく").click()


def test_nothing_is_cut_off_at_the_limit(phone: Phone, office: Office, client: Client) -> None:
    phone.begin_note(client)
    phone.was_visited()
    phone.field(NEXT).fill("窓" * 269)
    expect(phone.page.get_by_text("あと")).to_have_count(0)
    phone.field(NEXT).press_sequentially("口")
    phone.see("あと 30文字")
    phone.field(NEXT).press_sequentially("までに届を出す。四月三日必着です。窓口までに届を出す。四月三日必着です。")
    whole = phone.field(NEXT).input_value()
    assert whole.endswith("四月三日必着です。")
    phone.see(f"{len(whole) - 300}文字 超えています")
    phone.press("保存する")
    phone.see(TOO_LONG)
    expect(phone.field(NEXT)).to_have_value(whole)
    expect(phone.field(NEXT)).to_be_focused()
    phone.field(NEXT).fill(whole[-300:])
    phone.see("あと 0文字")
    phone.save()
    phone.retry()
    phone.see_all_delivered()
    assert [note["next_action"] for note in office.notes(client)] == [whole[-300:]]


def test_a_companion_too_long_is_pointed_out_and_whole(phone: Phone, client: Client) -> None:
    phone.begin_note(client)
    phone.was_visited()
    open_details(phone)
    phone.field(COMPANIONS).fill("民" * 105)
    phone.see("5文字 超えています")
    phone.press("保存する")
    phone.see(TOO_LONG)
    expect(phone.page.get_by_role("listitem").filter(has_text="民" * 105)).to_be_visible()


def test_haste_does_not_take_a_choice_back(phone: Phone, client: Client) -> None:
    phone.begin_note(client)
    outcome = phone.page.get_by_role("radiogroup", name="結果").get_by_role("radio", name="会えた", exact=True)
    outcome.dblclick()
    expect(outcome).to_be_checked()
    phone.page.wait_for_timeout(1_100)
    outcome.click()
    expect(outcome).not_to_be_checked()


def test_a_number_that_is_composed_is_itself(phone: Phone, client: Client) -> None:
    phone.begin_note(client)
    open_details(phone)
    phone.field(MINUTES).focus()
    devtools = phone.context.new_cdp_session(phone.page)
    for text in ("１", "１２", "１２５"):
        devtools.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
        expect(phone.field(MINUTES)).to_have_value(text)
    devtools.send("Input.insertText", {"text": "１２５"})
    phone.field(NARRATIVE).focus()
    expect(phone.field(MINUTES)).to_have_value("125")


def test_a_year_can_be_typed(phone: Phone, client: Client) -> None:
    phone.begin_note(client)
    start = phone.page.get_by_label(re.compile("^開始時刻(必須)?$"))
    start.fill("2026-11-29T20:16")
    start.focus()
    # The browser asks in its own order: month, day, year.
    start.press_sequentially("11292025")
    expect(start).to_have_value("2025-11-29T20:16")
    phone.field(NARRATIVE).focus()
    expect(start).to_have_value("2025-11-29T20:16")


def test_the_enter_that_ends_a_conversion_adds_nothing(phone: Phone, client: Client) -> None:
    phone.begin_note(client)
    open_details(phone)
    companions = phone.field(COMPANIONS)
    companions.fill("民生委員")
    # Safari tells of the key after the end of the composition, and no longer as composing.
    companions.evaluate(
        """(input) => {
          input.dispatchEvent(new CompositionEvent("compositionend", { data: "民生委員", bubbles: true }));
          input.dispatchEvent(new KeyboardEvent("keydown",
            { key: "Enter", keyCode: 229, bubbles: true, cancelable: true }));
        }"""
    )
    expect(companions).to_have_value("民生委員")
    companions.press_sequentially("の佐藤さん")
    companions.press("Enter")
    expect(phone.page.get_by_role("listitem").filter(has_text="民生委員の佐藤さん")).to_be_visible()


def test_what_nobody_sees_is_taken_out_with_a_word(phone: Phone, office: Office, client: Client) -> None:
    phone.begin_note(client)
    phone.was_visited()
    phone.field(NARRATIVE).fill("一行目\x0b二行目。")
    phone.see("目に見えない文字を取り除きました")
    expect(phone.field(NARRATIVE)).to_have_value("一行目二行目。")
    phone.field(PLACE).fill("自\u200b宅\u202eか\u3099")
    expect(phone.field(PLACE)).to_have_value("自宅か\u3099")
    phone.save()
    phone.retry()
    phone.see_all_delivered()
    (note,) = office.notes(client)
    assert (note["narrative"], note["place"]) == ("一行目二行目。", "自宅が")


def test_a_result_goes_with_the_method_that_it_is_of(phone: Phone, client: Client, office: Office) -> None:
    """Hidden, it could be neither seen nor mended, and the form could not be saved."""
    phone.begin_note(client)
    phone.choose("支援方法", "電話・メール")
    phone.choose("結果", "つながった")
    phone.page.get_by_role("checkbox", name="本人").check()
    phone.choose("支援方法", "他機関との会議")
    phone.field(NARRATIVE).fill("支援会議で共有した。")
    phone.save()
    phone.see_all_delivered()
    (note,) = office.notes(client)
    assert {"outcome", "met"} & note.keys() == set()
