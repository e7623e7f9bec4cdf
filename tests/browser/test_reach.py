"""Where a client lives and under which number they are reached: in sight wherever one sets out from."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from server.store import utcnow
from sync.fields import write_moment
from tests.browser.axe import barriers
from tests.browser.office import Client, Office, Worker
from tests.browser.phones import NARRATIVE, Phone

HOME = "緑町3丁目7-2"
NUMBER = "090-8768-3012"
ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36"
MAP = re.compile(r"^geo:0,0\?q=%E7%B7%91")


@pytest.fixture
def client(office: Office, worker: Worker) -> Client:
    """Whose address only the household has, and who is visited today at home."""
    client = office.open_case("野原 すみれ", worker, safety_notes="犬。", address=HOME)
    case = office.record(client.id)
    office.change("person", case["person"], {"phone": NUMBER})
    now = utcnow()
    times = {"starts_at": write_moment(now), "ends_at": write_moment(now + dt.timedelta(minutes=50))}
    visit = {"case": client.id, "worker": worker.id, "state": "planned", "method": "visit", "place": "自宅"}
    office.write("appointment", visit | times)
    return client


@pytest.fixture
def android(phones: Callable[..., Phone], client: Client, worker: Worker) -> Phone:
    phone = phones(user_agent=ANDROID)
    phone.sign_in(worker)
    phone.see_all_delivered()
    return phone


def test_the_households_address_and_the_number_stand_where_one_sets_out_from(android: Phone, client: Client) -> None:
    phone = android
    home = phone.page.get_by_role("link", name=re.compile(HOME)).first
    call = phone.page.get_by_role("link", name=f"電話する {NUMBER}").first

    def reached() -> None:
        expect(home).to_have_attribute("href", MAP)
        expect(call).to_have_attribute("href", "tel:09087683012")

    phone.go("今日")
    reached()
    assert barriers(phone.page, "today with an address") == []
    phone.open_case(client)
    reached()
    phone.page.get_by_role("link", name="ケースの1枚まとめ").click()
    phone.see_heading(client.name)
    reached()
    phone.go("今日")
    phone.page.get_by_role("link", name=re.compile("^訪問を始める")).click()
    expect(home).to_have_attribute("href", MAP)
    phone.page.get_by_role("button", name=re.compile("までの訪問を始める$")).click()
    phone.see_heading(f"{client.name} さんの訪問")
    reached()


def test_on_a_computer_the_address_is_read_and_leads_nowhere(phone: Phone, client: Client) -> None:
    phone.retry()
    phone.open_case(client)
    phone.see(HOME)
    expect(phone.page.get_by_role("link", name=re.compile(HOME))).to_have_count(0)


def test_a_new_appointment_takes_the_households_address(phone: Phone, client: Client) -> None:
    phone.retry()
    phone.open_case(client)
    phone.page.get_by_role("link", name="予定を入れる").click()
    expect(phone.field("場所")).to_have_value(HOME)


def test_a_call_is_written_down_from_where_the_number_stands(phone: Phone, client: Client, office: Office) -> None:
    phone.retry()
    phone.open_case(client)
    phone.page.get_by_role("link", name="電話を記録する").click()
    results = phone.page.get_by_role("radiogroup", name="結果").get_by_role("radio")
    expect(results).to_have_count(4)
    phone.choose("結果", "留守番電話に残した")
    phone.field(NARRATIVE).fill("折り返しを頼んだ。")
    phone.save()
    phone.see_all_delivered()
    (note,) = office.notes(client)
    assert (note["method"], note["outcome"]) == ("phone_mail", "voicemail")
