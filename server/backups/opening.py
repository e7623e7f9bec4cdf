"""Reading a backup: its manifest, its database, and every content, whether it is sealed or not."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from server.backups import attachments
from server.backups import manifest as manifests
from server.backups.failures import BackupFailed, as_failures
from server.backups.manifest import Manifest
from server.backups.places import Place, copy_files
from server.backups.scratch import scratch_folder
from server.ground.backup_keys import BackupKey, BackupKeys
from server.store import copies
from server.store.copies import Contents


@dataclass(frozen=True, slots=True)
class Opened:
    """A backup that was read and is whole: what it says and holds, its database as it was copied out, and where its
    contents of attachments are.
    """

    manifest: Manifest
    held: Contents
    database: Path
    contents: Place


@contextmanager
def opened(folder: Path, keys: BackupKeys) -> Iterator[Opened]:
    """A backup, read as a restore reads it. What was sealed lies open in the scratch folder meanwhile.

    Raises ``BackupFailed``.
    """
    manifest = manifests.read(folder)
    copier = copies.here()
    if manifest.kind != copier.kind:
        raise BackupFailed("other_database", manifest.kind)
    if not copies.is_known(manifest.revision):
        raise BackupFailed("backup_newer", manifest.revision)
    with as_failures(), contextlib.ExitStack() as stack:
        key = _key_of(manifest, keys)
        place, contents = manifest.database_in(folder, key), manifests.attachments_in(folder, key)
        for path in place.folder.iterdir():
            _forget_cached(path)
        database = place.folder
        if key is not None:
            database = stack.enter_context(scratch_folder(keys.scratch))
            copy_files(manifest.files, place, Place(database))
        if manifests.digests(database) != manifest.files:
            raise BackupFailed("copy_differs", "a file of the database is not the one that was written")
        held = copier.read_back(database, manifest.revision)
        if not manifest.agrees_with(held):
            raise BackupFailed("copy_differs", "its counts are not those of the database")
        wrong = set(attachments.damaged(held.files, contents)) - set(manifest.missing)
        if wrong:
            raise BackupFailed("copy_differs", f"{len(wrong)} contents of attachments")
        yield Opened(manifest, held, database, contents)


def _key_of(manifest: Manifest, keys: BackupKeys) -> BackupKey | None:
    if manifest.sealed_with is None:
        return None
    key = keys.of_id(manifest.sealed_with)
    if key is None:
        raise BackupFailed("other_key", manifest.sealed_with)
    if not manifest.is_proved_with(key):
        raise BackupFailed("copy_differs", "its manifest is not the one that was written")
    return key


def _forget_cached(path: Path) -> None:
    """Have a file read from the disk, and not from what the system remembers of its writing."""
    handle = os.open(path, os.O_RDONLY)
    try:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(handle)
