"""When a backup is due, by whom it is made, and how a missing one is noticed."""

from __future__ import annotations

import datetime as dt
import logging
import shutil
import threading
from pathlib import Path

import pytest
from flask import Flask

from server.backups import making
from server.backups.failures import BackupFailed
from server.backups.making import REMEMBERED, back_up
from server.backups.schedule import RETRY_AFTER_S, Schedule, is_overdue
from server.ground.config import BACKUP_HOURS, Misconfigured, read_settings
from server.ground.installation import installation, installation_of
from server.jobs.backing_up import back_up_if_due
from server.jobs.scheduler import scheduler
from server.services.attachments import blobs
from server.store import directory, utcnow, writing
from server.store.backups import BackupRow
from server.views import health
from server.views.office import frame
from tests.server.backups.safe import Safe, backups_in

HERE = dt.datetime.now(dt.UTC).astimezone().tzinfo


def here(text: str) -> dt.datetime:
    """A moment by the machine's own clock."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=HERE)


@pytest.mark.parametrize(
    ("hours", "now", "last"),
    [
        (24, "2026-11-29 02:59", "2026-11-28 03:00"),
        (24, "2026-11-29 03:00", "2026-11-29 03:00"),
        (24, "2026-11-29 23:59", "2026-11-29 03:00"),
        (6, "2026-11-29 08:59", "2026-11-29 03:00"),
        (6, "2026-11-29 09:00", "2026-11-29 09:00"),
        (6, "2026-11-29 00:30", "2026-11-28 21:00"),
        (1, "2026-11-29 02:30", "2026-11-29 02:00"),
    ],
)
def test_backups_have_their_times_of_the_day(hours: int, now: str, last: str) -> None:
    assert Schedule(hours).last_time(here(now)) == here(last)


def test_a_backup_is_due_once_its_time_has_come_and_none_was_begun_since() -> None:
    schedule = Schedule(24)
    assert schedule.is_due(None, here("2026-11-29 14:00"), 0)
    assert not schedule.is_due(here("2026-11-29 03:00"), here("2026-11-29 14:00"), 0)
    assert not schedule.is_due(here("2026-11-29 03:00"), here("2026-11-30 02:59"), 3600 * 11)
    assert schedule.is_due(here("2026-11-29 03:00"), here("2026-11-30 03:00"), 3600 * 11)


def test_a_clock_that_is_set_back_stops_no_backup() -> None:
    schedule = Schedule(24)
    newest = here("2026-11-29 03:00")
    assert not schedule.is_due(newest, here("2026-11-29 03:10"), 0)
    # The clock goes back by most of a day, and its 03:00 would come 40 hours after the last.
    now = here("2026-11-29 04:00") - dt.timedelta(hours=20)
    older = here("2026-11-28 03:00")
    assert not schedule.is_due(older, now, 60)
    assert schedule.is_due(older, now + dt.timedelta(hours=1), 60 + 3600 * 25)


def test_a_backup_from_a_clock_that_was_ahead_is_not_taken_for_the_newest(on_sqlite: Safe) -> None:
    now = utcnow()
    with on_sqlite.app.app_context():
        later = now + dt.timedelta(days=2)
        back_up(on_sqlite.folder, blobs().folder, keep=3, now=later, keys=installation().backup_keys)
        with directory() as found:
            assert found.newest_backup(now) is None
            assert found.newest_backup(now + dt.timedelta(days=2)) is not None
            assert found.backups_now(now).never


def test_a_backup_that_failed_is_tried_again_after_an_hour() -> None:
    schedule = Schedule(24)
    now = here("2026-11-29 03:00")
    schedule.tried(100.0)
    assert not schedule.is_due(None, now, 100.0 + RETRY_AFTER_S - 1)
    assert schedule.is_due(None, now, 100.0 + RETRY_AFTER_S)


def _scheduled(safe: Safe, hours: int = 24) -> Flask:
    """The same installation, with a schedule."""
    settings = installation_of(safe.app).settings
    made = type(settings)(
        "testing", settings.secret_key, settings.database_url, backup_folder=safe.folder, backup_hours=hours
    )
    installation_of(safe.app).settings = made
    return safe.app


def test_two_schedulers_make_one_backup(safe: Safe) -> None:
    app = _scheduled(safe)
    made: list[bool] = []
    begin = threading.Barrier(2)

    def work() -> None:
        schedule = Schedule(24)
        begin.wait()
        made.extend(back_up_if_due(app, schedule, utcnow, lambda: 0.0) for _ in range(3))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [False] * 5 + [True]
    assert len(backups_in(safe.folder)) == 1


def test_a_claim_of_a_process_that_died_ends_by_itself(on_sqlite: Safe) -> None:
    app = _scheduled(on_sqlite)
    with app.app_context(), directory(write=True) as found:
        assert found.claim_backup("dead", utcnow(), utcnow() + dt.timedelta(hours=4))
    assert not back_up_if_due(app, Schedule(24), utcnow, lambda: 0.0)
    later = utcnow() + dt.timedelta(hours=4, seconds=1)
    assert back_up_if_due(app, Schedule(24), lambda: later, lambda: 0.0)


def test_a_failure_is_logged_by_its_code_and_tried_again_later(
    on_sqlite: Safe, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app, schedule = _scheduled(on_sqlite), Schedule(24)

    def fail(*_: object) -> None:
        raise BackupFailed("no_space")

    with monkeypatch.context() as failing, caplog.at_level(logging.ERROR, logger="banso.jobs"):
        failing.setattr(making, "_make", fail)
        assert not back_up_if_due(app, schedule, utcnow, lambda: 0.0)
    assert [vars(line)["code"] for line in caplog.records if line.message == "backup_failed"] == ["no_space"]
    assert not back_up_if_due(app, schedule, utcnow, lambda: 60.0)
    assert back_up_if_due(app, schedule, utcnow, lambda: 3600.0)


def test_a_disk_that_is_not_mounted_is_not_mistaken_for_a_new_folder(on_sqlite: Safe) -> None:
    app, schedule = _scheduled(on_sqlite), Schedule(24)
    assert back_up_if_due(app, schedule, utcnow, lambda: 0.0)
    shutil.rmtree(on_sqlite.folder)
    tomorrow = utcnow() + dt.timedelta(days=1)
    assert not back_up_if_due(app, schedule, lambda: tomorrow, lambda: 86_400.0)
    assert not on_sqlite.folder.exists()
    assert app.test_client().get("/healthz/backups").get_json()["failure"] == "folder_missing"


def test_a_backup_of_long_ago_is_forgotten_by_the_database(on_sqlite: Safe) -> None:
    long_ago = utcnow() - REMEMBERED - dt.timedelta(days=1)
    with on_sqlite.app.app_context(), writing(on_sqlite.office.id) as store:
        store.backups.note(BackupRow("old", long_ago, long_ago, "old", 1, 1, 0))
    folder = on_sqlite.back_up()
    assert [row.folder for row in on_sqlite.noted()] == [folder.name]


def test_the_scheduler_looks_for_backups_beside_the_reminders(on_sqlite: Safe) -> None:
    assert {job.name for job in scheduler(on_sqlite.app).jobs} >= {"backups", "reminders", "retention"}


def test_without_a_schedule_none_is_made_and_none_is_missed(on_sqlite: Safe, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not back_up_if_due(on_sqlite.app, Schedule(24), utcnow, lambda: 0.0)
    monkeypatch.setattr(health, "utcnow", lambda: utcnow() + dt.timedelta(days=30))
    answer = on_sqlite.app.test_client().get("/healthz/backups")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok", "newest": None, "failure": None})


@pytest.mark.parametrize("hours", BACKUP_HOURS)
def test_a_backup_is_overdue_half_as_long_again_after_the_last_and_an_hour(hours: int) -> None:
    now = utcnow()
    due = dt.timedelta(hours=hours * 1.5 + 1)
    assert not is_overdue(now - due, hours, now)
    assert is_overdue(now - due - dt.timedelta(seconds=1), hours, now)
    assert not is_overdue(None, hours, now)


def test_a_backup_that_is_overdue_is_seen_in_health_and_by_those_who_can_have_it_mended(
    on_sqlite: Safe, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _scheduled(on_sqlite)
    assert back_up_if_due(app, Schedule(24), utcnow, lambda: 0.0)
    pages = {"supervisor": "/office/cases/", "administrator": "/office/users/", "worker": "/office/outings/"}
    browsers = {role: on_sqlite.office.everywhere(role).http for role in pages}
    assert browsers["worker"].get("/healthz/backups").status_code == 200
    assert not any("控え（バックアップ）" in browsers[role].get(page).text for role, page in pages.items())
    later = utcnow() + dt.timedelta(hours=38)
    for module in (frame, health):
        monkeypatch.setattr(module, "utcnow", lambda: later)
    answer = browsers["worker"].get("/healthz/backups")
    assert (answer.status_code, answer.get_json()["status"]) == (503, "overdue")
    assert answer.get_json()["newest"] is not None
    said = {
        role: "控え（バックアップ）が止まっています" in browsers[role].get(page).text for role, page in pages.items()
    }
    assert said == {"supervisor": True, "administrator": True, "worker": False}
    assert browsers["worker"].get("/healthz").status_code == 200


def test_the_last_failure_is_seen_without_a_schedule_as_well(on_sqlite: Safe, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise BackupFailed("not_writable", "Permission denied")

    with monkeypatch.context() as failing:
        failing.setattr(making, "_make", fail)
        assert on_sqlite.run("backup", on_sqlite.folder).exit_code == 1
    answer = on_sqlite.app.test_client().get("/healthz/backups")
    assert (answer.status_code, answer.get_json()["status"]) == (200, "failed")
    page = on_sqlite.office.everywhere("manager").http.get("/office/cases/").text
    assert "控え（バックアップ）を作れませんでした" in page
    assert "not_writable" in page
    on_sqlite.back_up()
    assert (
        "控え（バックアップ）を作れませんでした"
        not in on_sqlite.office.everywhere("manager").http.get("/office/cases/").text
    )


@pytest.mark.parametrize(
    "wrong", [{"BANSO_BACKUP_HOURS": "5"}, {"BANSO_BACKUP_HOURS": "x"}, {"BANSO_BACKUP_KEEP": "0"}]
)
def test_a_schedule_that_cannot_be_kept_is_refused(wrong: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=next(iter(wrong))):
        read_settings(wrong, tmp_path, serving=False)


def test_the_schedule_is_read_from_the_environment(tmp_path: Path) -> None:
    environ = {"BANSO_BACKUP_DIR": "/srv/safe", "BANSO_BACKUP_HOURS": "6", "BANSO_BACKUP_KEEP": "30"}
    read = read_settings(environ, tmp_path, serving=False)
    assert (read.backup_folder, read.backup_hours, read.backup_keep) == (Path("/srv/safe"), 6, 30)
    unset = read_settings({}, tmp_path, serving=False)
    assert (unset.backup_folder, unset.backup_hours, unset.backup_keep) == (None, 24, 14)
