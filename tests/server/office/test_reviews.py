"""Case reviews: the list of those that are due, and a review that takes its plan off it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from server.store import utcnow, writing
from sync.fields import write_moment
from tests.server.office.desk import Desk
from tests.server.people import OfficeUnderTest, change, visit

DeskFor = Callable[[str], Desk]


def ago(days: int) -> dt.date:
    return utcnow().date() - dt.timedelta(days)


@pytest.fixture
def plan(office: OfficeUnderTest) -> str:
    """A plan decided eight months ago, with somebody met since and somebody not at home."""
    case = office.case_of(office.users["worker"])
    decided = change("plan", {"case": case, "number": 1, "goal": "家計を整える。", "decision": ago(240).isoformat()})
    notes = [
        visit(case, started_at=write_moment(utcnow() - dt.timedelta(days)), **fields)
        for days, fields in (
            (300, {}),
            (30, {"narrative": "分納が続いている。", "outcome": "met"}),
            (20, {"outcome": "absent"}),
        )
    ]
    results = office.client("worker").push(decided, *notes)
    assert {result["status"] for result in results} == {"applied"}
    return str(decided["record"])


def test_a_review_that_was_held_is_no_longer_due(office: OfficeUnderTest, plan: str, desk_for: DeskFor) -> None:
    desk = desk_for("supervisor")
    assert f"/office/reviews/{plan}" in desk.open("/office/reviews/")
    page = desk.open(f"/office/reviews/{plan}")
    assert "分納が続いている。" in page
    assert "<dt>Reached</dt><dd>Home visit 1</dd>" in page
    assert "<dt>Tried in vain</dt><dd>Home visit 1</dd>" in page
    desk.send(form=plan, on=ago(1).isoformat(), text="家計表を一緒に続ける。")
    assert f"/office/reviews/{plan}" not in desk.follow()
    stored = office.stored(plan)[plan]
    assert stored["case_reviewed_on"] == ago(1).isoformat()
    records = office.client("worker").pull()["records"]
    comments = [record["fields"] for record in records if record["kind"] == "comment"]
    assert [(comment["about"], comment["text"]) for comment in comments] == [(plan, "家計表を一緒に続ける。")]


def test_reviews_are_due_after_as_many_months_as_the_office_chose(
    office: OfficeUnderTest, plan: str, desk_for: DeskFor
) -> None:
    with office.app.app_context(), writing(office.id) as store:
        store.reminders.keep_settings({"case_review_months": 12})
    assert f"/office/reviews/{plan}" not in desk_for("supervisor").open("/office/reviews/")


@pytest.mark.parametrize("on", ["", "yesterday", ago(-2).isoformat()])
def test_a_review_is_not_held_on_a_day_to_come(office: OfficeUnderTest, plan: str, desk_for: DeskFor, on: str) -> None:
    desk = desk_for("supervisor")
    desk.open(f"/office/reviews/{plan}")
    answer = desk.send(form=plan, on=on, text="書いたことは残る。")
    assert answer.status_code == 422
    assert "書いたことは残る。" in answer.text
    assert "case_reviewed_on" not in office.stored(plan)[plan]


def test_reviews_are_the_supervisors(plan: str, desk_for: DeskFor) -> None:
    desk_for("worker").open(f"/office/reviews/{plan}", 403)
