"""Consents come into a database that is in use, and are as the records say after the way down and up."""

from __future__ import annotations

from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import downgrade, upgrade

from server.store import reading, utcnow, writing
from tests.server.people import OfficeUnderTest
from tests.server.test_sharing import consent_of


def test_consents_outlive_the_way_down_and_up(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    case = office.case_of(office.users["worker"])
    office.client("worker").push(consent_of(office, case))
    with fresh.app_context():
        before = ScriptDirectory(current_app.extensions["migrate"].directory).get_revision("0018").down_revision
        downgrade(revision=before)
        upgrade()
        with writing(office.id) as store:
            assert len(store.maintenance.strayed()) == 1
            store.lock()
            store.maintenance.rebuild(utcnow())
        with reading(office.id) as store:
            assert store.maintenance.strayed() == []
            assert store.records.partners() == {office.users["partner"]}
