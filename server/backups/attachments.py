"""The contents of attachments in a backup: each a file that is what its record says.

A content never changes, so one that the backup before has is the same: it is linked, and takes no room of its own.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from server.backups.manifest import sha256_of
from server.private import make_folder, open_private, sync_file, sync_folder
from server.store.copies import FileRef

_PART: Final = 1 << 20


def copy_all(files: Iterable[FileRef], sources: list[Path], target: Path, *, before: Path | None = None) -> list[str]:
    """Have each content in ``target``, linked from ``before`` or copied from whichever of ``sources`` has it whole.

    All of these folders are ``<office>/<attachment>``. Returns the names of those that nobody has whole, but for the
    deleted ones. A file that is in ``target`` already and right stays.
    """
    missing: list[str] = []
    folders = set()
    for file in files:
        name = f"{file.office}/{file.attachment}"
        place = target / name
        make_folder(place.parent)
        folders.add(place.parent)
        if is_whole(place, file) or (before is not None and _link(before / name, place, file)):
            continue
        if not any(_copy(source / name, place, file) for source in sources) and not file.deleted:
            missing.append(name)
    for folder in folders:
        sync_folder(folder)
    return missing


def damaged(files: Iterable[FileRef], folder: Path) -> list[str]:
    """The names of contents that a folder has not, or not as their records say; deleted ones may be missing."""
    wrong = []
    for file in files:
        path = folder / file.office / file.attachment
        if not is_whole(path, file) and (path.exists() or not file.deleted):
            wrong.append(f"{file.office}/{file.attachment}")
    return wrong


def is_whole(path: Path, file: FileRef) -> bool:
    """Whether a file is the content that its record says."""
    return path.is_file() and path.stat().st_size == file.size and sha256_of(path) == file.sha256


def _link(source: Path, place: Path, file: FileRef) -> bool:
    if not is_whole(source, file):
        return False
    try:
        os.link(source, place)
    except OSError:
        return _copy(source, place, file)  # a disk without links, or one with too many
    return True


def _copy(source: Path, place: Path, file: FileRef) -> bool:
    """Copy a content if it is the right one. What is in its place already is kept beside it, under another name."""
    if not source.is_file() or source.stat().st_size != file.size:
        return False
    arriving = place.with_name(f"{place.name}.arriving")
    arriving.unlink(missing_ok=True)
    digest = hashlib.sha256()
    try:
        with source.open("rb") as given, open_private(arriving) as taken:
            while part := given.read(_PART):
                digest.update(part)
                taken.write(part)
        if digest.hexdigest() != file.sha256:
            return False
        sync_file(arriving)
        with contextlib.suppress(FileNotFoundError):
            place.rename(place.with_name(f"{place.name}.damaged"))
        arriving.rename(place)
        return True
    finally:
        arriving.unlink(missing_ok=True)
