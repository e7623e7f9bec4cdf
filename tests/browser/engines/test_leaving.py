"""The app is left in the middle of a word, or does not come up: it starts again, or says what to do."""

from __future__ import annotations

from tests.browser.engines.phone import Phone
from tests.browser.office import Client
from tests.browser.phones import NARRATIVE

KEPT = "玄関の植木鉢が割れていた。"
LEFT_AFTER_MS = (0, 100, 200)
"""A draft is kept 300 ms after it was touched."""

LATE = "開くのに時間がかかっています"
LATE_WITHIN_S = 30
"""It says so after ten seconds."""

ELSEWHERE = "/static/icons/apple-touch-icon.png"
"""A page of the same origin without a script. JSON would not do: Firefox shows it on a page of its own."""

# Types into the field in hand and goes to another page so much later.
TYPE_AND_LEAVE = """
const [address, after] = arguments;
document.execCommand("insertText", false, "家族の声。");
setTimeout(() => location.assign(address), after);
"""
# Begins to write and does not end, as a page does that a browser has put aside.
HOLD_THE_STORE = """
const done = arguments[0];
const opening = indexedDB.open("banso");
opening.onsuccess = () => {
  const drafts = opening.result.transaction("drafts", "readwrite").objectStore("drafts");
  const goOn = () => { drafts.count().onsuccess = goOn; };
  goOn();
  done(true);
};
"""


def test_leaving_while_typing_does_not_freeze_the_next_start(phone: Phone, client: Client) -> None:
    """WebKit puts a page aside with the transaction that it has just begun, and every start waits for that."""
    phone.begin_note(client)
    phone.field(NARRATIVE).send_keys(KEPT)
    phone.see("下書きを保存しました")
    for after_ms in LEFT_AFTER_MS:
        phone.page.execute_script(TYPE_AND_LEAVE, f"{phone.origin}{ELSEWHERE}", after_ms)
        phone.be_at(ELSEWHERE)
        phone.page.switch_to.new_window("tab")
        phone.start()
        phone.begin_note(client)
        assert str(phone.field(NARRATIVE).get_property("value")).startswith(KEPT)
        phone.field(NARRATIVE).click()


def test_a_start_that_waits_for_another_window_says_so_and_goes_on_when_that_is_closed(
    phone: Phone, client: Client
) -> None:
    app = phone.page.current_window_handle
    phone.page.switch_to.new_window("tab")
    phone.page.get(f"{phone.origin}{ELSEWHERE}")
    phone.page.execute_async_script(HOLD_THE_STORE)
    holding = phone.page.current_window_handle
    phone.page.switch_to.window(app)
    phone.page.get(f"{phone.origin}/")
    phone.see(LATE, LATE_WITHIN_S)
    phone.page.switch_to.window(holding)
    phone.page.close()
    phone.page.switch_to.window(app)
    phone.open_case(client)
