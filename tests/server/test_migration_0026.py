"""The columns that figures are counted by come into a database that is in use, with what the records say."""

from __future__ import annotations

from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from server.services.casework import change_as_server
from server.store import reading, utcnow, writing
from server.store.db import db
from tests.server.people import OfficeUnderTest, change

INTAKE = {
    "opened_on": "2026-04-03",
    "issues": ["income"],
    "issue_items": ["injury"],
}
CLOSED = {"state": "closed", "closed_on": "2026-10-01", "closure": "employment"}
PLAN = {"number": 2, "decision": "2026-05-M", "evaluation_meeting": "2026-02", "result": "closed"}


def test_figures_are_counted_from_what_was_there_before(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
        before = ScriptDirectory(current_app.extensions["migrate"].directory).get_revision("0026").down_revision
    office = OfficeUnderTest(fresh).open()
    case = office.case_of(office.users["worker"])
    with fresh.app_context(), writing(office.id) as store:
        person = store.records.by_id([case])[case].fields["person"]
        by = office.users["manager"]
        change_as_server(store, "person", person, {"gender": "female"}, by=by, now=utcnow())
        change_as_server(store, "case", case, INTAKE | CLOSED, by=by, now=utcnow())
    plan = change("plan", {"case": case, **PLAN})
    dated = change("plan", {"case": case, "number": 1, "decision": "2024-02", "evaluated": "2024-12-L"})
    results = office.client("worker").push(plan, dated)
    assert {result["status"] for result in results} == {"applied"}, results
    with fresh.app_context():
        downgrade(revision=before)
        upgrade()
        with reading(office.id) as store:
            assert store.maintenance.strayed() == []
        with db.engine.connect() as connection:
            rows = connection.execute(text("SELECT decision_due, evaluated_due FROM plan ORDER BY number"))
            days = [[str(day) for day in row] for row in rows]
    assert days == [["2024-02-29", "2024-12-31"], ["2026-05-20", "2026-02-28"]]
