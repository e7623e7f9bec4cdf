"""What a supervisor does beside the queue: settles doubles, holds case reviews, and looks after the team."""

from __future__ import annotations

import datetime as dt

from playwright.sync_api import expect

from server.store import utcnow
from tests.browser.axe import barriers
from tests.browser.desk import Desk, choose_page
from tests.browser.office import Client, Office, Worker
from tests.browser.phones import Phone

DECIDED = "家計表を一緒に続ける。"
ANSWER = "来月から始めます。"


def test_one_visit_that_two_workers_wrote_down_is_counted_once(
    at_the_desk: Desk, office: Office, worker: Worker, client: Client
) -> None:
    colleague = office.hire("添田 かおり")
    visit = {"case": client.id, "method": "visit", "started_at": "2026-11-20T01:00:00Z"}
    mine = office.write("support", visit | {"narrative": "二人で訪ねた。"}, by=worker)
    theirs = office.write("support", visit | {"narrative": "同席した。", "worker": colleague.id})
    at_the_desk.sign_in(office.supervisor)
    page = at_the_desk.page
    page.goto(f"{at_the_desk.origin}/office/notes/{mine}")
    page.get_by_role("link", name="2つの記録を並べて見る").click()
    expect(page.get_by_role("region", name=worker.name)).to_contain_text("二人で訪ねた。")
    expect(page.get_by_role("region", name=colleague.name)).to_contain_text("同席した。")
    page.get_by_role("button", name=f"{colleague.name} さんの記録を削除する").click()
    assert office.notes(client) == [office.record(mine), office.record(theirs)]
    page.get_by_role("button", name="削除する", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="片方の記録を削除しました。")).to_be_visible()
    assert office.notes(client) == [office.record(mine)]
    page.keyboard.press("u")
    page.get_by_role("button", name="削除した記録を元に戻す").click()
    expect(page.get_by_role("status").filter(has_text="記録を元に戻しました。")).to_be_visible()
    page.get_by_role("button", name="別の記録です(両方残す)").click()
    expect(page.get_by_role("status").filter(has_text="今後は表示しません")).to_be_visible()
    expect(page.get_by_role("link", name="2つの記録を並べて見る")).to_have_count(0)
    assert len(office.notes(client)) == 2


def test_a_case_review_is_held_and_its_decision_reaches_the_phone_and_is_answered(
    phone: Phone, at_the_desk: Desk, office: Office, client: Client
) -> None:
    decided = (utcnow().date() - dt.timedelta(days=200)).isoformat()
    plan = office.write("plan", {"case": client.id, "number": 1, "goal": "家計を整える。", "decision": decided})
    at_the_desk.sign_in(office.supervisor)
    page = at_the_desk.page
    choose_page(page, "会議とプラン", "ケースレビュー")
    found = barriers(page, "case reviews")
    due = page.locator(f"a[href$='{plan}']")
    due.click()
    found += barriers(page, "case review")
    page.get_by_label("コメント", exact=True).fill(DECIDED)
    page.get_by_role("button", name="レビューを記録する").click()
    expect(page.get_by_role("status").filter(has_text="ケースレビューを記録しました")).to_be_visible()
    expect(due).to_have_count(0)
    assert "case_reviewed_on" in office.record(plan)

    phone.retry()
    phone.open_case(client)
    phone.page.get_by_role("region", name="プラン").get_by_role("link", name="プラン1").click()
    phone.see(DECIDED)
    phone.field("返事を書く").fill(ANSWER)
    phone.press("返事を保存する")
    phone.see_all_delivered()
    page.goto(f"{at_the_desk.origin}/office/reviews/{plan}")
    expect(page.get_by_text(ANSWER)).to_be_visible()
    assert found == []


def test_an_absence_from_the_phone_stands_on_the_team_board(
    phone: Phone, at_the_desk: Desk, office: Office, worker: Worker
) -> None:
    phone.go("その他")
    phone.page.get_by_role("link", name="不在の予定を見る・登録する").click()
    phone.press("保存する")
    expect(phone.page.get_by_role("listitem").filter(has_text="期間未定")).to_be_visible()
    phone.retry()
    at_the_desk.sign_in(office.supervisor)
    at_the_desk.page.goto(f"{at_the_desk.origin}/office/team/")
    row = at_the_desk.page.get_by_role("row").filter(has_text=worker.name).filter(has_text="不在(期間未定)")
    expect(row.first).to_be_visible()
    mine = at_the_desk.page.locator("#absences li").filter(has_text=worker.name)
    mine.get_by_role("button").first.click()
    expect(at_the_desk.page.get_by_role("status").filter(has_text="不在を終わりにしました")).to_be_visible()
