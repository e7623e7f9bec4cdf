"""What an office has already is searched after the migration, and once more after it was undone and done again."""

from __future__ import annotations

from flask import Flask
from flask_migrate import downgrade, upgrade

from server.services import searching
from server.store import reading
from server.store.reader import THE_OFFICE
from sync.search import Query
from tests.server.people import OfficeUnderTest, visit


def found(office: OfficeUnderTest, words: str) -> list[str]:
    """The kinds of what is found, once nothing is due."""
    query = Query.of(words)
    assert query is not None
    with office.app.app_context():
        assert searching.take_over_due(office.id, lambda: True) == 0
        with reading(office.id) as store:
            return [row.record.kind for row in store.as_seen_by(THE_OFFICE).search.page(query).rows]


def test_the_records_of_an_office_in_use_are_due_and_then_found(fresh: Flask) -> None:
    with fresh.app_context():
        upgrade()
    office = OfficeUnderTest(fresh).open()
    case = office.case_of(office.users["worker"], "髙橋 一郎")
    assert office.client("worker").push(visit(case, narrative="高橋さんと話す。"))[0]["status"] == "applied"
    for _ in range(2):
        with fresh.app_context():
            downgrade(revision="0026")
            upgrade()
            with reading(office.id) as store:
                assert store.search_index.due() == 3
        assert found(office, "高橋") == ["person", "support"]
