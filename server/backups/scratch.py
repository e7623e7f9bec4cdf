"""Folders for what is copied out of a database before it is sealed, or opened to be read back.

They lie beside the database, whose words they hold, and never in the folder of the backups.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.ground.private import make_folder


@contextmanager
def scratch_folder(home: Path) -> Iterator[Path]:
    """A folder that goes when it is done with. What processes left that were killed goes as well."""
    make_folder(home)
    for leftover in home.iterdir():
        with _locked(leftover) as nobodys:
            if nobodys:
                shutil.rmtree(leftover, ignore_errors=True)
    made = home / secrets.token_hex(8)
    made.mkdir(mode=0o700)
    with _locked(made):
        try:
            yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Whether a folder could be locked for this process, which then has it meanwhile. A lock goes with its process."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        yield False
        return
    try:
        got = False
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            got = True
        yield got
    finally:
        os.close(handle)
