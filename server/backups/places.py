"""Folders of files, as they are or sealed: the folder of attachments, and the two of a backup."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.backups.sealing import SUFFIX, SealBroken, seal, unseal
from server.ground.backup_keys import BackupKey
from server.ground.private import open_private, sync_file

_PART: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Place:
    """A folder. With a ``key`` its files are sealed, each under its name with ``label`` before it."""

    folder: Path
    key: BackupKey | None = None
    label: str = ""

    def path(self, name: str) -> Path:
        """Where a file is."""
        return self.folder / (name if self.key is None else name + SUFFIX)

    def parts(self, name: str) -> Iterator[bytes]:
        """What a file holds. Raises ``SealBroken`` or ``OSError``."""
        with self.path(name).open("rb") as file:
            if self.key is not None:
                yield from unseal(file, self.key, f"{self.label}/{name}")
            else:
                while part := file.read(_PART):
                    yield part

    @contextmanager
    def arriving(self, name: str, parts: Iterable[bytes]) -> Iterator[None]:
        """Write a file beside the one of a name, private and durable; within the block ``settle`` may give it the name.
        It is removed after that.
        """
        path = self._arriving(name)
        path.unlink(missing_ok=True)
        try:
            with open_private(path) as file:
                if self.key is not None:
                    seal(parts, file, self.key, f"{self.label}/{name}")
                else:
                    file.writelines(parts)
            sync_file(path)
            yield
        finally:
            path.unlink(missing_ok=True)

    def holds(self, name: str, size: int, sha256: str) -> bool:
        """Whether a file is there whole, and is this one."""
        path = self.path(name)
        if not path.is_file() or (self.key is None and path.stat().st_size != size):
            return False
        try:
            return digest_of(self.parts(name)) == (size, sha256)
        except SealBroken:
            return False

    def settle(self, name: str) -> None:
        """Give the name to the file that has arrived. A file that has the name already is kept as ``….damaged``."""
        path = self.path(name)
        with contextlib.suppress(FileNotFoundError):
            path.rename(path.with_name(f"{path.name}.damaged"))
        self._arriving(name).rename(path)

    def link(self, name: str, other: Place) -> bool:
        """Have a file of another place here as well, without taking room. Returns whether the disk could do it."""
        if other.key != self.key or other.label != self.label:
            return False
        try:
            os.link(other.path(name), self.path(name))
        except OSError:
            return False  # a disk without links, or one with too many
        return True

    def _arriving(self, name: str) -> Path:
        path = self.path(name)
        return path.with_name(f"{path.name}.arriving")


def copy_files(names: Iterable[str], source: Place, target: Place) -> None:
    """Copy files from one place to another, sealing or opening them on the way. Raises
    ``SealBroken`` or ``OSError``.
    """
    for name in names:
        with target.arriving(name, source.parts(name)):
            target.settle(name)


def digest_of(parts: Iterable[bytes]) -> tuple[int, str]:
    """Size and SHA-256."""
    size, digest = 0, hashlib.sha256()
    for part in parts:
        size += len(part)
        digest.update(part)
    return size, digest.hexdigest()
