"""The backups, made when they are due."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Final

from flask import Flask

from server.attachments import blobs
from server.backups.failures import BackupFailed
from server.backups.making import back_up
from server.backups.schedule import Schedule
from server.config import Settings
from server.ids import new_id
from server.store import directory

CLAIM: Final = dt.timedelta(hours=4)
"""How long a process may take before another thinks it dead. One that takes longer still has the folder's lock."""

log = logging.getLogger("banso.jobs")


def back_up_if_due(
    app: Flask, schedule: Schedule, wall: Callable[[], dt.datetime], monotonic: Callable[[], float]
) -> bool:
    """Make a backup if one is due and no other process is making it. Returns whether one was made.

    A failure is logged by its code; the next try is after a while.
    """
    settings: Settings = app.config["SETTINGS"]
    if settings.backup_folder is None:
        return False
    by = new_id()
    with app.app_context():
        if not _claim(schedule, by, wall(), monotonic()):
            return False
        schedule.tried(monotonic())
        try:
            with directory() as found:
                first = found.newest_backup(wall()) is None
            made = back_up(settings.backup_folder, blobs().folder, keep=settings.backup_keep, now=wall(), first=first)
        except BackupFailed as failure:
            log.error("backup_failed", extra={"code": failure.code})
            return False
        finally:
            with directory(write=True) as found:
                found.release_backup(by)
    log.info("backup", extra={"records": sum(office.records for office in made.manifest.offices)})
    return True


def _claim(schedule: Schedule, by: str, now: dt.datetime, now_s: float) -> bool:
    """Whether a backup is due and this process is the one to make it."""
    with directory() as found:
        if not schedule.is_due(found.newest_backup(now), now, now_s):
            return False
    with directory(write=True) as found:
        if not found.claim_backup(by, now, now + CLAIM):
            return False
        # Another process may have finished one between the two looks.
        if schedule.is_due(found.newest_backup(now), now, now_s):
            return True
        found.release_backup(by)
        return False
