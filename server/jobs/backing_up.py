"""The backups, made when they are due."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Final

from flask import Flask

from server.backups.failures import BackupFailed
from server.backups.making import back_up, expire, expire_replaced
from server.backups.schedule import Schedule
from server.ground.ids import new_id
from server.ground.installation import installation_of
from server.services.attachments import blobs
from server.store import directory

CLAIM: Final = dt.timedelta(hours=4)
"""How long a process may take before another thinks it dead. One that takes longer still has the folder's lock."""

log = logging.getLogger("banso.jobs")


def back_up_if_due(
    app: Flask, schedule: Schedule, wall: Callable[[], dt.datetime], monotonic: Callable[[], float]
) -> bool:
    """Make a backup if one is due and no other process is making it. Returns whether one was made.

    A failure is logged by its code; ``schedule`` says when the next try is.
    """
    settings = installation_of(app).settings
    if settings.backup_folder is None:
        return False
    by = new_id()
    with app.app_context():
        if not _claim(schedule, by, wall(), monotonic()):
            return False
        schedule.tried(monotonic())
        try:
            with directory() as lookup:
                first = lookup.newest_backup(wall()) is None
            made = back_up(
                settings.backup_folder,
                blobs().folder,
                keep=settings.backup_keep,
                now=wall(),
                keys=installation_of(app).backup_keys,
                first=first,
            )
        except BackupFailed as failure:
            log.error("backup_failed", extra={"code": failure.code})
            return False
        finally:
            with directory(write=True) as lookup:
                lookup.release_backup(by)
    log.info("backup", extra={"records": sum(office.records for office in made.manifest.offices)})
    return True


def expire_if_due(app: Flask, now: dt.datetime) -> int:
    """Remove backups, and databases that restores moved aside, older than ``backup_days``. Returns how many."""
    settings = installation_of(app).settings
    with app.app_context():
        gone = expire_replaced(settings.backup_days, now)
        try:
            gone += expire(settings.backup_folder, settings.backup_days, now) if settings.backup_folder else []
        except BackupFailed as failure:
            log.warning("backups_not_expired", extra={"code": failure.code})
    if gone:
        log.info("backups_expired", extra={"count": len(gone)})
    return len(gone)


def _claim(schedule: Schedule, by: str, now: dt.datetime, now_s: float) -> bool:
    """Whether a backup is due and this process is the one to make it."""
    with directory() as lookup:
        if not schedule.is_due(lookup.newest_backup(now), now, now_s):
            return False
    with directory(write=True) as lookup:
        if not lookup.claim_backup(by, now, now + CLAIM):
            return False
        # Another process may have finished one between the two looks.
        if schedule.is_due(lookup.newest_backup(now), now, now_s):
            return True
        lookup.release_backup(by)
        return False
