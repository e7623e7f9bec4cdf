"""A database that is damaged is not served as if nothing were wrong."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from server import create_app
from server.ground.config import Misconfigured, Settings
from server.ground.installation import installation_of
from server.store import Damaged, check_integrity
from server.store.copies.problems import is_damage, is_no_space
from server.store.db import db
from tests.conftest import CHEAP_HASHES
from tests.server.backups.safe import Safe, backups_in

SECRET = "0123456789abcdef" * 2


def spoil(safe: Safe) -> Path:
    """Overwrite the later pages of the database's file, as a disk does that loses blocks; the tables' names stay."""
    path = Path(installation_of(safe.app).settings.database_url.removeprefix("sqlite:///"))
    with safe.app.app_context(), db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    safe.close()
    content = bytearray(path.read_bytes())
    pages = slice(len(content) * 3 // 5 // 4096 * 4096, len(content))
    content[pages] = b"\x7f" * len(content[pages])
    path.write_bytes(bytes(content))
    return path


@pytest.fixture
def spoilt(on_sqlite: Safe) -> Safe:
    """An office whose database's file was damaged, after a backup."""
    for number in range(60):
        on_sqlite.write(f"{number}。" * 2000)
    on_sqlite.back_up()
    spoil(on_sqlite)
    return on_sqlite


def test_a_server_does_not_start_on_a_damaged_database_and_says_the_command(spoilt: Safe) -> None:
    url = installation_of(spoilt.app).settings.database_url
    with pytest.raises(Misconfigured, match="flask --app server restore FOLDER --replace"):
        create_app(Settings("production", SECRET, url, argon2=CHEAP_HASHES))


def test_health_is_not_well_once_a_request_has_met_damage(spoilt: Safe) -> None:
    client = spoilt.app.test_client()
    with spoilt.app.app_context(), db.engine.connect() as connection, pytest.raises(Exception, match="malformed"):
        connection.exec_driver_sql("SELECT record.fields, change.fields FROM record, change").all()
    answer = client.get("/healthz")
    assert (answer.status_code, answer.get_json()) == (503, {"status": "database_damaged"})


def test_a_backup_of_a_damaged_database_says_that_it_is_the_database(spoilt: Safe) -> None:
    (whole,) = backups_in(spoilt.folder)
    done = spoilt.run("backup", spoilt.folder)
    assert done.exit_code == 1
    assert "Error: database_damaged" in done.output
    assert backups_in(spoilt.folder) == [whole]
    assert spoilt.app.test_client().get("/healthz").status_code == 503
    restored = spoilt.restore(spoilt.folder / whole, "--replace")
    assert restored.exit_code == 0, restored.output
    assert len(spoilt.narratives()) == 60
    with spoilt.app.app_context():
        check_integrity()


def test_a_whole_database_passes_in_any_time(on_sqlite: Safe) -> None:
    with on_sqlite.app.app_context():
        check_integrity()
        for number in range(200):
            on_sqlite.write(f"{number}。")
        check_integrity(within_s=-1)


def test_what_is_no_database_is_damage(on_sqlite: Safe) -> None:
    path = spoil(on_sqlite)
    path.write_bytes(b"no database at all" * 1000)
    with on_sqlite.app.app_context(), pytest.raises(Damaged):
        check_integrity()


@pytest.mark.parametrize(
    ("code", "damage", "space"),
    [
        (sqlite3.SQLITE_CORRUPT, True, False),
        (sqlite3.SQLITE_CORRUPT_VTAB, True, False),
        (sqlite3.SQLITE_NOTADB, True, False),
        (sqlite3.SQLITE_FULL, False, True),
        (sqlite3.SQLITE_BUSY, False, False),
        (None, False, False),
    ],
)
def test_what_a_driver_says_is_told_apart(code: int | None, damage: bool, space: bool) -> None:
    error = sqlite3.OperationalError("…")
    if code is not None:
        error.sqlite_errorcode = code
    assert (is_damage(error), is_no_space(error)) == (damage, space)


def test_health_is_not_well_where_not_even_the_tables_can_be_named(on_sqlite: Safe) -> None:
    path = spoil(on_sqlite)
    path.write_bytes(b"no database at all" * 1000)
    for _ in range(2):
        answer = on_sqlite.app.test_client().get("/healthz")
        assert (answer.status_code, answer.get_json()) == (503, {"status": "database_damaged"})
