"""Sessions for delivery and files come into a database that is in use, and leave it without opening anything."""

from __future__ import annotations

from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import downgrade, upgrade

from server.services.accounts import set_active
from server.store import reading, utcnow, writing
from tests.server.people import OfficeUnderTest, visit


def test_changes_outlive_the_way_down_and_up_and_a_session_for_delivery_never_becomes_a_whole_one(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    case = office.case_of(office.users["worker"])
    phone = office.client("worker")
    note = visit(case, narrative="話す。")
    phone.push(note)
    with fresh.app_context(), writing(office.id) as store:
        set_active(store, office.users["worker"], False, by=office.users["administrator"], now=utcnow())
    assert phone.sign_in(office.login("worker"), delivers=True).get_json()["delivery"] is True
    whole = office.client("supervisor")
    with fresh.app_context():
        before = ScriptDirectory(current_app.extensions["migrate"].directory).get_revision("0009").down_revision
        downgrade(revision=before)
        upgrade()
        with writing(office.id) as store:
            set_active(store, office.users["worker"], True, by=office.users["administrator"], now=utcnow())
    assert phone.exchange().get_json()["code"] == "signed_out"
    assert whole.register() == "registered"
    assert whole.exchange().status_code == 200
    with fresh.app_context(), reading(office.id) as store:
        assert store.records.entries([note["id"]])[note["id"]].brought_by is None
