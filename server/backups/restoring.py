"""The way back: a verified backup in the place of the database, and its attachments among those that are there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from server.backups import attachments, manifest
from server.backups.failures import BackupFailed, as_failures
from server.backups.making import row_of, verify
from server.backups.manifest import Manifest
from server.ids import new_id
from server.private import make_folder
from server.store import Directory, OfficeStore, copies
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


def restore(folder: Path, blobs: Path, *, replace: bool, now: dt.datetime) -> Restored:
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
        said, held = verify(folder)
        make_folder(blobs)
        missing = attachments.copy_all(held.files, [folder / manifest.ATTACHMENTS], blobs)
        kept = copier.put_in_place(
            folder / manifest.DATABASE,
            Arrival(held, f"before_restore_{now.astimezone(dt.UTC):%Y%m%dt%H%M%Sz}", _noting(said, folder.name, now)),
        )
    return Restored(said, kept, missing)


def _noting(said: Manifest, folder: str, now: dt.datetime) -> copies.Note:
    """What the restored database must know: that it was restored, and that this backup covers it, which nobody could
    write into the backup itself. A claim that was copied along is nobody's.
    """

    def note(connection: copies.Connection) -> None:
        Directory(connection).release_backup()
        Directory(connection).note_backup_success()
        for office in said.offices:
            store = OfficeStore(connection, office.id)
            if not said.missing:
                store.note_backup(row_of(said, office.id, folder, now))
            store.note_restoration(RestorationRow(new_id(), now, said.started_at, office.seq, None))

    return note
