"""A phone that was used before phones were sealed shows nothing before a PIN has been chosen."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.office import PASSWORD, Client, Office, Worker
from tests.browser.phones import Phone
from tests.pin import choose_pin

FROM_BEFORE = """async ({ login, password, device, records }) => {
  const { csrf_token } = await (await fetch("/api/csrf")).json();
  const json = { "Content-Type": "application/json", "X-CSRF-Token": csrf_token };
  const given = { login, password, device: { id: device, name: "電話" } };
  const signingIn = { method: "POST", headers: json, body: JSON.stringify(given) };
  const session = await (await fetch("/api/session", signingIn)).json();
  const key = "registers.0001.00000001";
  const count = records.length;
  const pull = { cursor: null, epoch: 1, complete: true, received: count, passedOver: {}, gone: [],
    segments: { [key]: count }, tidyCount: count, lastExchangeAt: new Date().toISOString() };
  const bytes = (value) => new TextEncoder().encode(JSON.stringify(value));
  const rows = { facts: { id: "facts", bytes: bytes({ device, session, pull, renamed: {} }) },
    segments: { id: key, bytes: bytes(records) }, technical: { id: "version", bytes: bytes(1) } };
  await new Promise((resolve, reject) => {
    const opening = indexedDB.open("banso", 4);
    opening.onupgradeneeded = () => {
      const others = ["queue", "drafts", "papers", "contents", "copies", "accepted"];
      for (const table of [...Object.keys(rows), ...others])
        opening.result.createObjectStore(table, { keyPath: "id" });
    };
    opening.onerror = reject;
    opening.onsuccess = () => {
      const writing = opening.result.transaction(Object.keys(rows), "readwrite");
      for (const [table, row] of Object.entries(rows)) writing.objectStore(table).put(row);
      writing.oncomplete = () => {
        opening.result.close();
        resolve();
      };
    };
  });
  return count;
}"""
"""What a phone of before kept of its caseload, in the open, written as it did then."""

WATCH = """(() => {
  globalThis.shown = new Set();
  const look = () => {
    const text = document.body?.innerText ?? "";
    if (text) globalThis.shown.add(text);
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
  const frame = () => {
    look();
    requestAnimationFrame(frame);
  };
  frame();
})();"""
"""Keeps every text that the page has held, at each alteration and each frame from the first one on."""


def test_a_phone_of_before_shows_nothing_until_a_pin_is_chosen(
    phones: Callable[..., Phone], office: Office, worker: Worker, client: Client
) -> None:
    phone = phones()
    phone.page.goto(f"{phone.origin}/static/icons/banso.svg")
    given = {"login": worker.login, "password": PASSWORD, "device": "0199aaaa-0000-7000-8000-00000000000a"}
    records = [
        {"kind": kind, "id": id_, "scope": id_, "seq": 1, "head": id_, "fields": office.record(id_)}
        for kind, id_ in (("case", client.id), ("person", client.person))
    ]
    assert phone.page.evaluate(FROM_BEFORE, {**given, "records": records}) > 1
    phone.page.add_init_script(WATCH)
    phone.page.goto(f"{phone.origin}/#/cases")
    expect(phone.page.locator("#new-pin")).to_be_visible()
    phone.see("これからは、この端末の記録に鍵をかけます")
    phone.page.wait_for_timeout(500)
    shown: list[str] = phone.page.evaluate("[...globalThis.shown]")
    assert len(shown) > 1
    assert [text for text in shown if client.name in text or "ケース" in text or "今日" in text] == []
    choose_pin(phone.page)
    expect(phone.page.get_by_role("link", name=client.name)).to_be_visible()
    later: list[str] = phone.page.evaluate("[...globalThis.shown]")
    assert [text for text in later if client.name in text], "what is looked for is seen where it is"
