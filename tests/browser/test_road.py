"""The whole road: a monitoring date falls due, the phone is told, somebody goes, and the supervisor has read it."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from server.calendar.days import working_day_after
from tests.browser.desk import Desk
from tests.browser.office import Client, Office, Worker, serving
from tests.browser.phones import NARRATIVE, Phone
from tests.browser.pushed import Pushed
from tests.browser.wire import Wire, laid
from tests.server.push.service import Browser, Message, PushService, claims_of, push_service

NAME = "竹内 千代"
GOAL = "年金の日まで食べ続けられる。"
NARRATION = "冷蔵庫に米と卵がある。次の年金まで足りる。"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office of this test's own: a morning is everybody's."""
    office = Office(tmp_path)
    yield office
    office.close()


@pytest.fixture
def wire(office: Office) -> Iterator[Wire]:
    """The wire to its server."""
    with serving(office) as port, laid(port) as wire:
        yield wire


@pytest.fixture
def client(office: Office, worker: Worker) -> Client:
    """Somebody whose name is in nothing else."""
    return office.open_case(NAME, worker)


def morning_ahead() -> dt.datetime:
    """Half past eight on the next working day, in Tokyo, when the office is reminded of that day's monitoring."""
    tokyo = ZoneInfo("Asia/Tokyo")
    return dt.datetime.combine(working_day_after(dt.datetime.now(tokyo).date()), dt.time(8, 30), tokyo)


def test_from_the_monitoring_date_to_the_supervisors_approval(
    pushed: Pushed, at_the_desk: Desk, office: Office, worker: Worker, client: Client
) -> None:
    phone, morning = pushed.phone, morning_ahead()
    pushed.turn_on()
    due, decided = morning.date().isoformat(), (morning.date() - dt.timedelta(days=21)).isoformat()
    plan = office.write(
        "plan", {"case": client.id, "number": 1, "goal": GOAL, "decision": decided, "next_monitoring": due}
    )

    with push_service() as service:
        browser = Browser(service.url)
        office.push_to(worker, browser.address)
        office.remind(morning)
        office.deliver(morning)
        message = delivered(service, browser, office)
        office.remind(morning + dt.timedelta(minutes=1))
        office.deliver(morning + dt.timedelta(minutes=1))
        assert service.received(browser) == [message], "sent once"

    (notice,) = office.records("notice", worker.id)
    assert browser.opened(message) == {"kind": "monitoring_due", "count": 1, "notice": notice}
    pushed.deliver(json.dumps(browser.opened(message)))
    (shown,) = pushed.shown()
    assert (shown["title"], shown["body"]) == ("Banso 伴走", "本日のモニタリングの予定が1件あります")

    pushed.tap()
    phone.page.wait_for_url(f"**/#/plan/{plan}/monitor")
    monitor(phone, client)
    phone.see_all_delivered()
    (note,) = office.records("support", client.id)
    assert {name: office.record(note)[name] for name in ("monitors", "purpose", "narrative")} == {
        "monitors": plan,
        "purpose": "モニタリング",
        "narrative": NARRATION,
    }
    assert office.record(plan)["next_monitoring"] > due

    at_the_desk.sign_in(office.supervisor)
    at_the_desk.open_note(client.name, by=worker)
    expect(at_the_desk.page.get_by_role("article").get_by_text(NARRATION)).to_be_visible()
    at_the_desk.page.keyboard.press("a")
    expect(at_the_desk.page.get_by_role("status").filter(has_text="承認しました")).to_be_visible()

    phone.retry()
    phone.open_case(client)
    phone.page.get_by_role("region", name="支援経過").get_by_role("link").click()
    phone.see(re.compile(f"^{office.supervisor.name}が承認しました"))


def delivered(service: PushService, browser: Browser, office: Office) -> Message:
    """The one message that the push service was handed for the phone: signed by the office, and nobody in it."""
    (message,) = service.received(browser)
    claims_of(message, office.push_key)
    said = json.dumps([message.headers, browser.opened(message)], ensure_ascii=False)
    assert not any(word in said for word in (*NAME.split(), GOAL, office.supervisor.name))
    return message


def monitor(phone: Phone, client: Client) -> None:
    """The note is prefilled: only what was seen, and when somebody comes again, is still to be written."""
    phone.see_heading("モニタリングの記録")
    phone.see(re.compile(client.name))
    expect(phone.page.get_by_label("プラン1のモニタリングとして記録する")).to_be_checked()
    phone.choose("結果", "会えた")
    phone.field(NARRATIVE).fill(NARRATION)
    phone.page.get_by_role("button", name=re.compile("^3か月後")).click()
    phone.save()
