"""The installation's backups as a whole: who makes the next one, and how the last went."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, inspect, select, update

from server.models.backup import Backup, BackupState
from server.models.office import Office

_NAME: Final = "backup"
_CLOCKS_DIFFER: Final = dt.timedelta(minutes=5)
"""A backup from later than this is from a clock that was wrong, and says nothing of how old the newest one is."""


@dataclass(frozen=True, slots=True)
class BackupsNow:
    """How the backups stand.

    ``newest`` is when the newest verified backup of the office was begun, or when the office was opened, where it is in
    none (``never`` then). ``failure`` is the code of the last attempt that failed, if nothing succeeded since.
    """

    newest: dt.datetime | None
    never: bool
    failed_at: dt.datetime | None
    failure: str | None


class BackupRuns:
    """What the schedule and the health pages need of the backups. Part of ``Directory``."""

    connection: Connection

    def backups_now(self, now: dt.datetime, office: str | None = None) -> BackupsNow:
        """How the backups of an office stand, or those of the office that fares worst."""
        newest = func.max(Backup.started_at)
        query = (
            select(newest.label("newest"), Office.created_at)
            .select_from(Office)
            .outerjoin(Backup, (Backup.office_id == Office.id) & (Backup.started_at <= now + _CLOCKS_DIFFER))
            .group_by(Office.id, Office.created_at)
        )
        if office is not None:
            query = query.where(Office.id == office)
        rows = [(row.newest or row.created_at, row.newest is None) for row in self.connection.execute(query)]
        oldest, never = min(rows, default=(None, True))
        state = self.connection.execute(select(BackupState.failed_at, BackupState.failure)).first()
        if state is None or state.failure is None:
            return BackupsNow(oldest, never, None, None)
        return BackupsNow(oldest, never, state.failed_at, state.failure)

    def knows_of_backups(self) -> bool:
        """Whether the database has been migrated to where backups are noted in it."""
        return inspect(self.connection).has_table(Backup.__tablename__)

    def backup_failure(self) -> str | None:
        """The code of the last attempt at a backup, if that failed."""
        return self.connection.scalar(select(BackupState.failure))

    def newest_backup(self, now: dt.datetime) -> dt.datetime | None:
        """When the newest verified backup of any office was begun. One from a clock that was wrong does not count."""
        return self.connection.scalar(
            select(func.max(Backup.started_at)).where(Backup.started_at <= now + _CLOCKS_DIFFER)
        )

    def claim_backup(self, by: str, now: dt.datetime, until: dt.datetime) -> bool:
        """Claim the making of a backup, for one process at a time. ``False`` where another has it.

        A claim ends by itself at ``until``, in case its process dies.
        """
        free = (BackupState.claimed_until.is_(None)) | (BackupState.claimed_until <= now)
        claimed = self.connection.execute(
            update(BackupState).where(BackupState.name == _NAME, free).values(claimed_by=by, claimed_until=until)
        )
        return claimed.rowcount == 1

    def release_backup(self, by: str | None = None) -> None:
        """Give a claim back. Without ``by`` it is anybody's: the claim in a database that was restored."""
        release = update(BackupState).values(claimed_by=None, claimed_until=None)
        self.connection.execute(release if by is None else release.where(BackupState.claimed_by == by))

    def note_backup_failure(self, failure: str, now: dt.datetime) -> None:
        """Note that an attempt failed, by a stable code."""
        self.connection.execute(update(BackupState).values(failed_at=now, failure=failure))

    def note_backup_success(self) -> None:
        """Note that the last attempt did not fail."""
        self.connection.execute(update(BackupState).values(failed_at=None, failure=None))
