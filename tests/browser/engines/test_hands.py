"""What a hand does that browsers take differently: holding, and typing into their own fields."""

from __future__ import annotations

import re

from selenium.webdriver.common.keys import Keys

from tests.browser.engines.phone import Phone
from tests.browser.office import Client, Office, Worker
from tests.browser.phones import NARRATIVE
from tests.browser.test_outings import CALL, HOLD_MS, TOO_SHORT_MS, outing_of

START = re.compile("^開始時刻")
# Safari, and WebKitGTK with it, knows the property by its own name only.
SELECTS = "const style = getComputedStyle(arguments[0]); return style.webkitUserSelect || style.userSelect;"


def test_a_call_for_help_is_held_and_nothing_is_selected(
    phone: Phone, office: Office, client: Client, worker: Worker
) -> None:
    phone.open_case(client)
    phone.tap("link", "訪問を始める")
    phone.press(re.compile("までの訪問を始める$"))
    phone.see("事務所に届きました")
    assert phone.page.execute_script(SELECTS, phone.find("button", CALL)) == "none"
    phone.hold(CALL, TOO_SHORT_MS / 1000)
    phone.see("途中で離れました。2秒間押し続けてください。")
    assert "alarm_at" not in outing_of(office, worker)
    phone.hold(CALL, HOLD_MS / 1000)
    phone.see("事務所に届きました。対応を待っています。")
    assert "alarm_at" in outing_of(office, worker)


def test_a_year_can_be_typed(phone: Phone, client: Client) -> None:
    """Its first digits are the years 2, 20 and 202, and the field goes on holding what is typed."""
    phone.begin_note(client)
    before = str(phone.field(START).get_property("value"))
    # A leap year, which has every day.
    phone.type_at_the_left_of(START, Keys.TAB, Keys.TAB, "2", "0", "2", "4")
    typed = f"2024{before[4:]}"
    phone.see_value(START, typed)
    phone.field(NARRATIVE).click()
    phone.see_value(START, typed)
