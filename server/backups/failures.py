"""Why a backup or a restore was not done: a stable code, and a sentence for whoever looks after the machine."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from server.backups.sealing import SealBroken
from server.ground.backup_keys import BackupKeysUnusable
from server.store import Unavailable
from server.store.copies import CopyDiffers, CopyUnreadable, DatabaseDamaged, NoSpace

_FULL: Final = (errno.ENOSPC, errno.EDQUOT)

DATABASE_DAMAGED: Final = "database_damaged"

SENTENCES: Final = {
    "no_space": "There is no room left on the disk.",
    "folder_missing": "The folder of the backups is not there. Is its disk mounted?",
    "not_writable": "Something cannot be read or written there.",
    DATABASE_DAMAGED: "The database itself is damaged. Stop the server and restore the last verified backup.",
    "copy_unreadable": "The backup cannot be read back.",
    "copy_differs": "The backup does not hold what it should.",
    "attachments_missing": "Contents of attachments are missing or damaged in the folder of attachments.",
    "backup_running": "Another backup is being made.",
    "no_key": "There is no key for backups. Make one, and keep it on paper: flask --app server backup-key make",
    "key_unusable": "The file of the keys of backups cannot be read.",
    "other_key": "The backup was sealed with a key that is not here.",
    "not_a_backup": "This folder is no backup, or of a kind that this version does not know.",
    "backup_newer": "The backup is from a newer version of the program. Fetch that version first.",
    "other_database": "The backup is from a database of another kind.",
    "in_use": "The database is in use. Stop the web servers and the scheduler first.",
    "has_data": "There is data in this place. With --replace it is kept under another name, and the backup restored.",
    "unavailable": "The database cannot be reached, or was busy for too long.",
    "not_configured": "No folder is named, and BANSO_BACKUP_DIR is not set.",
}


class BackupFailed(Exception):
    """Nothing was done. ``detail`` adds what a sentence cannot know, and holds no person's data."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.code}: {SENTENCES[self.code]}" + (f" ({self.detail})" if self.detail else "")


@contextmanager
def as_failures() -> Iterator[None]:
    """Turn what copying raises into ``BackupFailed``."""
    try:
        yield
    except NoSpace as error:
        raise BackupFailed("no_space") from error
    except DatabaseDamaged as error:
        raise BackupFailed(DATABASE_DAMAGED) from error
    except CopyUnreadable as error:
        raise BackupFailed("copy_unreadable", str(error)) from error
    except CopyDiffers as error:
        raise BackupFailed("copy_differs") from error
    except SealBroken as error:
        raise BackupFailed("copy_unreadable", str(error)) from error
    except BackupKeysUnusable as error:
        raise BackupFailed("key_unusable", str(error)) from error
    except OSError as error:
        if error.errno in _FULL:
            raise BackupFailed("no_space") from error
        raise BackupFailed("not_writable", error.strerror or type(error).__name__) from error
    except Unavailable as error:
        raise BackupFailed("unavailable", str(error)) from error
