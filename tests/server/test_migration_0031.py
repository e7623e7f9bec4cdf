"""The columns that further reports are counted by come into a database that is in use, with what the records say."""

from __future__ import annotations

from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from server.services.casework import change_as_server
from server.store import reading, utcnow, writing
from server.store.db import db
from tests.server.people import OfficeUnderTest, change, visit

ENDS = {"started_at": "2026-06-03T01:00:00Z", "ended_at": "2026-06-03T02:00:00Z"}


def test_further_reports_are_counted_from_what_was_there_before(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
        before = ScriptDirectory(current_app.extensions["migrate"].directory).get_revision("0031").down_revision
    office = OfficeUnderTest(fresh).open()
    case = office.case_of(office.users["worker"])
    with fresh.app_context(), writing(office.id) as store:
        told = {"programmes": ["employment"], "triage": "referred"}
        change_as_server(store, "case", case, told, by=office.users["manager"], now=utcnow())
    plan = change("plan", {"case": case, "number": 1})
    part = change("plan_support", {"case": case, "plan": plan["record"], "what": "求職", "programme": "employment"})
    note = visit(case, **ENDS, programme="outreach", monitors=plan["record"])
    results = office.client("worker").push(plan, part, note, visit(case, started_at="2026-06-04T01:00:00Z"))
    assert {result["status"] for result in results} == {"applied"}, results
    with fresh.app_context():
        downgrade(revision=before)
        upgrade()
        with reading(office.id) as store:
            assert store.maintenance.strayed() == []
        with db.engine.connect() as connection:
            monitors = connection.execute(text("SELECT monitors FROM support WHERE ended_at IS NOT NULL")).scalars()
            assert list(monitors) == [plan["record"]]
