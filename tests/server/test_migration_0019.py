"""Restricted cases come into a database that is in use, and stay restricted on the way down and up."""

from __future__ import annotations

from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import downgrade, upgrade
from sqlalchemy import select

from server.models.case import Case
from server.store import reading
from tests.server.people import OfficeUnderTest
from tests.server.restricting import restrict


def test_what_its_record_says_is_restricted_on_the_way_down_and_up(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    restricted, plain = office.case_of(None), office.case_of(None)
    restrict(office, restricted, office.users["manager"])
    with fresh.app_context():
        before = ScriptDirectory(current_app.extensions["migrate"].directory).get_revision("0019").down_revision
        downgrade(revision=before)
        upgrade()
        with reading(office.id) as store:
            rows = {row.id: row.restricted_to for row in store.connection.execute(select(Case.id, Case.restricted_to))}
            assert store.maintenance.strayed() == []
    assert office.stored(restricted)[restricted]["restricted_to"] == [office.users["manager"]]
    assert rows[plain] is None
    assert rows[restricted] == [office.users["manager"]]
