"""The trail is a chain: whatever is done to it, to the change log or to the records past the office is found."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Barrier, Thread
from typing import Any, Final

import pytest
from flask import Flask
from sqlalchemy import Connection, delete, insert, select, update

from server.ground.ids import new_id
from server.ground.trail import Act, Noted
from server.models.change import Change
from server.models.record import Record
from server.models.trail import Trail, TrailHead
from server.store import Office, chain, reading, writing
from server.store.audit import AnchorRow, Finding
from server.store.database import transaction
from server.store.trail import TrailFilter
from tests.server.appending import append
from tests.server.people import BOTH_DATABASES, OfficeUnderTest, visit
from tests.server.world import World
from tests.sync.contract import OFFICE

ROOT: Final = Path(__file__).parents[2]
SOMETHING_ELSE: Final = "00000000-0000-7000-8000-00000000eeee"
COLUMNS: Final = tuple(Trail.__table__.columns.keys())


class Over(Exception):
    """The end of a transaction of which nothing is to stay."""


def findings(store: Office, anchors: list[AnchorRow] | None = None) -> list[Finding]:
    return [*store.audit.trail(anchors or ()), *store.audit.changes(), *store.audit.records()]


@contextmanager
def tampered(office: str) -> Iterator[tuple[Connection, Office]]:
    """The office's tables as somebody with the database in their hands has them; nothing of it stays."""
    try:
        with transaction(write=True) as connection:
            yield connection, Office(connection, office)
            raise Over
    except Over:
        pass


@pytest.fixture
def kept(office: OfficeUnderTest) -> Iterator[str]:
    """An office with a case, notes and things that were looked at, in its application."""
    case = office.case_of(office.users["worker"])
    phone = office.client("worker")
    phone.push(visit(case), visit(case, narrative="玄関先で話す。"))
    with office.app.app_context():
        append(office.id, 12)
        yield office.id


def another(value: Any, name: str, chance: random.Random) -> Any:
    """A value that a column could have and has not."""
    if name == "number":
        return value + chance.choice((1_000, -1_000))
    if name == "at":
        return value.replace(year=value.year + 1)
    if name in {"previous", "digest"}:
        return f"{int(value, 16) ^ 1 << chance.randrange(256):064x}"
    return new_id() if value is None or len(value) == 36 else f"{value} "


def test_what_was_only_ever_appended_is_whole(kept: str) -> None:
    with reading(kept) as store:
        assert findings(store) == []
        assert store.trail.head()[0] > 12


def test_a_world_with_every_kind_of_record_is_whole(world: World) -> None:
    """Merges, conflicts, notices and attachments among it: what their changes made of them is what stands there."""
    with world.office.app.app_context(), reading(world.office.id) as store:
        assert findings(store) == []


@pytest.mark.parametrize("column", COLUMNS)
def test_a_single_changed_value_of_any_row_is_found(kept: str, column: str) -> None:
    chance = random.Random(column)
    with reading(kept) as store:
        last, _ = store.trail.head()
        rows = {row["number"]: row for row in store.audit._entries()}
    numbers = range(1, last + 1)
    for number in numbers if column != "office_id" else chance.sample(numbers, 5):
        with tampered(kept) as (connection, store):
            row = Trail.__table__.c
            changed = {column: another(rows[number][column], column, chance)}
            connection.execute(update(Trail).where(row.office_id == kept, row.number == number).values(**changed))
            assert store.audit.trail(), f"{column} of entry {number}"


def test_a_row_that_is_gone_moved_or_put_in_is_found(kept: str) -> None:
    table = Trail.__table__
    with reading(kept) as store:
        last, _ = store.trail.head()
    for number in range(1, last + 1):
        with tampered(kept) as (connection, store):
            connection.execute(delete(Trail).where(table.c.number == number))
            found = store.audit.trail()
            assert {each.code for each in found} & {"entry_missing", "trail_cut"}
    for one, other in ((1, 2), (3, last), (last - 1, last)):
        with tampered(kept) as (connection, store):
            for old, new in ((one, -1), (other, one), (-1, other)):
                connection.execute(update(Trail).where(table.c.number == old).values(number=new))
            assert len(store.audit.trail()) >= 2
    with tampered(kept) as (connection, store):
        row = connection.execute(select(table).where(table.c.number == last)).mappings().one()
        made: dict[str, Any] = {**row, "number": last + 1, "previous": row["digest"]}
        connection.execute(insert(Trail).values(**made | {"digest": chain.link(made)}))
        assert store.audit.trail() == [Finding("entry_not_bound", str(last + 1))]


def test_a_tail_that_was_cut_off_with_its_head_is_found_by_what_was_written_down_elsewhere(kept: str) -> None:
    table = Trail.__table__
    with reading(kept) as store:
        anchor = AnchorRow(*store.trail.head())
    for left in range(anchor.number):
        with tampered(kept) as (connection, store):
            connection.execute(delete(Trail).where(table.c.number > left))
            digest = connection.scalar(select(Trail.digest).where(table.c.number == left)) or chain.BEGINNING
            connection.execute(update(TrailHead).values(number=left, digest=digest))
            assert store.audit.trail() == []
            (found,) = store.audit.trail([anchor])
            assert found.code == "trail_cut"
            assert found.place in {f"{left + 1}-{anchor.number}", str(anchor.number)}


def test_a_chain_that_was_reckoned_anew_is_found_by_what_was_written_down_elsewhere(kept: str) -> None:
    table = Trail.__table__
    with reading(kept) as store:
        anchor = AnchorRow(*store.trail.head())
    with tampered(kept) as (connection, store):
        before = chain.BEGINNING
        for row in connection.execute(select(table).order_by(table.c.number)).mappings().all():
            made = {**row, "actor": new_id(), "previous": before}
            before = chain.link(made)
            connection.execute(update(Trail).where(table.c.number == row["number"]).values(**made | {"digest": before}))
        connection.execute(update(TrailHead).values(digest=before))
        assert store.audit.trail() == []
        assert [each.code for each in store.audit.trail([anchor])] == ["entry_changed"]


def _spoilt(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1_000_000
    if hasattr(value, "year"):
        return value.replace(year=value.year - 1)
    return new_id() if value is None or len(value) == 36 else f"{value} "


@pytest.mark.parametrize("column", chain.CHANGE)
def test_a_changed_row_of_the_change_log_is_found(kept: str, column: str) -> None:
    table = Change.__table__
    with reading(kept) as store:
        rows = store.connection.execute(select(table).order_by(table.c.seq)).mappings().all()
    for row in rows:
        with tampered(kept) as (connection, store):
            changed = {column: _spoilt(row[column])}
            connection.execute(update(Change).where(table.c.id == row["id"]).values(**changed))
            assert "changes_differ" in {each.code for each in store.audit.changes()}, column


def test_a_row_that_was_taken_out_of_the_change_log_or_put_in_is_found(kept: str) -> None:
    table = Change.__table__
    with reading(kept) as store:
        newest = store.connection.execute(select(table).order_by(table.c.seq.desc())).mappings().first()
    assert newest is not None
    with tampered(kept) as (connection, store):
        connection.execute(delete(Change).where(table.c.id == newest["id"]))
        assert [each.code for each in store.audit.changes()] == ["changes_differ"]
    with tampered(kept) as (connection, store):
        connection.execute(insert(Change).values(**{**newest, "id": new_id(), "seq": newest["seq"] + 1}))
        seq = newest["seq"] + 1
        assert store.audit.changes() == [Finding("changes_not_anchored", str(seq))]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("fields", '{"name":"別人"}'),
        ("fields", "no JSON"),
        ("head", SOMETHING_ELSE),
        ("seq", 77_777),
        ("kind", "plan"),
        ("created_by", SOMETHING_ELSE),
    ],
)
def test_a_record_that_does_not_follow_from_its_changes_is_found(kept: str, column: str, value: Any) -> None:
    with reading(kept) as store:
        ids = list(store.connection.scalars(select(Record.id)))
    for record in ids:
        with tampered(kept) as (connection, store):
            connection.execute(update(Record).where(Record.id == record).values(**{column: value}))
            assert store.audit.records() == [Finding("record_differs", record)]


def test_a_record_that_is_gone_or_that_nobody_wrote_is_found(kept: str) -> None:
    table = Record.__table__
    with reading(kept) as store:
        row = store.connection.execute(select(table).where(table.c.kind == "support")).mappings().first()
    assert row is not None
    made = new_id()
    with tampered(kept) as (connection, store):
        connection.execute(delete(Record).where(table.c.id == row["id"]))
        connection.execute(insert(Record).values(**{**row, "id": made, "seq": 99_999}))
        assert store.audit.records() == [
            Finding("record_unexplained", made),
            Finding("record_missing", row["id"]),
        ]


def test_nothing_is_noted_of_what_did_not_happen(office: OfficeUnderTest) -> None:
    with office.app.app_context():
        with reading(office.id) as store:
            before = store.trail.head()
        with suppress(Over), writing(office.id) as store:
            store.trail.note(Noted(Act.SEARCHED))
            raise Over
        with writing(office.id) as store, suppress(Over), store.apart():
            store.trail.note(Noted(Act.SEARCHED))
            raise Over
        with reading(office.id) as store:
            assert store.trail.head() == before


@pytest.mark.parametrize("told", ["見本 花子", "Hanako Mihon", "a b", "<b>", ""])
def test_a_detail_cannot_be_a_name_or_a_word(told: str) -> None:
    with pytest.raises(ValueError, match="a code, an id or a count"):
        Noted(Act.SEARCHED, details={"list": told})
    with pytest.raises(ValueError, match="a code, an id or a count"):
        Noted(Act.SEARCHED, details={"scopes": (new_id(), told)})


def test_processes_that_append_at_once_keep_one_chain(anywhere: Flask) -> None:
    office, url = OfficeUnderTest(anywhere).open(), anywhere.config["SQLALCHEMY_DATABASE_URI"]
    with anywhere.app_context(), reading(office.id) as store:
        before, _ = store.trail.head()
    command = (sys.executable, "-m", "tests.server.appending", url, office.id, "20")
    others = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    for other in others:
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
    for other in others:
        assert other.stdin is not None
        other.stdin.write("go\n")
        other.stdin.flush()
    with anywhere.app_context():
        append(office.id, 20)
    for other in others:
        other.communicate(timeout=120)
    assert [other.returncode for other in others] == [0, 0, 0]
    with anywhere.app_context(), reading(office.id) as store:
        assert store.trail.head()[0] == before + 80
        assert findings(store) == []
        actors = [row.actor for row in reversed(store.trail.all(TrailFilter(what=(Act.READ,)), most=99))]
    assert len(set(actors)) == 80


@BOTH_DATABASES
def test_the_first_two_of_an_office_find_one_beginning(database: Flask) -> None:
    gate = Barrier(2)

    def begin() -> None:
        with database.app_context():
            gate.wait()
            append(OFFICE, 1)

    threads = [Thread(target=begin) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(OFFICE) as store:
        assert store.trail.head()[0] == 2
        assert store.audit.trail() == []
