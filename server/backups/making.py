"""Making a backup: the database, then the contents of attachments, then reading all of it back."""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from server.backups import attachments
from server.backups import manifest as manifests
from server.backups.failures import DATABASE_DAMAGED, BackupFailed, as_failures
from server.backups.manifest import Manifest
from server.backups.opening import opened
from server.backups.places import Place, copy_files
from server.backups.scratch import scratch_folder
from server.ground.backup_keys import BackupKey, BackupKeys
from server.ground.ids import new_id
from server.ground.private import make_folder, opener, sync_folder
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


def back_up(home: Path, blobs: Path, *, keep: int, now: dt.datetime, keys: BackupKeys, first: bool = True) -> Made:
    """Make a verified backup in a new folder in ``home``, sealed with the key in use, note it in the database, and
    remove the oldest but ``keep``.

    ``home`` is made only for the ``first`` one: later it is missing because its disk is. Raises ``BackupFailed``; then
    no folder is left, nothing counts that did not before, and the database has the code of the failure.
    """
    try:
        with as_failures():
            if not first and not home.is_dir():
                raise BackupFailed("folder_missing")
            if keys.current() is None and not keys.plain:
                raise BackupFailed("no_key")
            make_folder(home)
            with _alone(home):
                made = _make(home, blobs, now, keys)
                _note(made)
                _prune(home, keep)
                return made
    except BackupFailed as failure:
        note_failure(failure, utcnow())
        raise


def note_failure(failure: BackupFailed, now: dt.datetime) -> None:
    """Note in the database that a backup failed, unless it cannot be written."""
    # The failure itself is raised on; a database that cannot be written is usually its cause.
    with contextlib.suppress(Exception), directory(write=True) as lookup:
        lookup.note_backup_failure(failure.code, now)


def write_backup(folder: Path, home: Path, blobs: Path, now: dt.datetime, keys: BackupKeys) -> Manifest:
    """Write a backup into an empty folder, and its manifest last. What is sealed lies in it sealed from the first byte
    on: the database is copied out into the scratch folder before.
    """
    copier, key = copies.here(), keys.current()
    database = folder / manifests.DATABASE
    database.mkdir(mode=0o700)
    manifest = Manifest(new_id(), now, copier.kind, "", {}, (), (), sealed_with=None if key is None else key.id)
    with contextlib.nullcontext(database) if key is None else scratch_folder(keys.scratch) as copied:
        contents = copier.copy_out(copied)
        files = manifests.digests(copied)
        if key is not None:
            copy_files(files, Place(copied), manifest.database_in(folder, key))
    missing = attachments.copy_all(
        contents.files,
        [Place(blobs)],
        manifests.attachments_in(folder, key),
        before=_contents_before(home, key),
    )
    manifest = replace(
        manifest, revision=contents.revision, files=files, offices=contents.offices, missing=tuple(missing)
    )
    written = manifest if key is None else manifest.proved_with(key)
    manifests.write(folder, written)
    for each in (database, folder):
        sync_folder(each)
    return written


def verify(folder: Path, keys: BackupKeys) -> tuple[Manifest, Contents]:
    """Read a backup as a restore would: its manifest, its database, and every content. Returns what it says and holds.

    Raises ``BackupFailed``.
    """
    with opened(folder, keys) as backup:
        return backup.manifest, backup.held


def expire(home: Path, days: int, now: dt.datetime) -> list[str]:
    """Remove the backups that are older than so many days, incomplete ones as well, but never the newest that lacks
    nothing: what was erased since they were made ends with them. Returns the names of those that went.

    Raises ``BackupFailed`` where somebody else is at work there.
    """
    if not home.is_dir():
        return []
    with as_failures(), _alone(home):
        newest = finished(home)[-1:]
        old = [path for path in _all(home) if path not in newest and _made_at(path) < now - dt.timedelta(days=days)]
        for path in old:
            _remove(home, path)
        return [path.name for path in old]


def expire_replaced(days: int, now: dt.datetime) -> list[str]:
    """Remove the databases that restores moved aside, once they are older than so many days. Returns their names."""
    return copies.here().drop_replaced(now - dt.timedelta(days=days))


def finished(home: Path) -> list[Path]:
    """The backups in a folder that lack nothing, oldest first."""
    return [path for path in _all(home) if not path.name.endswith(_INCOMPLETE)]


def _make(home: Path, blobs: Path, now: dt.datetime, keys: BackupKeys) -> Made:
    for leftover in home.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(leftover)  # of a process that was killed: nobody else is at work here
    unfinished = home / f"{_UNFINISHED}{secrets.token_hex(8)}"
    unfinished.mkdir(mode=0o700)
    try:
        write_backup(unfinished, home, blobs, now, keys)
        manifest = _verified(unfinished, keys)
        folder = _free_name(home, now, complete=not manifest.missing)
        unfinished.rename(folder)
        sync_folder(home)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    if manifest.missing:
        for older in set(_all(home)) - set(finished(home)) - {folder}:
            shutil.rmtree(older)
        shown = ", ".join(manifest.missing[:5])
        raise BackupFailed(
            "attachments_missing", f"{len(manifest.missing)}: {shown}; {folder.name} has everything else"
        )
    with directory() as lookup:
        return Made(folder, manifest, lookup.knows_of_backups())


def _verified(unfinished: Path, keys: BackupKeys) -> Manifest:
    """Read a new backup back. Damage that the copy shows is damage of the database that it was made of."""
    try:
        manifest, _ = verify(unfinished, keys)
    except BackupFailed as failure:
        if failure.code == "copy_unreadable" and not copies.here().is_sound():
            raise BackupFailed(DATABASE_DAMAGED) from failure
        raise
    return manifest


def _note(made: Made) -> None:
    verified_at = utcnow()
    if not made.noted:
        return
    for office in made.manifest.offices:
        with writing(office.id) as store:
            store.backups.note(row_of(made.manifest, office.id, made.folder.name, verified_at))
            store.backups.forget(verified_at - REMEMBERED)
    with directory(write=True) as lookup:
        lookup.note_backup_success()


def row_of(manifest: Manifest, office: str, folder: str, verified_at: dt.datetime) -> BackupRow:
    """What is noted of a verified backup for one of its offices."""
    (held,) = (each for each in manifest.offices if each.id == office)
    return BackupRow(manifest.id, manifest.started_at, verified_at, folder, held.seq, held.records, held.attachments)


def _prune(home: Path, keep: int) -> None:
    for old in finished(home)[: -max(keep, 1)]:
        _remove(home, old)


def _remove(home: Path, old: Path) -> None:
    # Under a name that no longer counts, so that a half removed one is not taken for a backup.
    going = home / f"{_UNFINISHED}{old.name}"
    old.rename(going)
    shutil.rmtree(going)


def _made_at(folder: Path) -> dt.datetime:
    """When a backup was begun, as its manifest says, or else as its folder does."""
    try:
        return manifests.read(folder).started_at
    except BackupFailed:
        return dt.datetime.fromtimestamp(folder.stat().st_mtime, dt.UTC)


def _contents_before(home: Path, key: BackupKey | None) -> Place | None:
    before = _all(home)
    return manifests.attachments_in(before[-1], key) if before else None


def _all(home: Path) -> list[Path]:
    return sorted(path.parent for path in home.glob(f"[!.]*/{manifests.NAME}"))


def _free_name(home: Path, now: dt.datetime, *, complete: bool) -> Path:
    """A name that sorts as time does. A second backup within one second gets a number that is larger than any other's,
    since the name of one that was removed would make the newest look like the oldest.
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
