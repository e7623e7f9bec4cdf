"""The store keeps the engine's contract on both databases, and its tables always say what the records say."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from server.models import PROJECTIONS, Assignment
from server.store import OfficeStore, reading, writing
from server.store.database import transaction
from server.store.projections import PLAN_DATES
from server.store.rows import Reader
from server.store.supports import SupportFilter
from sync.fields import Anything, Count, Day, Elements, Flag, Id, Moment
from sync.records import KINDS
from sync.store import Store
from tests.server.counting import counted
from tests.server.people import BOTH_DATABASES, Client, OfficeUnderTest, change, visit
from tests.sync.contract import OFFICE, StoreContract
from tests.sync.evidence import EvidenceContract
from tests.sync.offices import SATO, SUZUKI, VISIT, Office


def staffed(store: OfficeStore) -> Office:
    office = Office(store)
    office.hire(SATO)
    office.hire(SUZUKI)
    return office


@BOTH_DATABASES
class TestOfficeStore(StoreContract, EvidenceContract):
    """The contract, with a check after each fact that columns and records agree and can be rebuilt."""

    @pytest.fixture
    def store(self, database: Flask) -> Iterator[Store]:
        with transaction(write=True) as connection:
            store = OfficeStore(connection, OFFICE)
            yield store
            assert store.strayed() == []
            store.rebuild()
            assert store.strayed() == []


@BOTH_DATABASES
def test_a_rebuild_puts_right_what_strayed(database: Flask) -> None:
    with writing(OFFICE) as store:
        office = staffed(store)
        case = office.case_of(SATO)
        visit = office.create(SATO, "support", **VISIT, case=case.id)
        table = PROJECTIONS["support"].__table__
        store.connection.execute(table.update().values(narrative="別", day="2000-01-01"))  # type: ignore[attr-defined]
        store.connection.execute(PROJECTIONS["person"].__table__.delete())  # type: ignore[attr-defined]
        assert set(store.strayed()) == {visit.id, case.fields["person"]}
        store.rebuild()
        assert store.strayed() == []


DERIVED = {"support": {"day", "to_review"}, "plan": {f"{name}_due" for name in PLAN_DATES}}
COLUMN_TYPES: dict[type, tuple[type, ...]] = {
    Moment: (dt.datetime,),
    Day: (dt.date,),
    Flag: (bool,),
    Count: (int,),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kinds_table_has_the_kinds_fields(kind: str) -> None:
    columns = set(PROJECTIONS[kind].__table__.columns.keys())
    assert columns == {"office_id", "id", "seq", "created_by"} | set(KINDS[kind].fields) | DERIVED.get(kind, set())


@pytest.mark.parametrize("kind", KINDS)
def test_a_column_is_of_its_fields_type(kind: str) -> None:
    for name, field in KINDS[kind].fields.items():
        column = PROJECTIONS[kind].__table__.columns[name]
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
        days = {row.id: row.day for row in store.supports(SupportFilter(case=case.id)).rows}
        assert days == {late.id: dt.date(2026, 11, 21), old.id: dt.date(2013, 12, 21)}


@BOTH_DATABASES
def test_a_plan_falls_due_at_the_end_of_what_was_written(database: Flask) -> None:
    with writing(OFFICE) as store:
        office = staffed(store)
        case = office.case_of(SATO)
        office.create(SATO, "plan", case=case.id, number=1, next_monitoring="2026-12-M")
        (row,) = store.cases()
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
        assert (store.cases(), store.last_seq()) == ([], 0)


@BOTH_DATABASES
def test_a_reader_sees_one_state_while_others_write(database: Flask) -> None:
    def write() -> None:
        with database.app_context(), writing(OFFICE) as store:
            staffed(store).case_of(SATO)

    with reading(OFFICE) as store:
        before = store.last_seq()
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
        assert (store.last_seq(), store.cases()) == (before, [])
    with reading(OFFICE) as store:
        assert len(store.cases()) == 1


@BOTH_DATABASES
def test_writers_at_once_take_turns_and_no_seq_is_given_twice(database: Flask) -> None:
    def write(number: int) -> None:
        with database.app_context(), writing(OFFICE) as store:
            store.lock()
            office = Office(store)
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
        records = store.records([row.id for row in store.cases()] + [row.person_id for row in store.cases()])
        assert len({record.seq for record in records.values()}) == 16
        assert store.strayed() == []


def test_the_review_list_filters_and_turns_pages(office: OfficeUnderTest, client_for: Callable[[str], Client]) -> None:
    worker = office.users["worker"]
    mine, other = office.case_of(worker), office.case_of(worker, "見本 次郎")
    phone = client_for("worker")
    notes = [visit(mine, started_at=f"2026-11-{day:02d}T01:00:00Z", worker=worker) for day in range(1, 8)]
    notes.append(visit(other, method="interview", wants_advice=True, narrative="長" * 500))
    assert {result["status"] for result in phone.push(*notes)} == {"applied"}
    with office.app.app_context(), reading(office.id) as store:
        assert store.supports(SupportFilter(), per_page=3).total == 8
        assert store.supports(SupportFilter(), per_page=3).pages == 3
        newest = store.supports(SupportFilter(case=mine), per_page=3).rows
        assert [row.day.day for row in newest if row.day] == [7, 6, 5]
        assert [row.person_name for row in newest] == ["見本 花子"] * 3
        period = SupportFilter(since=dt.date(2026, 11, 2), until=dt.date(2026, 11, 4))
        assert store.supports(period).total == 3
        (asked,) = store.supports(SupportFilter(mark="advice", methods=["interview"], reviews=["unread"])).rows
        assert (asked.id, len(asked.excerpt), asked.worker_name) == (notes[-1]["record"], 120, "職員")
        assert store.review_counts(SupportFilter()) == {"unread": 8}


def test_what_belongs_to_one_case_or_note_is_found_without_the_rest_of_the_office(office: OfficeUnderTest) -> None:
    reader = Reader(office.users["supervisor"], whole_office=True, narratives=True)
    with office.app.app_context(), reading(office.id) as store:
        with counted(office.app) as sent:
            store.seen_in_case(reader, office.id, ["attachment"])
            store.doubles_of(office.id)
            store.doubles_of(office.id, removed=True)
        steps = [
            step[3]
            for statement in sent
            for step in store.connection.exec_driver_sql(
                f"EXPLAIN QUERY PLAN {statement}", (None,) * statement.count("?")
            )
        ]
    assert any(" record " in step for step in steps)
    assert [step for step in steps if step.endswith("(office_id=?)") or step.startswith("SCAN support")] == []


def test_the_history_of_a_record_is_told_in_order(office: OfficeUnderTest) -> None:
    case = office.case_of(office.users["worker"])
    phone = office.client("worker")
    base = next(r["head"] for r in phone.pull()["records"] if r["id"] == case)
    phone.push(change("case", {"number": "1"}, case, base))
    with office.app.app_context(), reading(office.id) as store:
        history = store.history(case)
    assert [(row.author_name, row.after.get("number")) for row in history] == [("職員", None), ("職員", "1")]
