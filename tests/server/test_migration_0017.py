"""What phones say of their lock comes into a database that is in use, and goes on the way down."""

from __future__ import annotations

from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import downgrade, upgrade

from server.store import reading
from tests.server.people import OfficeUnderTest


def test_phones_stay_signed_in_on_the_way_down_and_up(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    phone = office.client("worker")
    with fresh.app_context():
        before = ScriptDirectory(current_app.extensions["migrate"].directory).get_revision("0017").down_revision
        downgrade(revision=before)
        upgrade()
        with reading(office.id) as store:
            (device,) = store.accounts.devices(office.users["worker"])
            assert (device.unlocked_at, device.erased_at) == (None, None)
    assert phone.http.get("/api/session", headers=phone.headers()).status_code == 200
