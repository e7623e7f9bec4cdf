"""The table of attachments comes into a database that is in use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from server.blobs import Blobs
from server.extensions import db
from server.store import reading
from tests.server.people import OfficeUnderTest, visit
from tests.server.test_attachments import attachment_of, get, put


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def fresh(request: pytest.FixtureRequest, make_app: Callable[[str], Flask], tmp_path: Path) -> Flask:
    """An application on a database that has nothing yet."""
    url = f"sqlite:///{tmp_path / 'fresh.db'}"
    app = make_app(url if request.param == "sqlite" else request.getfixturevalue("postgres_url"))
    app.extensions["banso_blobs"] = Blobs(tmp_path / "blobs")
    return app


def rows(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    """Everything that is stored in the tables of the first migration."""
    with app.app_context(), db.engine.connect() as connection:
        tables = sorted(set(inspect(connection).get_table_names()) - {"alembic_version", "attachment"})
        return {
            table: sorted((tuple(row) for row in connection.execute(text(f'SELECT * FROM "{table}"'))), key=repr)
            for table in tables
        }


def test_an_office_in_use_takes_attachments_after_the_migration_and_has_lost_nothing(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    case = office.case_of(office.users["worker"])
    # Today's server cannot write what later migrations have added to, so the office is taken back to that time.
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
        assert store.strayed() == []


def test_the_migration_can_be_taken_back_and_done_again(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
        downgrade(revision="0001")
        upgrade()
    assert rows(fresh)
