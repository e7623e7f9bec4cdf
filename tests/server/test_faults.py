"""What fails outside the code has a name: in the answer, in the log, in health. Only what passes is called busy."""

from __future__ import annotations

import errno
import io
import json
import logging
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, OperationalError

from server.ground import logs
from server.ground.installation import installation_of
from server.http.health import health
from server.store import Unavailable, database, directory, faults, writing
from server.store.db import db
from server.store.faults import FAULTS, Seen, fault_of
from tests.server.people import BOTH_DATABASES, OfficeUnderTest, visit
from tests.server.test_attachments import attachment_of, put

WORDS = "クチャラーテンペスト大作戦"


@pytest.fixture(autouse=True)
def nothing_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins with a process that has met nothing, and health that looks each time."""
    seen = Seen()
    for module in ("database", "faults"):
        monkeypatch.setattr(f"server.store.{module}.seen", seen)
    for module in ("health", "problems"):
        monkeypatch.setattr(f"server.http.{module}.seen", seen)
    monkeypatch.setattr("server.http.health.LOOKED_EVERY_S", 0.0)


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """The server's log, as it is written."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Formatter())
    logger = logging.getLogger("banso")
    logger.addHandler(handler)
    yield stream
    logger.removeHandler(handler)


def told(logged: io.StringIO) -> list[dict[str, Any]]:
    """The lines that tell of a fault."""
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    return [line for line in lines if line["event"] == "unavailable"]


def every_connection(app: Flask, statement: str) -> None:
    """Have each connection of an application begin with a statement."""
    with app.app_context():
        db.engine.dispose()

        @event.listens_for(db.engine, "connect")
        def _connect(connection: Any, _: object) -> None:
            connection.execute(statement)
            if not isinstance(connection, sqlite3.Connection):
                connection.commit()


def fill(app: Flask) -> None:
    """Leave no room in a database: SQLite itself then says what it says on a full disk."""
    with app.app_context(), db.engine.connect() as connection:
        own: Any = connection.connection.dbapi_connection
        own.execute("VACUUM")
    every_connection(app, "PRAGMA max_page_count = 1")


def overwrite(app: Flask) -> None:
    """Damage a database: all but its first page is something else."""
    with app.app_context():
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
        path = Path(str(db.engine.url.database))
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\x5a" * (len(content) - 4096))


def drop(app: Flask) -> None:
    with app.app_context(), directory(write=True) as found:
        found.connection.exec_driver_sql("ALTER TABLE record RENAME TO elsewhere")


SQLITE = {
    "disk_full": (fill, "disk_full", "SQLITE_FULL"),
    "database_read_only": (
        lambda app: every_connection(app, "PRAGMA query_only = 1"),
        "out_of_order",
        "SQLITE_READONLY",
    ),
    "database_damaged": (overwrite, "out_of_order", "SQLITE_CORRUPT"),
    "database_outdated": (drop, "out_of_order", "SQLITE_ERROR"),
}


@pytest.mark.parametrize("fault", SQLITE)
def test_a_phone_is_told_what_it_is_and_the_log_and_health_name_it(
    office: OfficeUnderTest, logged: io.StringIO, fault: str
) -> None:
    breaks, code, driver_code = SQLITE[fault]
    case = office.case_of(office.users["worker"])
    phone = office.client("worker")
    assert office.app.test_client().get("/healthz").get_json() == {"status": "ok"}
    breaks(office.app)
    response = phone.exchange(visit(case, narrative=WORDS * 1_000))
    assert (response.status_code, response.get_json()["code"]) == (503, code)
    assert "混み合って" not in response.get_json()["title"]
    assert response.headers["Retry-After"] == "60"
    (line, *_) = told(logged)
    assert (line["code"], line["driver_code"], line["level"]) == (fault, driver_code, "error")
    assert WORDS not in logged.getvalue()
    looked = office.app.test_client().get("/healthz")
    assert (looked.status_code, looked.get_json()) == (503, {"status": fault})


def test_when_there_is_room_again_everything_goes_on_by_itself(office: OfficeUnderTest) -> None:
    case, phone = office.case_of(office.users["worker"]), office.client("worker")
    fill(office.app)
    note = visit(case, narrative=WORDS * 1_000)
    assert phone.exchange(note).status_code == 503
    with office.app.app_context():
        db.engine.dispose()
    every_connection(office.app, "PRAGMA max_page_count = 1000000")
    assert phone.push(note)[0]["status"] == "applied"
    assert office.app.test_client().get("/healthz").status_code == 200


def test_a_lock_is_busy_and_health_says_so_without_raising_the_alarm(
    office: OfficeUnderTest, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, phone = office.case_of(office.users["worker"]), office.client("worker")
    every_connection(office.app, "PRAGMA busy_timeout = 50")
    monkeypatch.setattr(database, "LOCK_WAIT_S", 0.05)
    monkeypatch.setattr(database, "_PROBE_WAIT_S", 0.05)
    with office.app.app_context():
        path = str(db.engine.url.database)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    response = phone.exchange(visit(case))
    assert (response.status_code, response.get_json()["code"]) == (503, "busy")
    assert response.headers["Retry-After"] == "5"
    assert (told(logged)[0]["code"], told(logged)[0]["level"]) == ("database_locked", "warning")
    looked = office.app.test_client().get("/healthz")
    assert (looked.status_code, looked.get_json()) == (200, {"status": "busy"})
    other.execute("ROLLBACK")
    other.close()
    assert office.app.test_client().get("/healthz").get_json() == {"status": "ok"}


@pytest.fixture
def on_postgres(postgres_url: str, make_app: Callable[[str], Flask]) -> OfficeUnderTest:
    """An office on PostgreSQL."""
    return OfficeUnderTest(make_app(postgres_url)).open()


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("statement", "fault", "code"),
    [
        ("SET default_transaction_read_only = on", "database_read_only", "out_of_order"),
        ("SET search_path = nowhere", "database_outdated", "out_of_order"),
    ],
)
def test_postgresql_is_told_apart_as_well(
    on_postgres: OfficeUnderTest, logged: io.StringIO, statement: str, fault: str, code: str
) -> None:
    office = on_postgres
    case, phone = office.case_of(office.users["worker"]), office.client("worker")
    every_connection(office.app, statement)
    response = phone.exchange(visit(case, narrative=WORDS * 1_000))
    assert (response.status_code, response.get_json()["code"]) == (503, code)
    assert told(logged)[0]["code"] == fault
    assert WORDS not in logged.getvalue()
    assert office.app.test_client().get("/healthz").get_json() == {"status": fault}


def lose_the_connection(office: str) -> None:
    with writing(office) as store:
        own = store.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with directory(write=True) as other:
            other.connection.exec_driver_sql(f"SELECT pg_terminate_backend({own})")
        store.records.last_seq()


def wait_in_vain(office: str) -> None:
    with writing(office) as store:
        store.connection.exec_driver_sql("SET LOCAL lock_timeout = '50ms'")
        store.lock()


@pytest.mark.postgres
def test_postgresql_that_ends_a_connection_or_waits_for_a_lock_is_busy(on_postgres: OfficeUnderTest) -> None:
    office = on_postgres
    with office.app.app_context():
        with pytest.raises(Unavailable) as ended:
            lose_the_connection(office.id)
        assert ended.value.fault == "database_unreachable"
        with writing(office.id) as store:
            store.lock()
            with pytest.raises(Unavailable) as waited:
                wait_in_vain(office.id)
        assert waited.value.fault == "database_locked"


class _Postgres(Exception):
    def __init__(self, sqlstate: str | None) -> None:
        super().__init__(WORDS)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("sqlstate", "fault"),
    [
        ("53100", "disk_full"),
        ("53300", "database_unreachable"),
        ("57P01", "database_unreachable"),
        ("08006", "database_unreachable"),
        ("40P01", "database_locked"),
        ("40001", "database_locked"),
        ("55P03", "database_locked"),
        ("25006", "database_read_only"),
        ("42P01", "database_outdated"),
        ("42703", "database_outdated"),
        ("58030", "disk_failed"),
        ("XX001", "database_damaged"),
        ("23505", None),
        ("42601", None),
        (None, None),
    ],
)
def test_every_state_that_says_something_has_a_name(sqlstate: str | None, fault: str | None) -> None:
    assert fault_of(DBAPIError("", {}, _Postgres(sqlstate))) == fault
    assert fault is None or fault in FAULTS


def test_every_fault_stands_in_the_table_that_says_what_to_do_and_no_other() -> None:
    page = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
    health = page.partition("\n## Health\n")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \| .+ \| .+ \| `\w+` \|$", health, re.MULTILINE) == list(FAULTS)


def test_a_mistake_of_ours_is_no_fault_of_the_database(app: Flask, logged: io.StringIO) -> None:
    assert fault_of(ValueError()) is None
    assert fault_of(OperationalError("", {}, sqlite3.OperationalError('near "FORM": syntax error'))) is None
    with app.app_context(), pytest.raises(OperationalError), directory() as found:
        found.connection.exec_driver_sql("SELECT 1 FORM office")
    assert told(logged) == []


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, "disk_full"), (errno.EIO, "out_of_order")])
def test_a_full_disk_refuses_the_content_of_an_attachment_by_name(
    office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch, logged: io.StringIO, number: int, code: str
) -> None:
    case, phone = office.case_of(office.users["worker"]), office.client("worker")
    note = visit(case)
    made = attachment_of(note)
    phone.push(note, made)

    def full(_: int) -> None:
        raise OSError(number, "said by the system")

    with monkeypatch.context() as broken:
        broken.setattr("server.ground.blobs.os.fsync", full)
        response = put(phone, made["record"])
        assert (response.status_code, response.get_json()["code"]) == (503, code)
        assert told(logged)[0]["code"] in {"disk_full", "disk_failed"}
    assert put(phone, made["record"]).status_code == 204


def test_a_file_that_is_not_there_is_still_a_mistake_of_ours(
    office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object, **__: object) -> None:
        raise FileNotFoundError(errno.ENOENT, WORDS)

    monkeypatch.setattr("server.services.exchange.pull", missing)
    response = office.client("worker").exchange()
    assert (response.status_code, response.get_json()["code"]) == (500, "internal")


@BOTH_DATABASES
def test_health_looks_again_only_after_a_while(database: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.http.health.LOOKED_EVERY_S", 60.0)
    looks: list[int] = []
    monkeypatch.setattr("server.http.health._look", lambda: looks.append(1))
    with database.app_context():
        for _ in range(5):
            assert health().fault() is None
    assert len(looks) == 1


def test_health_tells_what_a_request_met_for_a_while(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    faults.seen.note("database_damaged")
    assert app.test_client().get("/healthz").get_json() == {"status": "database_damaged"}
    monkeypatch.setattr(Seen, "LASTS_S", 0.0)
    faults.seen.note("database_damaged")
    assert app.test_client().get("/healthz").get_json() == {"status": "ok"}


def test_health_says_that_the_tables_do_not_fit_before_anybody_asks_for_them(app: Flask) -> None:
    with app.app_context(), directory(write=True) as found:
        found.connection.exec_driver_sql("ALTER TABLE change DROP COLUMN untaken")
    assert app.test_client().get("/healthz").get_json() == {"status": "database_outdated"}


def test_health_sees_a_folder_that_takes_no_more_files(
    office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise OSError(errno.ENOSPC, "said by the system")

    monkeypatch.setattr(installation_of(office.app).blobs, "probe", full)
    assert office.app.test_client().get("/healthz").get_json() == {"status": "disk_full"}
