"""The trail comes into databases that are in use, and anchors what they hold by then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from server.ground.trail import Act
from server.store import Office, reading
from server.store.db import db
from server.store.trail import TrailFilter
from tests.server.migrations.old import COMMITS, NOTE, OFFICE, make
from tests.server.people import OfficeUnderTest, visit


def findings(store: Office) -> list[object]:
    return [*store.audit.trail(), *store.audit.changes(), *store.audit.records()]


def test_what_was_there_before_is_anchored_by_the_first_entry_and_what_comes_after_by_its_own(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    case = office.case_of(office.users["worker"])
    with fresh.app_context():
        downgrade(revision="0014")
        upgrade()
    assert office.client("worker").push(visit(case))[0]["status"] == "applied"
    with fresh.app_context(), reading(office.id) as store:
        assert findings(store) == []
        (began,) = store.trail.all(TrailFilter(what=(Act.BEGAN,)), most=9)
        assert began.number == 1
        assert began.details["count"] >= 8
        (after,) = store.trail.all(TrailFilter(what=(Act.CHANGES,)), most=9)
        assert after.details["first"] > began.details["last"]


@pytest.mark.parametrize("commit", COMMITS)
@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_an_old_database_with_merges_and_disagreements_is_whole_and_a_change_of_it_is_found(
    kind: str, commit: str, make_app: Callable[[str], Flask], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    sqlite = f"sqlite:///{tmp_path / 'old.db'}"
    url = sqlite if kind == "sqlite" else str(request.getfixturevalue("empty_postgres_url"))
    make(url, commit)
    with make_app(url).app_context():
        upgrade()
        with reading(OFFICE) as store:
            assert findings(store) == []
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE change SET author = id WHERE record = :note"), {"note": NOTE})
        with reading(OFFICE) as store:
            assert [each.code for each in store.audit.changes()] == ["changes_differ"]
