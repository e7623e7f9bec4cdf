"""What a backup says of itself: ``manifest.json`` in its folder, written last."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from server.backups.failures import BackupFailed
from server.private import open_private, sync_file
from server.store.copies import Contents, OfficeContents
from sync.fields import write_moment

FORMAT: Final = 1
NAME: Final = "manifest.json"
DATABASE: Final = "database"
"""The folder of the database's files in a backup."""

ATTACHMENTS: Final = "attachments"
"""The folder of the attachments' contents: ``attachments/<office>/<attachment>``."""

_PART: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """A backup's own account: its id, when it was begun, the migration its database is at, the size and SHA-256 of each
    file of the database, what each office has, and which contents were missing when it was made.

    The contents of attachments have their SHA-256 in their records.
    """

    id: str
    started_at: dt.datetime
    kind: str
    revision: str
    files: dict[str, tuple[int, str]]
    offices: tuple[OfficeContents, ...]
    missing: tuple[str, ...]

    def agrees_with(self, contents: Contents) -> bool:
        """Whether a database holds what this says."""
        return (self.revision, self.offices) == (contents.revision, contents.offices)


def write(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, durably."""
    said = asdict(manifest) | {"format": FORMAT, "started_at": write_moment(manifest.started_at)}
    with open_private(folder / NAME) as file:
        file.write((json.dumps(said, indent=1) + "\n").encode())
    sync_file(folder / NAME)


def read(folder: Path) -> Manifest:
    """Read a backup's manifest. Raises ``BackupFailed``."""
    try:
        said: dict[str, Any] = json.loads((folder / NAME).read_bytes())
        if said.pop("format") != FORMAT:
            raise BackupFailed("not_a_backup")
        return Manifest(
            id=str(said["id"]),
            started_at=dt.datetime.fromisoformat(said["started_at"]),
            kind=str(said["kind"]),
            revision=str(said["revision"]),
            files={name: (int(size), str(digest)) for name, (size, digest) in said["files"].items()},
            offices=tuple(OfficeContents(**office) for office in said["offices"]),
            missing=tuple(said["missing"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupFailed("not_a_backup") from error


def digests(folder: Path) -> dict[str, tuple[int, str]]:
    """Size and SHA-256 of the files in a folder, by name."""
    return {path.name: (path.stat().st_size, sha256_of(path)) for path in sorted(folder.iterdir())}


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(_PART):
            digest.update(part)
    return digest.hexdigest()
