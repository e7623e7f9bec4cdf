"""Columns by which nothing is found go, and come back with what the records say."""

from __future__ import annotations

from typing import Any

from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from server.store import reading
from server.store.db import db
from tests.server.people import OfficeUnderTest, change, visit

BACK = {
    "support": "narrative",
    "plan": "decision, period_end, agreed_on, case_reviewed_on",
    "comment": "text, edited_at",
    "meeting": "meeting_kind, theme",
}


def columns(fresh: Flask, table: str, record: str) -> list[Any]:
    with fresh.app_context(), db.engine.connect() as connection:
        row = connection.execute(text(f"SELECT {BACK[table]} FROM {table} WHERE id = :id"), {"id": record}).one()
        return [None if value is None else str(value) for value in row]


def test_the_columns_come_back_with_what_the_records_say(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
        before = ScriptDirectory(current_app.extensions["migrate"].directory).get_revision("0028").down_revision
    office = OfficeUnderTest(fresh).open()
    phone, case = office.client("worker"), office.case_of(office.users["worker"])
    note = visit(case, met=["person"], outcome="met", narrative="家計を一緒に見直した。")
    dates = {"decision": "2026-05-M", "period_end": "2027-03", "agreed_on": "2026-05-02"}
    plan = change("plan", {"case": case, "number": 1, **dates})
    written = {"text": "確認しました。", "written_at": "2026-11-20T03:00:00Z"}
    comment = change("comment", {"case": case, "about": note["record"], **written})
    results = phone.push(note, plan, comment)
    meeting = change("meeting", {"meeting_kind": "internal", "theme": "employment", "held_at": "2026-12-01T01:00:00Z"})
    results += office.client("supervisor").push(meeting)
    assert {result["status"] for result in results} == {"applied"}, results
    with fresh.app_context():
        downgrade(revision=before)
    assert columns(fresh, "support", str(note["record"])) == ["家計を一緒に見直した。"]
    assert columns(fresh, "plan", str(plan["record"])) == ["2026-05-M", "2027-03", "2026-05-02", None]
    assert columns(fresh, "comment", str(comment["record"])) == ["確認しました。", None]
    assert columns(fresh, "meeting", str(meeting["record"])) == ["internal", "employment"]
    with fresh.app_context():
        upgrade()
        with reading(office.id) as store:
            assert store.maintenance.strayed() == []
    assert phone.push(visit(case))[0]["status"] == "applied"
