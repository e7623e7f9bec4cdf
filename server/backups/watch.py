"""What is wrong with the backups: nobody misses one until it is needed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from server.backups.schedule import is_overdue
from server.ground.installation import installation
from server.store import directory


@dataclass(frozen=True, slots=True)
class BackupHealth:
    """How the backups stand. ``newest`` is when the newest verified one was begun, ``failure`` the code of the last
    attempt, if that failed.
    """

    state: Literal["ok", "failed", "overdue"]
    newest: dt.datetime | None
    failure: str | None


def backup_health(now: dt.datetime, office: str | None = None) -> BackupHealth:
    """How the backups of an office stand, or those of the office that fares worst.

    ``overdue`` is only said where backups are made by a schedule.
    """
    settings = installation().settings
    with directory() as lookup:
        known = lookup.backups_now(now, office)
    newest = None if known.never else known.newest
    if settings.backup_folder is not None and is_overdue(known.newest, settings.backup_hours, now):
        return BackupHealth("overdue", newest, known.failure)
    return BackupHealth("ok" if known.failure is None else "failed", newest, known.failure)
