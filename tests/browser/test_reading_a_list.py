"""The notes of one worker, read in one go: narrowed, paged, opened, walked by keys, decided on, and back again."""

from __future__ import annotations

import datetime as dt
import re

from playwright.sync_api import expect

from server.ground.ids import new_id
from server.store import utcnow
from sync.changes import Author
from sync.exchange import push
from sync.fields import write_moment
from tests.browser.desk import Desk, choose_page
from tests.browser.office import Client, Office, Worker

COUNT = 60
"""More than a page of the list."""


def write_visits(office: Office, client: Client, worker: Worker) -> None:
    """Visits of a worker, an hour after another, each telling its number; and a telephone call after each."""
    start = utcnow() - dt.timedelta(days=5)
    changes, records = [], sorted(new_id() for _ in range(2 * COUNT))
    for number in range(COUNT):
        for method in ("visit", "phone_mail"):
            at = write_moment(start + dt.timedelta(hours=number, minutes=30 * (method == "phone_mail")))
            told = {"case": client.id, "method": method, "started_at": at, "narrative": f"{number}回目の{method}。"}
            made = {
                "id": new_id(),
                "kind": "support",
                "record": records.pop(0),
                "base": None,
                "fields": told,
                "made_at": at,
            }
            changes.append(made)
    with office.writing() as store:
        push(store.records, Author(worker.id, "worker"), changes, now=utcnow(), new_id=new_id)


def test_a_filter_is_read_through_by_keys_and_come_back_to(
    at_the_desk: Desk, office: Office, client: Client, worker: Worker
) -> None:
    write_visits(office, client, worker)
    at_the_desk.sign_in(office.supervisor)
    page = at_the_desk.page
    choose_page(page, "今日とチーム", "記録の確認")
    page.get_by_label("支援員", exact=True).select_option(worker.id)
    page.get_by_label("支援方法").select_option("visit")
    page.get_by_role("button", name="絞り込む").click()
    expect(page.get_by_role("status").filter(has_text=f"{COUNT}件")).to_be_visible()
    page.get_by_role("link", name="次のページ").click()
    page.locator(".list__link").first.click()
    said = page.get_by_text(re.compile(r"^\d+回目のvisit。$"))
    expect(said).to_have_text("50回目のvisit。")
    page.keyboard.press("j")
    expect(said).to_have_text("51回目のvisit。")
    page.keyboard.press("r")
    expect(said).to_have_text("52回目のvisit。")
    page.get_by_role("button", name="確認済みにして次へ").click()
    expect(said).to_have_text("53回目のvisit。")
    page.keyboard.press("k")
    expect(said).to_have_text("50回目のvisit。")
    page.get_by_role("link", name="一覧に戻る").click()
    expect(page.get_by_label("支援方法")).to_have_value("visit")
    expect(page.get_by_label("支援員", exact=True)).to_have_value(worker.id)
    expect(page.get_by_text("2 / 2")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text=f"{COUNT - 2}件")).to_be_visible()
