"""Finding somebody, however they are written and typed: on a phone without a signal, and at the office."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from sync.fields import Json
from tests.browser.desk import Desk, choose_page
from tests.browser.office import Client, Office, Worker
from tests.browser.phones import Phone


@pytest.fixture
def sought(office: Office, worker: Worker, client: Client) -> Client:
    """Somebody whose card, envelope and telephone are written in other letters than people type."""
    sought = office.open_case("髙橋 ﾋﾛｼ", worker, address="小樽市緑町三丁目12番20号")
    note: dict[str, Json] = {"case": sought.id, "method": "phone_mail", "started_at": "2026-11-20T00:30:00Z"}
    office.write("support", note | {"narrative": "🙂🙂 𠮷田さんから。ｶﾞｽが止まった。"}, by=worker)
    return sought


def find(page: Page, words: str) -> None:
    page.get_by_role("searchbox").fill(words)


def test_a_phone_finds_a_client_by_what_is_typed_and_marks_it(phone: Phone, office: Office, sought: Client) -> None:
    phone.retry()
    phone.see_all_delivered()
    phone.go("ケース")
    phone.offline()
    listed = phone.page.get_by_role("main").get_by_role("listitem")
    for words, marked in (
        ("高橋", "髙橋"),
        ("たかはし", None),
        ("ひろし", "ﾋﾛｼ"),
        ("緑町3-12-20", "緑町三丁目12番20号"),
        ("緑町３丁目", "緑町三丁目"),
        ("ガス", "ｶﾞｽ"),
        ("吉田", "𠮷田"),
    ):
        find(phone.page, words)
        if marked is None:
            expect(phone.page.get_by_text("見つかりませんでした")).to_be_visible()
        else:
            expect(listed).to_have_count(1)
            expect(listed.locator("mark")).to_have_text([marked])
            expect(listed.get_by_role("link").first).to_have_accessible_name(re.compile(sought.name))


def test_the_office_finds_the_same_client(at_the_desk: Desk, office: Office, worker: Worker, sought: Client) -> None:
    page = at_the_desk.page
    at_the_desk.sign_in(office.supervisor)
    choose_page(page, "ケース", "ケース")
    for words in ("高橋", "緑町3-12-20", "緑町３丁目"):
        find(page, words)
        page.get_by_label("担当", exact=True).select_option(worker.id)
        page.get_by_role("button", name="絞り込む").click()
        expect(page.get_by_role("rowheader")).to_have_text([re.compile(sought.name)])
