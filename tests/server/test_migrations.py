"""The migrations, on both databases and with data in them: what they build is what the models say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from server.store import directory, reading, utcnow, writing
from server.store.db import db
from server.store.directory import OfficeRow
from tests.server.migrations.differences import differences
from tests.server.people import OfficeUnderTest, visit
from tests.sync.offices import SATO, VISIT, Office


@pytest.fixture
def empty(fresh: Flask) -> Iterator[Flask]:
    """The same, in its application context."""
    with fresh.app_context():
        yield fresh


def _revisions() -> list[str]:
    """Every revision, oldest first."""
    script = ScriptDirectory(current_app.extensions["migrate"].directory)
    return [revision.revision for revision in reversed(list(script.walk_revisions()))]


def test_what_the_migrations_build_is_what_the_models_say(empty: Flask) -> None:
    upgrade()
    assert differences() == []
    downgrade(revision="base")
    with db.engine.connect() as connection:
        left = set(inspect(connection).get_table_names()) - {"alembic_version"}
    assert left == set()
    upgrade()
    assert differences() == []


def test_data_outlives_every_step_down_and_up_but_the_first(empty: Flask) -> None:
    upgrade()
    office = "00000000-0000-8000-8000-000000000001"
    with directory(write=True) as found:
        found.add_office(OfficeRow(office, "見本市", "Asia/Tokyo", demonstration=False), utcnow())
    with writing(office) as store:
        written = Office(store.records)
        written.hire(SATO)
        case = written.case_of(SATO)
        note = written.create(SATO, "support", **VISIT, case=case.id, narrative="玄関先で話す。", met=["person"])
    for revision in reversed(_revisions()[:-1]):
        downgrade(revision=revision)
        with db.engine.connect() as connection:
            kept = connection.exec_driver_sql("SELECT count(*) FROM record").scalar_one()
        assert kept == 4
    upgrade()
    with reading(office) as store:
        assert store.records.by_id([note.id])[note.id] == note
        assert store.maintenance.strayed() == []
        assert store.records.entries([note.id, note.head])[note.head].after["narrative"] == "玄関先で話す。"


def test_what_is_migrated_can_be_used(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    case = office.case_of(office.users["worker"])
    phone = office.client("worker")
    assert phone.push(visit(case, narrative="話す。"))[0]["status"] == "applied"
    assert len(phone.pull()["records"]) >= 3


def test_the_migrations_are_one_line(app: Flask) -> None:
    with app.app_context():
        assert len(ScriptDirectory(current_app.extensions["migrate"].directory).get_heads()) == 1
