"""What is searched follows the records: edits, deletions, restorations, erasure, and other rules of folding."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from server.ground.ids import new_id
from server.services import searching
from server.services.casework import change_as_server
from server.store import Office, reading, settle_log, utcnow, writing
from server.store.reader import THE_OFFICE
from sync import search
from sync.search import Query
from tests.server.people import VISIT, OfficeUnderTest


def write(office: OfficeUnderTest, kind: str, record: str, **fields: object) -> str:
    with office.app.app_context(), writing(office.id) as store:
        change_as_server(store, kind, record, fields, by=office.users["manager"], now=utcnow())
    return record


def note(office: OfficeUnderTest, case: str, narrative: str) -> str:
    return write(office, "support", new_id(), case=case, **VISIT, narrative=narrative)


def found(office: OfficeUnderTest, words: str) -> list[str]:
    """The ids of what the office finds, once nothing is due."""
    with office.app.app_context():
        assert searching.take_over_due(office.id, lambda: True) == 0
        with reading(office.id) as store:
            assert store.maintenance.strayed() == []
            return searched(store, words)


def searched(store: Office, words: str) -> list[str]:
    query = Query.of(words)
    assert query is not None
    return [row.record.id for row in store.as_seen_by(THE_OFFICE).search.page(query).rows]


def pieces(office: OfficeUnderTest) -> int:
    """How many pieces of words SQLite's index knows."""
    with office.app.app_context(), reading(office.id) as store:
        return int(store.connection.scalar(text("SELECT count(*) FROM search_piece")) or 0)


def blocks(office: OfficeUnderTest) -> bytes:
    """What SQLite's index has on the disk."""
    with office.app.app_context(), reading(office.id) as store:
        return b"".join(store.connection.scalars(text("SELECT block FROM search_gram_data")))


def test_what_was_written_is_found_and_what_was_overwritten_is_not(anywhere: Flask) -> None:
    office = OfficeUnderTest(anywhere).open()
    made = note(office, office.case_of(None), "ハローワークへ同行。")
    assert found(office, "ハローワーク") == [made]
    write(office, "support", made, narrative="法テラスへ同行。")
    assert (found(office, "ハローワーク"), found(office, "法テ")) == ([], [made])


def test_what_is_deleted_is_gone_and_comes_back_with_its_record(anywhere: Flask) -> None:
    office = OfficeUnderTest(anywhere).open()
    made = note(office, office.case_of(None), "滞納の相談")
    write(office, "support", made, deleted=True)
    assert found(office, "滞納") == []
    write(office, "support", made, deleted=None)
    assert found(office, "滞納") == [made]


def test_what_was_deleted_a_moment_ago_is_not_shown_though_it_is_due(office: OfficeUnderTest) -> None:
    made = note(office, office.case_of(None), "滞納の相談")
    assert found(office, "滞納") == [made]
    write(office, "support", made, deleted=True)
    with office.app.app_context(), reading(office.id) as store:
        assert store.search_index.due() == 1
        assert searched(store, "滞納") == []


def test_nothing_in_a_removed_case_is_found(office: OfficeUnderTest) -> None:
    case = office.case_of(None, "髙橋 一郎")
    note(office, case, "滞納の相談")
    write(office, "case", case, deleted=True)
    assert found(office, "滞納") == []


def test_no_piece_of_what_is_gone_stays_in_the_index(office: OfficeUnderTest) -> None:
    case = office.case_of(None)
    found(office, "見本")
    before = pieces(office)
    made = note(office, case, "誰も知らない長い秘密の話")
    assert found(office, "秘密") == [made]
    assert pieces(office) > before
    write(office, "support", made, deleted=True)
    assert found(office, "秘密") == []
    assert pieces(office) == before


def test_once_it_is_settled_the_index_holds_no_letters_of_what_is_gone(office: OfficeUnderTest) -> None:
    made = note(office, office.case_of(None), "\U00020bb7麤鑿と書いた")
    assert found(office, "麤鑿") == [made]
    assert "麤鑿".encode() in blocks(office)
    write(office, "support", made, deleted=True)
    assert found(office, "麤鑿") == []
    with office.app.app_context():
        settle_log()
    assert "麤鑿".encode() not in blocks(office)


def test_other_rules_of_folding_have_everything_taken_over_anew(
    office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = note(office, office.case_of(None), "滞納の相談")
    found(office, "滞納")
    monkeypatch.setattr(search, "fingerprint", lambda: "other")
    with office.app.app_context(), reading(office.id) as store:
        assert store.search_index.due() == 3
    assert found(office, "滞納") == [made]


def test_the_check_names_a_text_that_is_not_as_its_record_says_and_a_rebuild_mends_it(office: OfficeUnderTest) -> None:
    made = note(office, office.case_of(None), "滞納の相談")
    found(office, "滞納")
    with office.app.app_context():
        with writing(office.id) as store:
            store.connection.execute(text("UPDATE search_text SET open = 'x' WHERE id = :id"), {"id": made})
        with writing(office.id) as store:
            assert store.maintenance.strayed() == [made]
            store.lock()
            store.maintenance.rebuild(utcnow())
    assert found(office, "滞納") == [made]


def test_what_is_due_is_taken_over_a_little_at_a_time(office: OfficeUnderTest) -> None:
    case = office.case_of(None)
    for number in range(4):
        note(office, case, f"滞納{number}")
    with office.app.app_context():
        with writing(office.id) as store:
            store.lock()
            assert store.search_index.take_over(2) == 4
        assert searching.take_over_due(office.id, lambda: False) == 4
