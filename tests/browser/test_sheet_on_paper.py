"""A case on one page: really one page of A4, however much there is to say about it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from sync.codes import CODE_LISTS
from tests.browser.desk import Desk
from tests.browser.office import Client, Office, Worker
from tests.browser.phones import Phone

MARGIN = "12mm"
LONG = "年金の日までの食料が足りず、電気も止まりかけている。\n母は入院中で、本人は昼夜が逆転している。\n" * 30
WORDS = "納税課と国保の窓口に一緒に行き、分納の相談をして、その足で社会福祉協議会にも寄る。" * 3


def pages(page: Page) -> int:
    """On how many pages of A4 a browser prints what it shows."""
    margins = {"top": MARGIN, "right": MARGIN, "bottom": MARGIN, "left": MARGIN}
    printed = page.pdf(format="A4", margin=margins, print_background=True)  # type: ignore[arg-type]
    return len(re.findall(rb"/Type\s*/Page\b", printed))


@pytest.fixture
def client(office: Office, worker: Worker) -> Client:
    """Somebody about whom everything is long, and of everything there is much."""
    client = office.open_case("野原 つゆ", worker, safety_notes=LONG)
    household = office.record(client.person)["household"]
    office.change("household", household, {"members": LONG, "address": WORDS[:80]})
    office.change("person", client.person, {"born_on": "1975-04-01", "notes": LONG, "not_yet_met": True})
    office.change("case", client.id, {"summary": LONG, "route": "self", "issues": list(CODE_LISTS["issue"])})
    plan = office.write(
        "plan",
        {
            "case": client.id,
            "number": 1,
            "goal": LONG,
            "agreed_on": "2026-03-20",
            "decision": "2026-04-01",
            "period_end": "2026-11-M",
            "next_monitoring": "2026-10-L",
        },
    )
    for _ in range(12):
        support = {"what": WORDS, "agency": "山の辺市役所 納税課 収納係", "programme": "household_improvement"}
        office.write("plan_support", {"case": client.id, "plan": plan, "frequency": "月に1回", **support})
        office.write("task", {"case": client.id, "what": WORDS, "due": "2026-11-20", "worker": worker.id})
    for days in range(1, 9):
        at = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT01:00:00Z")
        note = {"method": "visit", "started_at": at, "outcome": "met", "narrative": LONG}
        office.write("support", {"case": client.id, **note}, by=worker)
    return client


def test_the_phones_sheet_of_a_long_case_is_one_page(phone: Phone, client: Client) -> None:
    phone.open_case(client)
    phone.page.get_by_role("link", name="ケースの1枚まとめ").click()
    phone.see("最近の3回")
    assert pages(phone.page) == 1
    phone.page.emulate_media(media="print")
    expect(phone.page.get_by_text("ほか8件")).to_have_count(2)
    expect(phone.page.get_by_role("button", name="印刷する")).to_be_hidden()


def test_the_offices_sheet_of_a_long_case_is_one_page(at_the_desk: Desk, client: Client, office: Office) -> None:
    at_the_desk.sign_in(office.supervisor)
    for language in ("ja", "en"):
        at_the_desk.page.goto(f"{at_the_desk.origin}/office/cases/{client.id}/sheet?lang={language}")
        assert pages(at_the_desk.page) == 1, language


def test_the_papers_of_a_meeting_are_its_agenda_and_a_page_for_each_case_that_is_talked_about(
    at_the_desk: Desk, client: Client, office: Office, worker: Worker
) -> None:
    other = office.open_case("稲田 ゆき", worker)
    meeting = office.write("meeting", {"meeting_kind": "coordination", "held_at": "2027-01-20T05:00:00Z"})
    for case, treatment in ((client, "discuss"), (other, "discuss"), (client, "report")):
        item = {"case": case.id, "meeting": meeting, "purpose": "consult", "treatment": treatment}
        office.write("agenda_item", item)
    at_the_desk.sign_in(office.supervisor)
    at_the_desk.page.goto(f"{at_the_desk.origin}/office/meetings/{meeting}/papers")
    assert pages(at_the_desk.page) == 3
