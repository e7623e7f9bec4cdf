"""Telephone numbers of staff come into a database that is in use, and outlive the way down and up."""

from __future__ import annotations

from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import downgrade, upgrade
from sqlalchemy import select

from server.models.staff import Staff
from server.services.accounts import change_account
from server.store import reading, utcnow, writing
from tests.server.people import OfficeUnderTest


def test_numbers_outlive_the_way_down_and_up(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    worker = office.users["worker"]
    with fresh.app_context(), writing(office.id) as store:
        change_account(store, worker, phone="090-1234-5678", by=office.users["administrator"], now=utcnow())
    with fresh.app_context():
        before = ScriptDirectory(current_app.extensions["migrate"].directory).get_revision("0014").down_revision
        downgrade(revision=before)
        upgrade()
        with reading(office.id) as store:
            numbers = {row.id: row.phone for row in store.connection.execute(select(Staff.id, Staff.phone))}
            assert store.maintenance.strayed() == []
    assert numbers == dict.fromkeys(office.users.values()) | {worker: "090-1234-5678"}
