"""The way back: on a bare folder, over what is there, and not at all where it would do harm."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade

from server.backups import making
from server.backups.failures import BackupFailed
from server.backups.restoring import restore
from server.ground.installation import installation_of
from server.services.attachments import blobs
from server.store import Damaged, check_integrity, directory, utcnow
from server.store.db import db
from tests.conftest import settings_for
from tests.server.backups.safe import ANOTHER_PHOTO, PHOTO, Safe, free_port, manifest_of
from tests.server.jobs.processes import Jobs, wait_until
from tests.server.people import Client
from tests.server.serving import Served

MakeApp = Callable[[str], Flask]


def _bare(request: pytest.FixtureRequest, make_app: MakeApp, safe: Safe, monkeypatch: pytest.MonkeyPatch) -> Safe:
    """Another machine, with nothing on it: an empty folder, or an empty PostgreSQL database."""
    folder = safe.folder.parent / "another machine"
    monkeypatch.setenv("BANSO_INSTANCE", str(folder))
    on_postgres = "postgresql" in installation_of(safe.app).settings.database_url
    url = request.getfixturevalue("empty_postgres_url") if on_postgres else f"sqlite:///{folder / 'banso.db'}"
    made = Safe(make_app(url), safe.folder)
    made.office, made.case = safe.office, safe.case
    made.office.app = made.app
    return made


def test_a_backup_is_drilled_on_a_bare_machine(
    safe: Safe, request: pytest.FixtureRequest, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything is lost but the backup; the office goes on from it."""
    note = safe.write("玄関先で話す。")
    photo = safe.attach(note)
    folder = safe.back_up()
    told = safe.phone.pull()
    safe.write("写しに入らなかった記録。")
    lost = safe.office.last_seq()
    shutil.rmtree(safe.folder.parent / "instance")

    bare = _bare(request, make_app, safe, monkeypatch)
    done = bare.restore(folder)
    assert done.exit_code == 0, done.output
    assert "Restored the backup" in done.output
    assert "Next: start" in done.output
    assert bare.strayed() == []
    assert bare.narratives() == {"玄関先で話す。"}
    reader = bare.office.client("worker")
    content = reader.http.get(f"/api/attachments/{photo}/content", buffered=True)
    assert (content.status_code, content.data) == (200, PHOTO)
    # The very phone of before goes on: its session and its cursor are of this office.
    phone = Client(bare.app.test_client(), safe.phone.device)
    phone.sign_in(bare.office.login("worker"))
    phone.cursor = told["cursor"]
    assert phone.exchange().status_code == 200
    bare.phone = phone
    bare.write("つづき。")
    assert bare.narratives() == {"玄関先で話す。", "つづき。"}
    assert bare.office.last_seq() >= lost


def test_a_restored_office_knows_of_it_and_claims_no_more_than_is_so(safe: Safe) -> None:
    safe.write("一日目。")
    folder = safe.back_up()
    first = safe.covered()
    (held,) = manifest_of(folder)["offices"]
    safe.write("二日目。")
    safe.back_up()
    safe.write("三日目。")
    before = utcnow()
    assert safe.restore(folder, "--replace").exit_code == 0
    (restoration,) = safe.restorations()
    assert (restoration.seq, restoration.noticed_by) == (held["seq"], None)
    assert first is not None
    assert restoration.backup_at == first.at
    assert restoration.at >= before
    assert safe.covered() == first
    (row,) = safe.noted()
    assert (row.folder, row.seq) == (folder.name, held["seq"])
    assert safe.restore(folder, "--replace").exit_code == 0
    assert len(safe.restorations()) == 1  # the one before is in the database that was put aside


def test_two_restores_of_one_second_keep_both_databases(safe: Safe) -> None:
    folder = safe.back_up()
    safe.close()
    now = utcnow()
    keys = installation_of(safe.app).backup_keys
    with safe.app.app_context():
        first = restore(folder, blobs().folder, replace=True, now=now, keys=keys)
        second = restore(folder, blobs().folder, replace=True, now=now, keys=keys)
    assert None not in (first.kept, second.kept)
    assert first.kept != second.kept


def test_what_was_there_is_kept_whole(safe: Safe) -> None:
    folder = safe.back_up()
    safe.write("写しより後に書いた。")
    counted = safe.office.last_seq()
    done = safe.restore(folder, "--replace")
    assert done.exit_code == 0
    kept = next(line for line in done.output.splitlines() if "is kept as" in line).split()[-1].rstrip(".")
    url = installation_of(safe.app).settings.database_url
    if "postgresql" in url:
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            (seq,) = connection.execute(f"SELECT seq FROM {kept}.office".encode()).fetchone() or (None,)
    else:
        with closing(sqlite3.connect(kept)) as database:
            (seq,) = database.execute("SELECT seq FROM office").fetchone()
    assert seq == counted
    assert safe.narratives() == set()


def test_data_is_not_replaced_unasked(safe: Safe) -> None:
    folder = safe.back_up()
    safe.write("守られる。")
    done = safe.restore(folder)
    assert (done.exit_code, "has_data" in done.output) == (1, True)
    assert safe.narratives() == {"守られる。"}


@pytest.mark.parametrize("spoilt", ["digest", "manifest", "database", "content", "newer", "kind", "format"])
def test_what_is_no_whole_backup_is_refused_before_anything_is_touched(safe: Safe, spoilt: str) -> None:
    photo = safe.attach(safe.write("写真。"))
    folder = safe.back_up()
    safe.write("守られる。")
    said, code = manifest_of(folder), "copy_differs"
    if spoilt == "digest":
        next(iter(said["files"].values()))[1] = "0" * 64
    elif spoilt == "database":
        next((folder / "database").iterdir()).unlink()
    elif spoilt == "content":
        (folder / "attachments" / safe.office.id / photo).write_bytes(PHOTO[:-1] + b"x")
    elif spoilt == "newer":
        said["revision"], code = "9999", "backup_newer"
    elif spoilt == "kind":
        said["kind"], code = "papyrus", "other_database"
    else:
        said["format"], code = 2, "not_a_backup"
    text = "{" if spoilt == "manifest" else json.dumps(said)
    (folder / "manifest.json").write_text(text)
    checked = safe.run("restore", folder, "--check")
    done = safe.restore(folder, "--replace")
    assert (done.exit_code, code in done.output) == (1, True), done.output
    assert (checked.exit_code, checked.output) == (1, done.output)
    assert safe.narratives() == {"写真。", "守られる。"}
    assert safe.restorations() == []


def test_a_backup_can_be_looked_at_without_touching_anything(safe: Safe) -> None:
    folder = safe.back_up()
    safe.write("守られる。")
    done = safe.run("restore", folder, "--check")
    assert (done.exit_code, "is whole" in done.output) == (0, True)
    assert safe.narratives() == {"守られる。"}


def test_contents_that_are_there_stay_and_a_wrong_one_is_put_aside(safe: Safe) -> None:
    photo = safe.attach(safe.write("写真。"))
    folder = safe.back_up()
    later = safe.attach(safe.write("後の写真。"), ANOTHER_PHOTO)
    path, stays = safe.blob(photo), safe.blob(later)
    assert path is not None
    path.write_bytes(b"not what it was")
    assert safe.restore(folder, "--replace").exit_code == 0
    assert path.read_bytes() == PHOTO
    assert path.with_name(f"{photo}.damaged").read_bytes() == b"not what it was"
    assert stays is not None
    assert stays.read_bytes() == ANOTHER_PHOTO


@pytest.mark.parametrize("checkpointed", [True, False])
def test_a_log_that_lies_beside_an_old_database_does_no_harm(on_sqlite: Safe, checkpointed: bool) -> None:
    """The server is killed with its log beside the database; the restore takes the log away together with it."""
    for number in range(20):
        on_sqlite.write(f"先に書いた{number}。" * 20)
    folder = on_sqlite.back_up()
    path = _database(on_sqlite)
    if checkpointed:
        with on_sqlite.app.app_context(), db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    for number in range(20):
        on_sqlite.write(f"後に書いた{number}。" * 20)
    left = path.with_name("left")
    shutil.copy(_beside(path, "-wal"), left)
    on_sqlite.close()
    shutil.copy(left, _beside(path, "-wal"))
    assert on_sqlite.restore(folder, "--replace").exit_code == 0
    assert not _beside(path, "-wal").exists() or _beside(path, "-wal").stat().st_size != left.stat().st_size
    assert on_sqlite.narratives() == {f"先に書いた{number}。" * 20 for number in range(20)}
    assert on_sqlite.strayed() == []
    kept = list(path.parent.glob("banso.db.before_restore_*-wal"))
    assert [each.read_bytes() for each in kept] == [left.read_bytes()]


def test_a_copy_over_the_database_with_the_old_log_beside_it_is_noticed(on_sqlite: Safe) -> None:
    """What people do without the command: it must be told, and the command must mend it."""
    for number in range(30):
        on_sqlite.write(f"先に書いた{number}。" * 50)
    folder = on_sqlite.back_up()
    path = _database(on_sqlite)
    for number in range(30):
        on_sqlite.write(f"後に書いた{number}。" * 50)
    with on_sqlite.app.app_context(), db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    for number in range(5):
        on_sqlite.write(f"最後に書いた{number}。" * 50)
    left = path.with_name("left")
    shutil.copy(_beside(path, "-wal"), left)
    on_sqlite.close()
    shutil.copy(folder / "database" / "banso.db", path)
    left.rename(_beside(path, "-wal"))
    with on_sqlite.app.app_context(), pytest.raises(Damaged):
        check_integrity()
    assert on_sqlite.restore(folder, "--replace").exit_code == 0
    with on_sqlite.app.app_context():
        check_integrity()
    assert on_sqlite.narratives() == {f"先に書いた{number}。" * 50 for number in range(30)}


def test_an_older_backup_is_migrated_on_its_way(safe: Safe) -> None:
    safe.attach(safe.write("古い写し。"))
    folder = safe.folder / "older"
    folder.mkdir(parents=True)
    with safe.app.app_context():
        downgrade(revision="0003")
        here = installation_of(safe.app)
        written = making.write_backup(folder, safe.folder, here.blobs.folder, utcnow(), here.backup_keys)
        done = safe.run("backup", safe.folder.parent / "by command")
        assert (done.exit_code, "not noted in the database" in done.output) == (0, True), done.output
        upgrade()
    assert written.revision == "0003"
    assert safe.covered() is None
    assert safe.restore(folder, "--replace").exit_code == 0
    assert safe.narratives() == {"古い写し。"}
    assert len(safe.restorations()) == 1
    assert safe.covered() is not None
    with safe.app.app_context(), directory(write=True) as found:
        assert found.claim_backup("x", utcnow(), utcnow())


@pytest.mark.parametrize("by", ["server.web", "server.jobs"])
def test_a_restore_is_refused_while_another_process_has_the_database_open(on_sqlite: Safe, by: str) -> None:
    folder = on_sqlite.back_up()
    on_sqlite.close()
    path = _database(on_sqlite)
    with Jobs(f"sqlite:///{path}", path.parent / "instance") if by == "server.jobs" else _serving(path):
        # Without --replace, which would do it while they are still starting.
        wait_until(lambda: on_sqlite.restore(folder).output.startswith("Error: in_use"), within_s=300)
    assert on_sqlite.restore(folder, "--replace").exit_code == 0


def test_a_restore_is_refused_while_postgresql_has_other_sessions(on_postgres: Safe) -> None:
    folder = on_postgres.back_up()
    url = installation_of(on_postgres.app).settings.database_url.replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        connection.execute("SELECT 1")
        done = on_postgres.restore(folder, "--replace")
        assert (done.exit_code, "in_use" in done.output) == (1, True)
    assert on_postgres.restore(folder, "--replace").exit_code == 0


def test_a_claim_that_was_copied_along_keeps_nobody_from_making_a_backup(safe: Safe) -> None:
    later = utcnow().replace(year=2100)
    with safe.app.app_context(), directory(write=True) as found:
        assert found.claim_backup("killed", utcnow(), later)
    folder = safe.back_up()
    assert safe.restore(folder, "--replace").exit_code == 0
    with safe.app.app_context(), directory(write=True) as found:
        assert found.claim_backup("next", utcnow(), later)


def test_a_restore_that_fails_leaves_everything_as_it_was(safe: Safe, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = safe.back_up()
    safe.write("守られる。")
    with monkeypatch.context() as failing:
        failing.setattr("server.backups.restoring.row_of", _no_room)
        done = safe.restore(folder, "--replace")
    assert (done.exit_code, "no_space" in done.output) == (1, True)
    assert safe.narratives() == {"守られる。"}
    assert safe.restorations() == []
    assert [path.name for path in safe.folder.parent.glob("banso.db*restor*")] == []


def _serving(path: Path) -> Served:
    settings = settings_for(f"sqlite:///{path}")
    return Served(settings, free_port())


def _no_room(*_: object) -> None:
    raise BackupFailed("no_space")


def _database(safe: Safe) -> Path:
    return Path(installation_of(safe.app).settings.database_url.removeprefix("sqlite:///"))


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)
