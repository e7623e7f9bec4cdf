"""Columns that no query asks for go, and come back with what the records say."""

from __future__ import annotations

from typing import Any

from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from server.store.db import db
from tests.server.people import OfficeUnderTest, change, visit

TIMES = {"started_at": "2026-11-20T01:00:00Z", "ended_at": "2026-11-20T02:00:00Z"}
BACK = {
    "support": "ended_at, place, met, next_on, travel_minutes",
    "person": "born_on, not_yet_met, notes",
    "plan": "goal, submitted",
}


def columns(fresh: Flask, table: str, record: str) -> dict[str, Any]:
    with fresh.app_context(), db.engine.connect() as connection:
        row = connection.execute(text(f"SELECT {BACK[table]} FROM {table} WHERE id = :id"), {"id": record})
        return dict(row.mappings().one())


def test_the_columns_come_back_with_what_the_records_say(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    phone = office.client("worker")
    said = {"born_on": "1975-04-01", "not_yet_met": True, "notes": "耳が遠い。"}
    person = change("person", {"name": "野原 すみれ", **said})
    case = office.case_of(office.users["worker"])
    note = visit(case, **TIMES, met=["person"], place="自宅", next_on="2026-12-01", travel_minutes=20)
    plan = change("plan", {"case": case, "number": 1, "goal": "家計を立て直す。"})
    results = phone.push(person, note, plan)
    assert {result["status"] for result in results} == {"applied"}, results
    with fresh.app_context():
        before = ScriptDirectory(current_app.extensions["migrate"].directory).get_revision("0024").down_revision
        downgrade(revision=before)
    found = columns(fresh, "support", str(note["record"]))
    assert found["place"] == "自宅"
    assert found["travel_minutes"] == 20
    assert str(found["next_on"]) == "2026-12-01"
    assert "person" in str(found["met"])
    assert str(found["ended_at"]).startswith("2026-11-20")
    found = columns(fresh, "person", str(person["record"]))
    assert (str(found["born_on"]), bool(found["not_yet_met"]), found["notes"]) == ("1975-04-01", True, "耳が遠い。")
    found = columns(fresh, "plan", str(plan["record"]))
    assert (found["goal"], found["submitted"]) == ("家計を立て直す。", None)
    with fresh.app_context():
        upgrade()
    assert set(office.stored(str(note["record"])).popitem()[1]) >= {"place", "met", "ended_at"}
    assert phone.push(visit(case))[0]["status"] == "applied"
