"""The way back: a verified backup in the place of the database, and its attachments among those that are there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from server.backups import attachments
from server.backups.failures import BackupFailed, as_failures
from server.backups.making import row_of
from server.backups.manifest import Manifest
from server.backups.opening import opened
from server.backups.places import Place
from server.ground.backup_keys import BackupKeys
from server.ground.ids import new_id
from server.ground.private import make_folder
from server.ground.trail import Act, Noted
from server.store import Directory, Office, copies
from server.store.backups import RestorationRow
from server.store.copies import Arrival


@dataclass(frozen=True, slots=True)
class Restored:
    """A restore that was done. ``kept`` is where the database of before is now; ``missing`` are the contents of
    attachments that neither the backup nor the folder of attachments has.
    """

    manifest: Manifest
    kept: str | None
    missing: list[str]


def restore(folder: Path, blobs: Path, *, replace: bool, now: dt.datetime, keys: BackupKeys) -> Restored:
    """Put a backup in the place of this installation's database.

    The backup is verified first, and what is in the place is moved aside, never removed. Contents of attachments that
    are there stay: they never change, and phones may ask for those of records that come back from them. Raises
    ``BackupFailed``; then the database is as it was.
    """
    copier = copies.here()
    with as_failures():
        target = copier.target()
        if target.users:
            raise BackupFailed("in_use", f"by {target.users}")
        if target.holds != "nothing" and not replace:
            raise BackupFailed("has_data")
        with opened(folder, keys) as backup:
            make_folder(blobs)
            missing = attachments.copy_all(backup.held.files, [backup.contents], Place(blobs))
            name = f"before_restore_{now.astimezone(dt.UTC):%Y%m%dt%H%M%Sz}"
            arrival = Arrival(backup.held, name, _noting(backup.manifest, folder.name, now))
            kept = copier.put_in_place(backup.database, arrival)
    return Restored(backup.manifest, kept, missing)


def _noting(manifest: Manifest, folder: str, now: dt.datetime) -> copies.Note:
    """What is written into the restored database: that it was restored, and that this backup covers it. The backup
    cannot hold that about itself. A claim on the next backup that the copy contains is released.
    """

    def note(connection: copies.Connection) -> None:
        Directory(connection).release_backup()
        Directory(connection).note_backup_success()
        for office in manifest.offices:
            store = Office(connection, office.id)
            if not manifest.missing:
                store.backups.note(row_of(manifest, office.id, folder, now))
            store.backups.note_restoration(RestorationRow(new_id(), now, manifest.started_at, office.seq, None))
            store.trail.note(Noted(Act.RESTORED, details={"seq": office.seq}))
            store.trail.settle()

    return note
