"""Databases that were made before a migration was edited: the newest one heals them, and what they hold is whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from server.store import reading, writing
from server.store.db import db
from tests.server.migrations.differences import differences
from tests.server.migrations.old import COMMITS, NOTE, OFFICE, make
from tests.sync.offices import SATO
from tests.sync.offices import Office as Exchanging


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database in which nothing is."""
    sqlite = request.param == "sqlite"
    return f"sqlite:///{tmp_path / 'old.db'}" if sqlite else str(request.getfixturevalue("empty_postgres_url"))


def rows(query: str) -> list[Any]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


@pytest.mark.parametrize("commit", COMMITS)
def test_an_old_database_becomes_what_the_models_say_and_loses_nothing(
    url: str, commit: str, make_app: Callable[[str], Flask]
) -> None:
    make(url, commit)
    with make_app(url).app_context():
        before = rows("SELECT id, head, fields FROM record ORDER BY id"), rows("SELECT count(*) FROM change")
        upgrade()
        assert (rows("SELECT id, head, fields FROM record ORDER BY id"), rows("SELECT count(*) FROM change")) == before
        assert differences() == []
        with reading(OFFICE) as store:
            assert store.maintenance.strayed() == []


def test_the_values_after_each_change_are_the_same_as_before(url: str, make_app: Callable[[str], Flask]) -> None:
    make(url, "d3edd98")
    with make_app(url).app_context():
        kept = dict(rows('SELECT id, "after" FROM change'))
        upgrade()
        with reading(OFFICE) as store:
            told = {id_: entry.after for id_, entry in store.records.entries(kept).items() if id_ in kept}
        assert told == {id_: json.loads(after) for id_, after in kept.items()}
        # One of them was merged: what stands there is neither author's own.
        assert any(own for (own,) in rows("SELECT own FROM change"))
        assert any(untaken for (untaken,) in rows("SELECT untaken FROM change"))


@pytest.mark.parametrize("commit", COMMITS)
def test_an_edit_of_what_stood_there_is_merged_with_it(url: str, commit: str, make_app: Callable[[str], Flask]) -> None:
    make(url, commit)
    with make_app(url).app_context():
        upgrade()
        (seen,) = (head for head, status in rows("SELECT id, status FROM change ORDER BY seq") if status == "merged")
        with writing(OFFICE) as store:
            office = Exchanging(store.records)
            office.ids = iter(f"00000000-0000-0000-0000-0000000f000{number}" for number in range(9))
            change = office.change("support", NOTE, seen, {"reason": "家計の相談"})
            (result,) = office.push(SATO, change)
            assert result.status in {"applied", "merged"}
            assert office.record(NOTE).fields["reason"] == "家計の相談"


@pytest.mark.parametrize("commit", COMMITS)
def test_the_healing_can_be_taken_back_and_done_again(url: str, commit: str, make_app: Callable[[str], Flask]) -> None:
    make(url, commit)
    with make_app(url).app_context():
        upgrade()
        downgrade(revision="0003")
        upgrade()
        assert differences() == []
