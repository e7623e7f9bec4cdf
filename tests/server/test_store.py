"""The store keeps the engine's contract on both databases, and its tables always say what the records say."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import delete, update

from server.models import PROJECTIONS
from server.models.case import Assignment
from server.store import Office as OfficeStore
from server.store import reading, utcnow, writing
from server.store.cases import CaseFilter, CaseRow
from server.store.database import transaction
from server.store.notes import SupportFilter
from server.store.projections import to_row
from server.store.reader import reader_of
from sync.fields import Anything, Count, Day, Elements, Flag, Id, Moment
from sync.records import KINDS
from sync.store import Record, Store
from tests.server.counting import counted
from tests.server.people import BOTH_DATABASES, Client, OfficeUnderTest, change, visit
from tests.sync.contract import OFFICE, StoreContract
from tests.sync.evidence import EvidenceContract
from tests.sync.offices import SATO, SUZUKI, VISIT, Office


def staffed(store: OfficeStore) -> Office:
    office = Office(store.records)
    office.hire(SATO)
    office.hire(SUZUKI)
    return office


def cases(store: OfficeStore) -> list[CaseRow]:
    """The cases of the office."""
    return store.as_seen_by(reader_of("", "supervisor")).cases.page(CaseFilter()).rows


@BOTH_DATABASES
class TestOfficeStore(StoreContract, EvidenceContract):
    """The contract, with a check after each fact that columns and records agree and can be rebuilt."""

    @pytest.fixture
    def store(self, database: Flask) -> Iterator[Store]:
        with transaction(write=True) as connection:
            store = OfficeStore(connection, OFFICE)
            yield store.records
            assert store.maintenance.strayed() == []
            store.maintenance.rebuild(utcnow())
            assert store.maintenance.strayed() == []


@BOTH_DATABASES
def test_a_rebuild_puts_right_what_strayed(database: Flask) -> None:
    with writing(OFFICE) as store:
        office = staffed(store)
        case = office.case_of(SATO)
        visit = office.create(SATO, "support", **VISIT, case=case.id)
        store.connection.execute(update(PROJECTIONS["support"]).values(day="2000-01-01"))
        store.connection.execute(delete(PROJECTIONS["person"]))
        assert set(store.maintenance.strayed()) == {visit.id, case.fields["person"]}
        store.maintenance.rebuild(utcnow())
        assert store.maintenance.strayed() == []


DERIVED = {"support": {"day", "to_review", "contact"}, "plan": {"next_monitoring_due", "decision_due", "evaluated_due"}}
COLUMN_TYPES: dict[type, tuple[type, ...]] = {
    Moment: (dt.datetime,),
    Day: (dt.date,),
    Flag: (bool,),
    Count: (int,),
}


@pytest.mark.parametrize("kind", PROJECTIONS)
def test_a_column_is_a_field_or_derived_from_some(kind: str) -> None:
    columns = set(PROJECTIONS[kind].__table__.columns.keys())
    assert columns <= {"office_id", "id", "seq", "created_by"} | set(KINDS[kind].fields) | DERIVED.get(kind, set())


def test_a_field_without_a_column_stands_in_the_record_only() -> None:
    fields = {"case": "c", "method": "visit", "of_tomorrow": "x"}
    row = to_row(Record("support", "r", "c", 1, "h", SATO.user, fields), OFFICE, ZoneInfo("Asia/Tokyo"))
    assert (row["case"], row["method"]) == ("c", "visit")
    assert "of_tomorrow" not in row


@pytest.mark.parametrize("kind", PROJECTIONS)
def test_a_column_is_of_its_fields_type(kind: str) -> None:
    columns = PROJECTIONS[kind].__table__.columns
    for name, field in KINDS[kind].fields.items():
        if name not in columns:
            continue
        column = columns[name]
        expected: dict[Any, str] = {Moment: "Moment", Day: "Day", Flag: "Boolean", Count: "Integer", Elements: "JSON"}
        expected |= {Anything: "JSON", Id: "String"}
        assert type(column.type).__name__ == expected.get(type(field), "Text"), f"{kind}.{name}"


@BOTH_DATABASES
def test_the_day_of_a_note_is_the_offices_day(database: Flask) -> None:
    with writing(OFFICE) as store:
        office = staffed(store)
        case = office.case_of(SATO)
        late = office.create(SATO, "support", method="visit", case=case.id, started_at="2026-11-20T15:30:00Z")
        old = office.create(SATO, "support", method="visit", case=case.id, dated="2013-12-L")
        days = {row.id: row.day for row in store.notes.page(SupportFilter(case=case.id)).rows}
        assert days == {late.id: dt.date(2026, 11, 21), old.id: dt.date(2013, 12, 21)}


@BOTH_DATABASES
def test_a_plan_falls_due_at_the_end_of_what_was_written(database: Flask) -> None:
    with writing(OFFICE) as store:
        office = staffed(store)
        case = office.case_of(SATO)
        office.create(SATO, "plan", case=case.id, number=1, next_monitoring="2026-12-M")
        (row,) = cases(store)
        assert row.next_monitoring == dt.date(2026, 12, 20)


@BOTH_DATABASES
def test_who_had_a_case_when_is_kept(database: Flask) -> None:
    with writing(OFFICE) as store:
        office = staffed(store)
        case = office.case_of(SATO, SUZUKI)
        office.now += dt.timedelta(days=1)
        office.assign(case.id, SUZUKI.user, [])
        rows = store.connection.execute(Assignment.__table__.select().order_by("since", "user_id")).all()
        found = [(row.user_id, row.part, row.since.day, row.until.day if row.until else None) for row in rows]
    assert found == [
        (SATO.user, "main", 21, 22),
        (SUZUKI.user, "co", 21, 22),
        (SUZUKI.user, "main", 22, None),
    ]


@BOTH_DATABASES
def test_nothing_is_stored_of_a_block_that_raises(database: Flask) -> None:
    def fail_half_way() -> None:
        with writing(OFFICE) as store:
            staffed(store).case_of(SATO)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    with reading(OFFICE) as store:
        assert (cases(store), store.records.last_seq()) == ([], 0)


@BOTH_DATABASES
def test_a_reader_sees_one_state_while_others_write(database: Flask) -> None:
    def write() -> None:
        with database.app_context(), writing(OFFICE) as store:
            staffed(store).case_of(SATO)

    with reading(OFFICE) as store:
        before = store.records.last_seq()
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
        assert (store.records.last_seq(), cases(store)) == (before, [])
    with reading(OFFICE) as store:
        assert len(cases(store)) == 1


@BOTH_DATABASES
def test_writers_at_once_take_turns_and_no_seq_is_given_twice(database: Flask) -> None:
    def write(number: int) -> None:
        with database.app_context(), writing(OFFICE) as store:
            store.lock()
            office = Office(store.records)
            office.ids = iter([f"00000000-0000-8000-8000-{number:04d}{i:08d}" for i in range(100)])
            office.server_ids = iter([f"00000000-0000-8000-8001-{number:04d}{i:08d}" for i in range(100)])
            office.case_of(SATO)

    with writing(OFFICE) as store:
        staffed(store)
    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(OFFICE) as store:
        records = store.records.by_id([row.id for row in cases(store)] + [row.person_id for row in cases(store)])
        assert len({record.seq for record in records.values()}) == 16
        assert store.maintenance.strayed() == []


def test_the_review_list_filters_and_turns_pages(office: OfficeUnderTest, client_for: Callable[[str], Client]) -> None:
    worker = office.users["worker"]
    mine, other = office.case_of(worker), office.case_of(worker, "見本 次郎")
    phone = client_for("worker")
    notes = [visit(mine, started_at=f"2026-11-{day:02d}T01:00:00Z", worker=worker) for day in range(1, 8)]
    notes.append(visit(other, method="interview", wants_advice=True, narrative="長" * 500))
    assert {result["status"] for result in phone.push(*notes)} == {"applied"}
    with office.app.app_context(), reading(office.id) as store:
        assert store.notes.page(SupportFilter(), per_page=3).total == 8
        assert store.notes.page(SupportFilter(), per_page=3).pages == 3
        newest = store.notes.page(SupportFilter(case=mine), per_page=3).rows
        assert [row.day.day for row in newest if row.day] == [7, 6, 5]
        assert [row.person_name for row in newest] == ["見本 花子"] * 3
        period = SupportFilter(since=dt.date(2026, 11, 2), until=dt.date(2026, 11, 4))
        assert store.notes.page(period).total == 3
        (asked,) = store.notes.page(SupportFilter(mark="advice", methods=["interview"], reviews=["unread"])).rows
        assert (asked.id, len(asked.excerpt), asked.worker_name) == (notes[-1]["record"], 120, "職員")
        assert store.notes.review_counts(SupportFilter()) == {"unread": 8}


def test_what_belongs_to_one_case_or_note_is_found_without_the_rest_of_the_office(office: OfficeUnderTest) -> None:
    reader = reader_of(office.users["supervisor"], "supervisor")
    with office.app.app_context(), reading(office.id) as store:
        with counted(office.app) as sent:
            store.as_seen_by(reader).in_case(office.id, ["attachment"])
            store.as_seen_by(reader).notes.doubles_of(office.id)
            store.as_seen_by(reader).notes.doubles_of(office.id, removed=True)
        steps = [
            step[3]
            for statement in sent
            for step in store.connection.exec_driver_sql(
                f"EXPLAIN QUERY PLAN {statement}", (None,) * statement.count("?")
            )
        ]
    assert any(" record " in step for step in steps)
    # The restricted cases have an index of their own, in which no other case stands.
    steps = [step for step in steps if "ix_case_restricted" not in step]
    assert [step for step in steps if step.endswith("(office_id=?)") or step.startswith("SCAN support")] == []


def test_the_history_of_a_record_is_told_in_order(office: OfficeUnderTest) -> None:
    case = office.case_of(office.users["worker"])
    phone = office.client("worker")
    base = next(r["head"] for r in phone.pull()["records"] if r["id"] == case)
    phone.push(change("case", {"number": "1"}, case, base))
    with office.app.app_context(), reading(office.id) as store:
        history = store.history.of(case)
    assert [(row.author_name, row.after.get("number")) for row in history] == [("職員", None), ("職員", "1")]
