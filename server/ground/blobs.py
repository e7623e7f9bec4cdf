"""The contents of attachments: files in one folder, each whole and durable or not there.

docs/decisions/0005-blobs-in-a-folder.md says why a folder. Nothing here knows who may read or write what.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from server.ground.private import make_folder, open_private, sync_folder

_INCOMING: Final = "incoming"
_ABANDONED_S: Final = 24 * 60 * 60
"""After this long a file that is still arriving never will: the process that wrote it was killed."""


_PROBE_BYTES: Final = 4_096


class Blobs:
    """The blobs of all offices under ``folder``, which is made when the first one comes.

    Offices and blobs are named by canonical UUIDs; the caller has made sure of it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def folder(self) -> Path:
        """Where the blobs are: ``<office>/<blob>``."""
        return self._folder

    def path(self, office: str, blob: str) -> Path | None:
        """The file of a blob; ``None`` where there is none."""
        path = self._folder / office / blob
        return path if path.is_file() else None

    def probe(self) -> None:
        """Write a little and take it away again. Raises ``OSError`` where nothing more can be kept."""
        if self._folder.is_dir():
            path = self._folder / f"probe-{secrets.token_hex(8)}"
            try:
                with path.open("xb") as file:
                    file.write(bytes(_PROBE_BYTES))
                    file.flush()
                    os.fsync(file.fileno())
            finally:
                path.unlink(missing_ok=True)

    def drop(self, office: str, blob: str) -> bool:
        """Take a blob out for good. Returns whether there was one."""
        path = self._folder / office / blob
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        sync_folder(path.parent)
        return True

    def drop_abandoned(self) -> int:
        """Take out the files that began to arrive long ago, of all offices. Returns how many."""
        if not self._folder.is_dir():
            return 0
        return sum(_drop_abandoned(incoming) for incoming in self._folder.glob(f"*/{_INCOMING}"))

    def keep(
        self,
        office: str,
        blob: str,
        content: Iterable[bytes],
        *,
        size: int,
        sha256: str,
        check: Callable[[Path], None] = lambda _: None,
    ) -> bool:
        """Keep a blob, and return when the disk has it.

        Returns ``False``, with nothing kept, where the content is not the one of this ``size`` (bytes) and ``sha256``.
        Nothing is kept either where ``check``, which is given the whole content as a file, raises. Keeping the same
        blob again changes nothing.
        """
        home = self._folder / office
        incoming = home / _INCOMING
        make_folder(incoming)
        _drop_abandoned(incoming)
        arriving = incoming / secrets.token_hex(16)
        try:
            if not _write(arriving, content, size, sha256):
                return False
            check(arriving)
            arriving.replace(home / blob)
            sync_folder(home)
            return True
        finally:
            arriving.unlink(missing_ok=True)


def _write(path: Path, content: Iterable[bytes], size: int, sha256: str) -> bool:
    """Write content up to the expected size, to the disk itself. Returns whether it is what was expected."""
    digest, written = hashlib.sha256(), 0
    with open_private(path) as file:
        for part in content:
            written += len(part)
            if written > size:
                return False
            digest.update(part)
            file.write(part)
        file.flush()
        os.fsync(file.fileno())
    return written == size and digest.hexdigest() == sha256


def _drop_abandoned(incoming: Path) -> int:
    dropped = 0
    for path in incoming.iterdir():
        try:
            if time.time() - path.stat().st_mtime > _ABANDONED_S:
                path.unlink(missing_ok=True)
                dropped += 1
        except FileNotFoundError:
            continue  # it has arrived in this moment
    return dropped
