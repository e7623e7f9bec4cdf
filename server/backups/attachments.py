"""The contents of attachments in a backup: each a file that is what its record says.

A content never changes, so one that the backup before has is the same: it is linked, and takes no room of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from server.backups.places import Place
from server.backups.sealing import SealBroken
from server.ground.private import make_folder, sync_folder
from server.store.copies import FileRef


def copy_all(
    files: Iterable[FileRef], sources: list[Place], target: Place, *, before: Place | None = None
) -> list[str]:
    """Make sure that each content is in ``target``: linked from ``before``, or copied from the first of ``sources``
    that has it whole.

    All of these places have ``<office>/<attachment>``. Returns the names of those that nobody has whole, but for the
    deleted ones. A file that is in ``target`` already and right stays.
    """
    missing: list[str] = []
    folders = set()
    for file in files:
        name = _name(file)
        folder = target.path(name).parent
        make_folder(folder)
        folders.add(folder)
        if is_whole(target, file) or (before is not None and is_whole(before, file) and target.link(name, before)):
            continue
        if not any(_copy(source, target, file) for source in sources) and not file.deleted:
            missing.append(name)
    for folder in folders:
        sync_folder(folder)
    return missing


def damaged(files: Iterable[FileRef], place: Place) -> list[str]:
    """The names of contents that a place does not have as their records describe them; deleted ones may be missing."""
    return [
        _name(file)
        for file in files
        if not is_whole(place, file) and (place.path(_name(file)).exists() or not file.deleted)
    ]


def is_whole(place: Place, file: FileRef) -> bool:
    """Whether a file is the content that its record says."""
    return place.holds(_name(file), file.size, file.sha256)


def _name(file: FileRef) -> str:
    return f"{file.office}/{file.attachment}"


def _copy(source: Place, target: Place, file: FileRef) -> bool:
    """Copy a content if it is the right one. What is in its place already is kept beside it, under another name."""
    name = _name(file)
    path = source.path(name)
    if not path.is_file() or (source.key is None and path.stat().st_size != file.size):
        return False
    digest = hashlib.sha256()
    try:
        with target.arriving(name, _noting(source.parts(name), digest)):
            if digest.hexdigest() != file.sha256:
                return False
            target.settle(name)
    except SealBroken:
        return False
    return True


def _noting(parts: Iterable[bytes], digest: hashlib._Hash) -> Iterator[bytes]:
    for part in parts:
        digest.update(part)
        yield part
