"""Nobody but the server's own account can read what it keeps, whoever made it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from server import create_app
from server.ground.blobs import Blobs
from server.ground.config import Settings
from server.ground.private import mend
from server.startup import protect
from tests.conftest import CHEAP_HASHES
from tests.server.backups.safe import free_port
from tests.server.jobs.processes import wait_until
from tests.server.serving import answers

ROOT = Path(__file__).parents[3]
SECRET = "0123456789abcdef" * 2
CONTACT = "mailto:joho@banso-tests.jp"


def modes(folder: Path) -> dict[str, str]:
    """The modes of everything in a folder, and its own, that are not as they should be."""
    return {
        str(path.relative_to(folder.parent)): oct(path.stat().st_mode & 0o777)
        for path in (folder, *folder.rglob("*"))
        if path.stat().st_mode & 0o777 != (0o700 if path.is_dir() else 0o600)
    }


def environment(instance: Path, **more: str) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("BANSO", "DATABASE"))}
    return own | {"BANSO_INSTANCE": str(instance), "BANSO_SECRET_KEY": SECRET, "BANSO_PUSH_CONTACT": CONTACT} | more


def flask(instance: Path, *command: str, given: str = "") -> None:
    whole = [sys.executable, "-m", "flask", "--app", "server", *command]
    done = subprocess.run(
        whole,
        cwd=ROOT,
        env=environment(instance),
        input=given,
        capture_output=True,
        text=True,
        check=False,
        umask=0o022,
    )
    assert done.returncode == 0, done.stderr


@contextmanager
def running(instance: Path, module: str, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env=environment(instance, **more),
        stderr=subprocess.DEVNULL,
        umask=0o022,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=60)


def test_commands_server_and_jobs_make_nothing_that_others_can_read(tmp_path: Path) -> None:
    """With the umask that people have, and through each of the three ways in."""
    instance, safe = tmp_path / "instance", tmp_path / "safe"
    flask(instance, "db", "upgrade")
    flask(instance, "office", "create", "見本市")
    assert modes(instance) == {}
    port = free_port()
    bind = f"127.0.0.1:{port}"
    with running(instance, "server.web", BANSO_BIND=bind), running(instance, "server.jobs"):
        wait_until(lambda: answers(port))
        time.sleep(1)
        assert {path.name for path in instance.iterdir()} >= {"banso.db", "banso.db-wal", "banso.db-shm", "vapid.pem"}
        assert modes(instance) == {}
        flask(instance, "backup-key", "make")
        flask(instance, "backup", str(safe))
        assert modes(safe) == {}
        assert modes(instance) == {}
    folder = next(path for path in safe.iterdir() if path.is_dir())
    restored = tmp_path / "restored"
    flask(restored, "restore", str(folder), given=(instance / "backup.key").read_text())
    flask(restored, "restore", str(folder), "--replace")
    assert len(list(restored.glob("banso.db*"))) >= 2
    assert modes(restored) == {}


def test_the_content_of_an_attachment_is_private_whatever_the_process_is_set_to(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "blobs")
    digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert blobs.keep("office", "blob", [b""], size=0, sha256=digest)
    assert modes(tmp_path / "blobs") == {}


def test_what_earlier_versions_made_is_mended_when_the_server_starts(
    migrated_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance = tmp_path / "instance"
    content = instance / "blobs" / "office" / "content"
    content.parent.mkdir(parents=True)
    content.write_bytes(b"photo")
    shutil.copy(migrated_sqlite, instance / "banso.db")
    (instance / "banso.db-wal").write_bytes(b"")
    for path in (instance, *instance.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    monkeypatch.setenv("BANSO_INSTANCE", str(instance))
    settings = Settings("production", SECRET, f"sqlite:///{instance / 'banso.db'}", argon2=CHEAP_HASHES)
    before = os.umask(0o022)
    try:
        create_app(settings)
    finally:
        os.umask(before)
    assert modes(instance) == {}


def test_a_folder_that_is_everybodys_is_left_alone(tmp_path: Path) -> None:
    everybodys = tmp_path / "tmp"
    everybodys.mkdir()
    everybodys.chmod(0o1777)
    mend(files=[tmp_path / "nothing"], folders=[everybodys], trees=[])
    assert everybodys.stat().st_mode & 0o7777 == 0o1777


def test_what_belongs_to_somebody_else_does_not_keep_the_server_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    theirs = tmp_path / "theirs"
    theirs.write_bytes(b"")
    theirs.chmod(0o644)

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", refuse)
    with caplog.at_level("WARNING", logger="banso.private"):
        mend(files=[theirs], folders=[], trees=[])
    assert [vars(line)["count"] for line in caplog.records] == [1]


def test_a_tests_own_process_is_left_as_it_is(app: object, tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        protect(Settings("testing", SECRET, "sqlite://"), tmp_path, [tmp_path], tmp_path)
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)
