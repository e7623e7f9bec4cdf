"""What an office knows of its backups, and of the restores that its data went through."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import and_, select

from server.models.backup import Backup, Restoration
from server.models.office import Office
from server.store.tenant import Room, of_given_office


@dataclass(frozen=True, slots=True)
class Covered:
    """Up to which ``seq`` the office's data can be restored, by a verified backup that was begun ``at``."""

    seq: int
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class BackupRow:
    """A verified backup, with what it holds of one office. ``folder`` is a name without where it lies."""

    id: str
    started_at: dt.datetime
    verified_at: dt.datetime
    folder: str
    seq: int
    records: int
    attachments: int


@dataclass(frozen=True, slots=True)
class RestorationRow:
    """That the office was put back to an earlier point (``server.models.backup.Restoration``)."""

    id: str
    at: dt.datetime
    backup_at: dt.datetime | None
    seq: int
    noticed_by: str | None
    returned: int = 0


_COVERED = (
    select(Backup.seq, Backup.started_at)
    .join(Office, and_(Office.id == Backup.office_id, Office.seq >= Backup.seq))
    .where(of_given_office(Backup))
    .order_by(Backup.seq.desc(), Backup.verified_at.desc())
    .limit(1)
)


class Backups(Room):
    """One office's verified backups and restores."""

    def covered(self) -> Covered | None:
        """Up to which seq the newest verified backup reaches; ``None`` where there is none.

        It never says more than the office's log has, whatever rows a database was restored with.
        """
        row = self.connection.execute(_COVERED, self.tenant.parameters()).first()
        return None if row is None else Covered(row.seq, row.started_at)

    def note(self, backup: BackupRow) -> None:
        """Note a backup that was verified. The same backup again changes nothing."""
        known = self.tenant.select(Backup, Backup.id).where(Backup.id == backup.id)
        if self.connection.scalar(known) is None:
            self.connection.execute(
                self.tenant.insert(
                    Backup,
                    id=backup.id,
                    started_at=backup.started_at,
                    verified_at=backup.verified_at,
                    folder=backup.folder,
                    seq=backup.seq,
                    records=backup.records,
                    attachments=backup.attachments,
                )
            )

    def forget(self, before: dt.datetime) -> None:
        """Forget the backups that were verified before then."""
        self.connection.execute(self.tenant.delete(Backup).where(Backup.verified_at < before))

    def verified(self) -> list[BackupRow]:
        """The verified backups of this office, newest first; those that were removed since among them."""
        query = self.tenant.select(
            Backup,
            Backup.id,
            Backup.started_at,
            Backup.verified_at,
            Backup.folder,
            Backup.seq,
            Backup.records,
            Backup.attachments,
        ).order_by(Backup.verified_at.desc(), Backup.id.desc())
        return [BackupRow(*row) for row in self.connection.execute(query)]

    def restorations(self) -> list[RestorationRow]:
        """Every time the office was put back, the last one first."""
        query = self.tenant.select(
            Restoration,
            Restoration.id,
            Restoration.at,
            Restoration.backup_at,
            Restoration.seq,
            Restoration.noticed_by,
            Restoration.returned,
        ).order_by(Restoration.at.desc(), Restoration.id.desc())
        return [RestorationRow(*row) for row in self.connection.execute(query)]

    def note_restoration(self, restoration: RestorationRow) -> None:
        """Note that the office was put back to an earlier point."""
        self.connection.execute(
            self.tenant.insert(
                Restoration,
                id=restoration.id,
                at=restoration.at,
                backup_at=restoration.backup_at,
                seq=restoration.seq,
                noticed_by=restoration.noticed_by,
                returned=restoration.returned,
            )
        )
