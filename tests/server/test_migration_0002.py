"""The table of attachments comes into a database that is in use."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from server.ground.blobs import Blobs
from server.ground.installation import installation_of
from server.store import reading
from server.store.db import db
from tests.server.people import OfficeUnderTest, visit
from tests.server.test_attachments import attachment_of, get, put


@pytest.fixture
def fresh(fresh: Flask, tmp_path: Path) -> Flask:
    """The same, with a folder of its own for contents."""
    installation_of(fresh).blobs = Blobs(tmp_path / "blobs")
    return fresh


def rows(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    """Everything that is stored in the tables of the first migration."""
    with app.app_context(), db.engine.connect() as connection:
        tables = sorted(set(inspect(connection).get_table_names()) - {"alembic_version", "attachment"})
        return {
            table: sorted((tuple(row) for row in connection.execute(text(f'SELECT * FROM "{table}"'))), key=repr)
            for table in tables
        }


def test_an_office_in_use_takes_attachments_after_the_migration_and_has_lost_nothing(fresh: Flask) -> None:
    # What is in use is written by the server of today, and then taken back to the tables of that time.
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    case = office.case_of(office.users["worker"])
    with fresh.app_context():
        downgrade(revision="0001")
    before = rows(fresh)
    assert before["record"]
    with fresh.app_context():
        upgrade(revision="0002")
    assert rows(fresh) == before
    with fresh.app_context():
        upgrade()
    phone = office.client("worker")
    note = visit(case)
    made = attachment_of(note)
    assert [result["status"] for result in phone.push(note, made)] == ["applied", "applied"]
    assert put(phone, made["record"]).status_code == 204
    assert get(phone, made["record"]).status_code == 200
    with fresh.app_context(), reading(office.id) as store:
        assert store.maintenance.strayed() == []


def test_the_migration_can_be_taken_back_and_done_again(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
        downgrade(revision="0001")
        upgrade()
    assert rows(fresh)
