"""Whether this process can do its work: read, write, and keep a file."""

from __future__ import annotations

import threading
import time
from typing import Final

from flask import current_app

from server.backups.failures import DATABASE_DAMAGED
from server.services.attachments import blobs
from server.store import Unavailable, database_is_damaged, probing, utcnow
from server.store.faults import DISK_FAILED, LOCKED, OUTDATED, READ_ONLY, fault_of, seen

LOOKED_EVERY_S: Final = 10.0
"""Anybody may ask; a look is a write to the disk."""


class Health:
    """What the last look showed. There is one for each application."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._looked_at: float | None = None
        self._found: str | None = None

    def fault(self) -> str | None:
        """The name of what is wrong now; ``None`` where nothing is. ``database_locked`` says only that others are
        writing."""
        with self._lock:
            now = time.monotonic()
            if self._looked_at is None or now - self._looked_at >= LOOKED_EVERY_S:
                self._found, self._looked_at = _look(), time.monotonic()
            return self._found


def health() -> Health:
    """That of this application."""
    kept: Health = current_app.extensions.setdefault("banso_health", Health())
    return kept


def _look() -> str | None:
    """Compare the tables, write a row, write a file. What requests have met lately counts as well: the damaged part of
    a database is not where a look happens to look."""
    try:
        with probing() as lookup:
            problem = lookup.schema_problem()
            # The backup looks at every page; a request only at those that it needs.
            damaged = lookup.backup_failure() == DATABASE_DAMAGED or database_is_damaged()
            if problem is None or problem.newer:
                lookup.note_health(utcnow())
    except Unavailable as error:
        return seen.lately() or error.fault if error.fault == LOCKED else error.fault
    if problem is not None and not problem.newer:
        return OUTDATED
    if damaged:
        return DATABASE_DAMAGED
    try:
        blobs().probe()
    except OSError as error:
        return fault_of(error) or DISK_FAILED
    # These were just looked for. Room for a row is no room for a note: that a disk is full is forgotten when a request
    # has written something.
    seen.forget(READ_ONLY, OUTDATED)
    return seen.lately()
