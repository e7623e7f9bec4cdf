"""Files that nobody but the server's own account may read: 0600, in folders that are 0700.

What the server keeps is what people said in their own kitchens. ``BANSO_BACKUP_DIR`` and the folder of the attachments
may lie where others can look, so that the folder above is not relied upon.
"""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Final, cast

FILE_MODE: Final = 0o600
FOLDER_MODE: Final = 0o700
_OTHERS: Final = 0o077
_STICKY: Final = 0o1000

log = logging.getLogger("banso.private")


def keep_private() -> None:
    """From now on make every file and folder of this process readable by its own account only."""
    os.umask(_OTHERS)


def opener(path: str, flags: int) -> int:
    """For ``open``: a new file is private, whatever the process is set to."""
    return os.open(path, flags, FILE_MODE)


def open_private(path: Path) -> BinaryIO:
    """A new private file, to write."""
    return cast(BinaryIO, open(path, "xb", opener=opener))


def place_once(path: Path, content: bytes) -> None:
    """Make a private file with all of its content at once. Where another process has made one meanwhile, that one
    stays: processes that start together find the same.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with open_private(unfinished) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        # A link fails where the name is taken; a rename would replace the other's.
        os.link(unfinished, path)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()


def add_lines(path: Path, lines: Iterable[str]) -> None:
    """Add lines of ASCII to a private file, durably, and make it where there is none. What stands in it stays as it is;
    where a kill has cut its last line short, that line is ended first, so that it spoils no other.
    """
    make_folder(path.parent)
    with open(path, "a+b", opener=opener) as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - 1, 0))
        cut_short = file.read(1) not in (b"", b"\n")
        file.write(("\n" * cut_short + "".join(f"{line}\n" for line in lines)).encode("ascii"))
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Make a private folder and those above it, durably."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    sync_folder(folder.parent)


def sync_file(path: Path) -> None:
    """Return when the disk has what was written to a file."""
    _sync(path, os.O_RDWR)


def sync_folder(folder: Path) -> None:
    """Return when the disk has the names in a folder."""
    _sync(folder, os.O_RDONLY)


def mend(files: Iterable[Path], folders: Iterable[Path], trees: Iterable[Path]) -> None:
    """Make private what earlier versions left readable by others.

    Of a tree everything is gone through if its top can be looked into, and the top is closed last, so that a process
    that is killed begins again. What belongs to somebody else stays as it is, and is logged by its count.
    """
    kept = 0
    for tree in trees:
        if tree.is_dir() and tree.stat().st_mode & _OTHERS:
            for top, inner, names in os.walk(tree):
                kept += sum(not _close(Path(top, name), FILE_MODE) for name in names)
                kept += sum(not _close(Path(top, name), FOLDER_MODE) for name in inner)
            kept += not _close(tree, FOLDER_MODE)
    kept += sum(not _close(path, FILE_MODE) for path in files)
    kept += sum(not _close(path, FOLDER_MODE) for path in folders)
    if kept:
        log.warning("readable_by_others", extra={"count": kept})


def _close(path: Path, mode: int) -> bool:
    """Make a path private, if it is there. Returns whether it is private now. A folder that is everybody's, as /tmp is,
    is left alone.
    """
    try:
        present_mode = path.lstat().st_mode
        if present_mode & _OTHERS and not present_mode & _STICKY and not path.is_symlink():
            path.chmod(mode)
    except FileNotFoundError:
        return True
    except PermissionError:
        return False
    return True


def _sync(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
