"""What a backup says of itself: ``manifest.json`` in its folder, written last."""

from __future__ import annotations

import datetime as dt
import hmac
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from server.backups.failures import BackupFailed
from server.backups.places import Place, digest_of
from server.ground.backup_keys import BackupKey
from server.ground.private import open_private, sync_file
from server.store.copies import Contents, OfficeContents
from sync.fields import write_moment

FORMAT: Final = 1
SEALED_FORMAT: Final = 2
"""Earlier versions know no sealed backup, and are not to take one for theirs."""
NAME: Final = "manifest.json"
DATABASE: Final = "database"
"""The folder of the database's files in a backup."""

ATTACHMENTS: Final = "attachments"
"""The folder of the attachments' contents: ``attachments/<office>/<attachment>``."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A backup's own account: its id, when it was begun, the migration its database is at, the size and SHA-256 of each
    file of the database, what each office has, and which contents were missing when it was made.

    The contents of attachments have their SHA-256 in their records. ``sealed_with`` is the id of the key with which the
    files are sealed, where they are. ``proof`` is made with it over all the rest, so that no other manifest is taken
    for the backup's own.
    """

    id: str
    started_at: dt.datetime
    kind: str
    revision: str
    files: dict[str, tuple[int, str]]
    offices: tuple[OfficeContents, ...]
    missing: tuple[str, ...]
    sealed_with: str | None = None
    proof: str | None = None

    def proved_with(self, key: BackupKey) -> Manifest:
        """The same with its proof by a key."""
        text = json.dumps(_to_json(replace(self, proof=None)), sort_keys=True).encode()
        return replace(self, proof=hmac.digest(key.derive(b"banso-backup-manifest-1"), text, "sha256").hex())

    def is_proved_with(self, key: BackupKey) -> bool:
        """Whether it was written by whoever has the key."""
        return hmac.compare_digest(self.proof or "", self.proved_with(key).proof or "")

    def database_in(self, folder: Path, key: BackupKey | None) -> Place:
        """Where the files of the database are in the backup's folder: of this backup and no other."""
        return Place(folder / DATABASE, key, f"{DATABASE}/{self.id}")

    def agrees_with(self, contents: Contents) -> bool:
        """Whether a database holds what this manifest says."""
        return (self.revision, self.offices) == (contents.revision, contents.offices)


def write(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, durably."""
    with open_private(folder / NAME) as file:
        file.write((json.dumps(_to_json(manifest), indent=1) + "\n").encode())
    sync_file(folder / NAME)


def read(folder: Path) -> Manifest:
    """Read a backup's manifest. Raises ``BackupFailed``."""
    try:
        raw: dict[str, Any] = json.loads((folder / NAME).read_bytes())
        if raw["format"] not in {FORMAT, SEALED_FORMAT} or (raw["format"] == SEALED_FORMAT) != ("sealed_with" in raw):
            raise BackupFailed("not_a_backup")
        return Manifest(
            id=str(raw["id"]),
            started_at=dt.datetime.fromisoformat(raw["started_at"]),
            kind=str(raw["kind"]),
            revision=str(raw["revision"]),
            files={name: (int(size), str(digest)) for name, (size, digest) in raw["files"].items()},
            offices=tuple(OfficeContents(**office) for office in raw["offices"]),
            missing=tuple(raw["missing"]),
            sealed_with=str(raw["sealed_with"]) if "sealed_with" in raw else None,
            proof=str(raw["proof"]) if "proof" in raw else None,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupFailed("not_a_backup") from error


def _to_json(manifest: Manifest) -> dict[str, Any]:
    values = {name: value for name, value in asdict(manifest).items() if value is not None}
    number = FORMAT if manifest.sealed_with is None else SEALED_FORMAT
    return values | {"format": number, "started_at": write_moment(manifest.started_at)}


def attachments_in(folder: Path, key: BackupKey | None) -> Place:
    """Where the contents of attachments are in a backup's folder: the same in each, so that they can be linked."""
    return Place(folder / ATTACHMENTS, key, ATTACHMENTS)


def digests(folder: Path) -> dict[str, tuple[int, str]]:
    """Size and SHA-256 of the files in a folder, by name."""
    return {path.name: (path.stat().st_size, sha256_of(path)) for path in sorted(folder.iterdir())}


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file."""
    return digest_of(Place(path.parent).parts(path.name))[1]
