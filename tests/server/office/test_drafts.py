"""What is written into a form of the office pages is kept for its author alone, and goes once it was sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask

from server.ground.retention import Retention
from server.jobs.retention import retain
from server.store import utcnow, writing
from server.store.drafts import MOST_DRAFTS, FormDraftRow
from tests.server.office.desk import Desk
from tests.server.people import BOTH_DATABASES, OfficeUnderTest
from tests.sync.contract import OFFICE

DeskFor = Callable[[str], Desk]
TEXT = "保健師に電話をしてください。"
HALF = "\ud83d\x00"


def put(desk: Desk, form: object, fields: object) -> int:
    token = desk.http.get("/api/session").get_json()["csrf_token"]
    body = {"form": form, "fields": fields}
    return desk.http.put("/office/drafts/", json=body, headers={"X-CSRF-Token": token}).status_code


def drafts(desk: Desk, *forms: str) -> dict[str, dict[str, str]]:
    asked = desk.http.get("/office/drafts/", query_string=[("form", form) for form in forms])
    assert asked.status_code == 200
    return {draft["form"]: draft["fields"] for draft in asked.get_json()["drafts"]}


def test_a_draft_is_kept_and_replaced_and_nobody_elses(desk_for: DeskFor) -> None:
    mine, other = desk_for("supervisor"), desk_for("manager")
    assert put(mine, "/office/notes/1", {"text": "一"}) == 204
    assert put(mine, "/office/notes/1", {"text": TEXT, "do": "read"}) == 204
    assert put(mine, "/office/notes/2", {"text": "別の記録。"}) == 204
    assert drafts(mine, "/office/notes/1") == {"/office/notes/1": {"text": TEXT, "do": "read"}}
    assert len(drafts(mine, "/office/notes/1", "/office/notes/2")) == 2
    assert drafts(other, "/office/notes/1") == {}
    assert put(mine, "/office/notes/1", {}) == 204
    assert drafts(mine, "/office/notes/1") == {}


@BOTH_DATABASES
def test_any_text_is_kept_whole(database: Flask) -> None:
    draft = FormDraftRow("/office/notes/1", {"text": TEXT + HALF}, utcnow())
    with database.app_context(), writing(OFFICE) as store:
        for _ in range(2):
            store.drafts.keep("user", draft)
        assert store.drafts.of("user", [draft.form, "/office/other"]) == [draft]
        assert store.drafts.drop_old(draft.saved_at, 10) == 0
        assert store.drafts.drop_old(draft.saved_at + dt.timedelta(seconds=1), 10) == 1
        assert store.drafts.of("user", [draft.form]) == []


def test_a_form_that_was_taken_has_no_draft_and_one_that_was_not_has(
    office: OfficeUnderTest, note: str, desk_for: DeskFor
) -> None:
    desk, page = desk_for("supervisor"), f"/office/notes/{note}"
    put(desk, page, {"text": TEXT})
    desk.open(page)
    form = desk.form(page)
    assert desk.post(f"{page}/comments", **{**form.values, "text": " ", "draft": page}).status_code == 422
    assert drafts(desk, page) == {page: {"text": TEXT}}
    assert desk.post(f"{page}/comments", **{**form.values, "text": TEXT, "draft": page}).status_code == 303
    assert drafts(desk, page) == {}


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ("/elsewhere", {"text": "x"}),
        (None, {"text": "x"}),
        ("/office/" + "x" * 300, {"text": "x"}),
        ("/office/x", ["text"]),
        ("/office/x", {"text": 1}),
        ("/office/x", {"text": "x" * 60_001}),
        ("/office/x", {f"field{number}": "x" for number in range(61)}),
    ],
)
def test_what_is_no_draft_is_refused(desk_for: DeskFor, form: object, fields: object) -> None:
    assert put(desk_for("supervisor"), form, fields) == 422


def test_a_draft_needs_the_token_of_its_session(desk_for: DeskFor) -> None:
    desk = desk_for("supervisor")
    assert desk.http.put("/office/drafts/", json={"form": "/office/x", "fields": {"text": "x"}}).status_code == 403


def test_the_oldest_of_too_many_goes(desk_for: DeskFor, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, began = desk_for("supervisor"), utcnow()
    for number in range(MOST_DRAFTS + 1):
        monkeypatch.setattr("server.views.office.drafts.utcnow", lambda at=number: began + dt.timedelta(seconds=at))
        put(desk, f"/office/notes/{number}", {"text": str(number)})
    kept = drafts(desk, *(f"/office/notes/{number}" for number in range(MOST_DRAFTS + 1)))
    assert len(kept) == MOST_DRAFTS
    assert "/office/notes/0" not in kept


def test_a_draft_that_nobody_goes_on_with_ends(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    desk = desk_for("supervisor")
    put(desk, "/office/notes/1", {"text": TEXT})
    assert retain(office.app, Retention(), utcnow() + dt.timedelta(days=29))["form_drafts"] == 0
    assert drafts(desk, "/office/notes/1")
    assert retain(office.app, Retention(), utcnow() + dt.timedelta(days=31))["form_drafts"] == 1
