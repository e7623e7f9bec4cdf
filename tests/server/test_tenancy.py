"""An office has nothing of another's: every query of every room is tried with two offices in one database.

The other office is a copy, with the same ids and words of its own: a query that leaves out which office it is about
finds everything twice. A new method fails here until it stands in ``ARGUMENTS``. A query that gives one value of many
(a first row, a highest number) may find the same in both: those are held by the rule that rooms begin with a tenant.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any, Final, get_type_hints

import pytest
from sqlalchemy import Connection, insert, select

from server.models import Base
from server.store import Office, Seen
from server.store.database import transaction
from server.store.reader import THE_OFFICE, reader_of
from server.store.tenant import Room
from tests.server.rooms import ARGUMENTS, Stage
from tests.server.world import World

STORE: Final = Path(__file__).parents[2] / "server" / "store"
OTHER: Final = "00000000-0000-7000-8000-00000000b000"


def rooms_of(owner: type) -> dict[str, type[Room]]:
    """The rooms of an office, or of what is seen of it, by the names under which they are reached."""
    getters = {
        name: member.func if isinstance(member, cached_property) else member.fget
        for name, member in vars(owner).items()
        if isinstance(member, cached_property | property) and not name.startswith("_")
    }
    returned = {name: get_type_hints(getter).get("return") for name, getter in getters.items()}
    return {name: room for name, room in returned.items() if inspect.isclass(room) and issubclass(room, Room)}


OFFICE_ROOMS: Final = rooms_of(Office)
SEEN_ROOMS: Final = rooms_of(Seen) | {"seen": Seen}
METHODS: Final = {
    f"{name}.{method}": function
    for name, room in (OFFICE_ROOMS | SEEN_ROOMS).items()
    for method, function in vars(room).items()
    if inspect.isfunction(function) and not method.startswith("_")
}


def test_every_method_of_every_room_is_tried() -> None:
    assert ARGUMENTS.keys() == METHODS.keys()


@pytest.fixture
def stage(world: World) -> Iterator[tuple[Stage, Connection]]:
    """The office with something everywhere, in a transaction that is given up at the end."""
    with world.office.app.app_context(), given_up() as connection:
        stage = Stage(world)
        stage.set(connection)
        yield stage, connection


@contextmanager
def given_up() -> Iterator[Connection]:
    with suppress(Over), transaction(write=True) as connection:
        yield connection
        raise Over


class Over(Exception):
    """The end of a transaction of which nothing is to stay."""


def tried(stage: Stage, connection: Connection) -> dict[str, tuple[Any, str]]:
    """What each method answers, as it is and told apart from any other, each by itself; and what is the other office's
    is as it was.
    """
    answers: dict[str, tuple[Any, str]] = {}
    theirs = rows_of(connection, OTHER)
    for name, arguments in ARGUMENTS.items():
        room, method = name.split(".")
        scoped = room in SEEN_ROOMS
        readers = (THE_OFFICE, reader_of(stage.worker, "worker"), reader_of(stage.boss, "supervisor"))
        for reader in readers if scoped else (THE_OFFICE,):
            with undone(connection):
                office = Office(connection, stage.office)
                stage.seen = office.as_seen_by(reader)
                args, named = arguments(stage)
                owner = stage.seen if room == "seen" else getattr(stage.seen if scoped else office, room)
                answer = plain(getattr(owner, method)(*args, **named))
                answers[f"{name} ({reader.user or 'the office'})"] = answer, json.dumps(answer, default=str)
                assert rows_of(connection, OTHER) == theirs, f"{name} writes in another office"
    return answers


@contextmanager
def undone(connection: Connection) -> Iterator[None]:
    savepoint = connection.begin_nested()
    yield
    savepoint.rollback()


def plain(value: Any) -> Any:
    """A value in which the order of what has none is always the same."""
    if hasattr(value, "__dataclass_fields__"):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, Mapping):
        return {str(key): plain(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, set | frozenset):
        return sorted(plain(each) for each in value)
    if isinstance(value, list | tuple | Iterator):
        return [plain(each) for each in value]
    return value


def rows_of(connection: Connection, office: str) -> dict[str, list[str]]:
    """All that is an office's, by table."""
    return {
        table.name: sorted(map(str, connection.execute(select(table).where(table.c.office_id == office))))
        for table in Base.metadata.sorted_tables
        if "office_id" in table.c
    }


def copy_to(connection: Connection, one: str, other: str) -> None:
    """Another office with the same ids, whose words are its own."""
    offices = Base.metadata.tables["office"]
    (row,) = connection.execute(select(offices).where(offices.c.id == one)).mappings()
    connection.execute(insert(offices), {**row, "id": other, "name": "別の事務所"})
    for table in Base.metadata.sorted_tables:
        if "office_id" in table.c:
            rows = connection.execute(select(table).where(table.c.office_id == one)).mappings().all()
            copies = [{name: theirs(name, value) for name, value in row.items()} | {"office_id": other} for row in rows]
            if copies:
                connection.execute(insert(table), copies)


def theirs(name: str, value: Any) -> Any:
    """A value as the other office has it: another word, and another key where keys are the installation's."""
    if name in {"login", "token_hash", "endpoint", "credential_hash", "identity_hash"}:
        return f"{value}-other"
    if isinstance(value, list | dict):
        return json.loads(theirs(name, json.dumps(value, ensure_ascii=False)))
    return re.sub("語([0-9]{4})号", r"他\1号", value.replace("職員", "他員")) if isinstance(value, str) else value


ASKED_BY_OTHERS: Final = {
    "restrictions.count",
    "restrictions.on_agenda",
    "restrictions.sought",
    "restrictions.withheld",
}
"""What is withheld from a reader, which from the office itself nothing is: a supervisor asks."""


def test_no_query_finds_or_alters_anything_of_another_office(stage: tuple[Stage, Connection]) -> None:
    alone = tried(*stage)
    copy_to(stage[1], stage[0].office, OTHER)
    beside = tried(*stage)
    differing = {name for name, (_, told) in beside.items() if told != alone[name][1]}
    assert differing == set()


def test_every_query_has_something_to_find(stage: tuple[Stage, Connection]) -> None:
    answers = tried(*stage)
    asks = {name for name, method in METHODS.items() if get_type_hints(method)["return"] is not type(None)}
    boss = stage[0].boss
    askers = {name: boss if name in ASKED_BY_OTHERS else "the office" for name in asks}
    empty = {name for name, asker in askers.items() if not answers[f"{name} ({asker})"][0]}
    assert empty == set()


BY_HAND: Final = {
    "deliveries.py": "it sends for all offices, and names the office of what it sends",
    "backup_runs.py": "it looks after the backups of all offices",
    "directory.py": "it finds an account again whose office a sign-in has named",
}
"""Where a query says by itself which office it is about, and why."""

UNBOUND: Final = {
    ("records.py", "last_seq"): "asks the office's own row",
    ("erasing.py", "_keep_an_anchor"): "asks the office's own row",
    ("push.py", "subscribe"): "a browser has one address, in whichever office it is",
}
"""The methods of rooms that begin a query without their tenant, and why."""


def test_no_query_says_by_hand_which_office_it_is_about() -> None:
    files = {file.name for file in STORE.rglob("*.py") if re.search(r"office_id\s*(==|!=|\.in_\()", file.read_text())}
    assert files == BY_HAND.keys()


def test_a_room_begins_every_query_with_its_tenant() -> None:
    begins = {"select", "insert", "update", "delete", "text"}
    unbound = {
        (file.name, method.name)
        for file in STORE.glob("*.py")
        for room in ast.walk(ast.parse(file.read_text()))
        if isinstance(room, ast.ClassDef) and {ast.unparse(base) for base in room.bases} & {"Room", "SeenRoom"}
        for method in room.body
        if isinstance(method, ast.FunctionDef)
        for node in ast.walk(method)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in begins
    }
    assert unbound == UNBOUND.keys()
