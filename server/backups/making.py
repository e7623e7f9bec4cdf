"""Making a backup: the database, then the contents of attachments, then reading all of it back."""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.backups import attachments, manifest
from server.backups.failures import DATABASE_DAMAGED, BackupFailed, as_failures
from server.backups.manifest import Manifest
from server.ids import new_id
from server.private import make_folder, opener, sync_folder
from server.store import copies, directory, utcnow, writing
from server.store.backups import BackupRow
from server.store.copies import Contents

_UNFINISHED: Final = ".unfinished-"
_LOCK: Final = ".lock"
_INCOMPLETE: Final = "-incomplete"
"""Ends the name of a backup that lacks contents of attachments: it can be restored, and does not count."""

REMEMBERED: Final = dt.timedelta(days=400)
"""How long the database remembers a backup, whose folder is gone by then or not."""


@dataclass(frozen=True, slots=True)
class Made:
    """A verified backup. It is not ``noted`` in a database that has to be migrated first."""

    folder: Path
    manifest: Manifest
    noted: bool


def back_up(home: Path, blobs: Path, *, keep: int, now: dt.datetime, first: bool = True) -> Made:
    """Make a verified backup in a new folder in ``home``, note it in the database, and remove the oldest but ``keep``.

    ``home`` is made only for the ``first`` one: later it is missing because its disk is. Raises ``BackupFailed``; then
    no folder is left, nothing counts that did not before, and the database has the code of the failure.
    """
    try:
        with as_failures():
            if not first and not home.is_dir():
                raise BackupFailed("folder_missing")
            make_folder(home)
            with _alone(home):
                made = _make(home, blobs, now)
                _note(made)
                _prune(home, keep)
                return made
    except BackupFailed as failure:
        note_failure(failure, utcnow())
        raise


def note_failure(failure: BackupFailed, now: dt.datetime) -> None:
    """Note in the database that a backup failed, if it can be written."""
    # The failure itself is raised on; a database that cannot be written is usually its cause.
    with contextlib.suppress(Exception), directory(write=True) as found:
        found.note_backup_failure(failure.code, now)


def write_backup(folder: Path, home: Path, blobs: Path, now: dt.datetime) -> Manifest:
    """Write a backup into an empty folder, and its manifest last."""
    copier = copies.here()
    database = folder / manifest.DATABASE
    database.mkdir(mode=0o700)
    contents = copier.copy_out(database)
    missing = attachments.copy_all(
        contents.files, [blobs], folder / manifest.ATTACHMENTS, before=_contents_before(home)
    )
    written = Manifest(
        new_id(), now, copier.kind, contents.revision, manifest.digests(database), contents.offices, tuple(missing)
    )
    manifest.write(folder, written)
    for each in (database, folder):
        sync_folder(each)
    return written


def verify(folder: Path) -> tuple[Manifest, Contents]:
    """Read a backup as a restore would: its manifest, its database, and every content. Returns what it says and holds.

    Raises ``BackupFailed``.
    """
    said = manifest.read(folder)
    copier = copies.here()
    if said.kind != copier.kind:
        raise BackupFailed("other_database", said.kind)
    if not copies.is_known(said.revision):
        raise BackupFailed("backup_newer", said.revision)
    database = folder / manifest.DATABASE
    with as_failures():
        for path in database.iterdir():
            _forget_cached(path)
        if manifest.digests(database) != said.files:
            raise BackupFailed("copy_differs", "a file of the database is not the one that was written")
        held = copier.read_back(database, said.revision)
        if not said.agrees_with(held):
            raise BackupFailed("copy_differs", "its counts are not those of the database")
        wrong = set(attachments.damaged(held.files, folder / manifest.ATTACHMENTS)) - set(said.missing)
    if wrong:
        raise BackupFailed("copy_differs", f"{len(wrong)} contents of attachments")
    return said, held


def finished(home: Path) -> list[Path]:
    """The backups in a folder that lack nothing, oldest first."""
    return [path for path in _all(home) if not path.name.endswith(_INCOMPLETE)]


def _make(home: Path, blobs: Path, now: dt.datetime) -> Made:
    for leftover in home.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(leftover)  # of a process that was killed: nobody else is at work here
    unfinished = home / f"{_UNFINISHED}{secrets.token_hex(8)}"
    unfinished.mkdir(mode=0o700)
    try:
        write_backup(unfinished, home, blobs, now)
        said = _verified(unfinished)
        folder = _free_name(home, now, complete=not said.missing)
        unfinished.rename(folder)
        sync_folder(home)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    if said.missing:
        for older in set(_all(home)) - set(finished(home)) - {folder}:
            shutil.rmtree(older)
        shown = ", ".join(said.missing[:5])
        raise BackupFailed("attachments_missing", f"{len(said.missing)}: {shown}; {folder.name} has everything else")
    with directory() as found:
        return Made(folder, said, found.knows_of_backups())


def _verified(unfinished: Path) -> Manifest:
    """A new backup, read back. A copy that is damaged tells of the database that it was made of."""
    try:
        said, _ = verify(unfinished)
    except BackupFailed as failure:
        if failure.code == "copy_unreadable" and not copies.here().is_sound():
            raise BackupFailed(DATABASE_DAMAGED) from failure
        raise
    return said


def _note(made: Made) -> None:
    verified_at = utcnow()
    if not made.noted:
        return
    for office in made.manifest.offices:
        with writing(office.id) as store:
            store.note_backup(row_of(made.manifest, office.id, made.folder.name, verified_at))
            store.forget_backups(verified_at - REMEMBERED)
    with directory(write=True) as found:
        found.note_backup_success()


def row_of(said: Manifest, office: str, folder: str, verified_at: dt.datetime) -> BackupRow:
    """What is noted of a verified backup for one of its offices."""
    (held,) = (each for each in said.offices if each.id == office)
    return BackupRow(said.id, said.started_at, verified_at, folder, held.seq, held.records, held.attachments)


def _prune(home: Path, keep: int) -> None:
    for old in finished(home)[: -max(keep, 1)]:
        # Under a name that no longer counts, so that a half removed one is not taken for a backup.
        going = home / f"{_UNFINISHED}{old.name}"
        old.rename(going)
        shutil.rmtree(going)


def _contents_before(home: Path) -> Path | None:
    before = _all(home)
    return before[-1] / manifest.ATTACHMENTS if before else None


def _all(home: Path) -> list[Path]:
    return sorted(path.parent for path in home.glob(f"[!.]*/{manifest.NAME}"))


def _free_name(home: Path, now: dt.datetime, *, complete: bool) -> Path:
    """A name that sorts as time does; a second backup within a second is told apart by a number, which is above every
    other's: the name of one that went would make the newest the oldest.
    """
    stem = now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H%M%SZ")
    there = [path.name.removeprefix(stem).removesuffix(_INCOMPLETE) for path in home.glob(f"{stem}*")]
    taken = max((int(number.removeprefix(".") or 1) for number in there), default=0)
    name = stem if taken == 0 else f"{stem}.{taken + 1}"
    return home / (name + ("" if complete else _INCOMPLETE))


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One backup at a time in a folder, whoever makes it. The lock goes with its process."""
    with open(home / _LOCK, "ab", opener=opener) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupFailed("backup_running") from error
        yield


def _forget_cached(path: Path) -> None:
    """Have a file read from the disk, and not from what the system remembers of its writing."""
    handle = os.open(path, os.O_RDONLY)
    try:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(handle)
