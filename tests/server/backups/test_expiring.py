"""No backup gets older than it may, but for the newest: what was erased ends with those that have it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from server.backups.making import expire
from server.jobs.backing_up import expire_if_due
from server.store import database, utcnow
from tests.server.backups.safe import Safe

NOW = utcnow()


def backed_up(safe: Safe, monkeypatch: pytest.MonkeyPatch, *days_ago: int) -> list[Path]:
    """Backups that were made so many days ago."""
    made = []
    for ago in days_ago:
        moment = (NOW - dt.timedelta(days=ago)).timestamp()
        monkeypatch.setattr(database, "wall_clock", lambda moment=moment: moment)
        made.append(safe.back_up())
    monkeypatch.undo()
    return made


@pytest.fixture
def old(on_sqlite: Safe, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path]:
    """Backups of 100, 91 and 89 days ago."""
    made = backed_up(on_sqlite, monkeypatch, 100, 91, 89)
    monkeypatch.setenv("BANSO_INSTANCE", str(tmp_path / "instance"))
    return made


def test_what_is_older_goes_and_says_its_name(on_sqlite: Safe, old: list[Path]) -> None:
    with on_sqlite.app.app_context():
        assert expire(on_sqlite.folder, 90, NOW) == [old[0].name, old[1].name]
        assert expire(on_sqlite.folder, 90, NOW) == []
    assert [path.exists() for path in old] == [False, False, True]


def test_the_newest_stays_however_old(on_sqlite: Safe, old: list[Path]) -> None:
    said = on_sqlite.run("expire-backups", on_sqlite.folder, "--days", "1").output
    assert "Removed: 2" in said
    assert [path.exists() for path in old] == [False, False, True]
    assert on_sqlite.run("restore", old[2], "--check").exit_code == 0


def test_the_scheduler_removes_databases_that_restores_moved_aside(on_sqlite: Safe, sqlite_url: str) -> None:
    place = Path(sqlite_url.removeprefix("sqlite:///"))
    names = [f"{place.name}.before_restore_{moment}" for moment in ("20200101t000000z", "20200101t000000z_2-wal")]
    fresh = place.with_name(f"{place.name}.before_restore_{NOW:%Y%m%dt%H%M%Sz}")
    for path in (*(place.with_name(name) for name in names), fresh):
        path.write_bytes(b"what was there before")
    assert expire_if_due(on_sqlite.app, NOW) == 2
    assert [place.with_name(name).exists() for name in names] == [False, False]
    assert fresh.exists()
