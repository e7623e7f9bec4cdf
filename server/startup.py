"""What is checked, and set right, before the first request."""

from __future__ import annotations

import gc
from pathlib import Path

from server.config import Misconfigured, Settings
from server.private import keep_private, mend
from server.push.keys import KeyUnusable, Sender
from server.store import Damaged, Unavailable, check_integrity, close_connections, database_file, directory


def protect(settings: Settings, instance: Path, blobs: Path, push_key: Path) -> None:
    """Have what this process makes be readable by its own account only, and mend what earlier versions made otherwise.

    A test's process makes files for others as well, so that its own are left alone.
    """
    if settings.environment == "testing":
        return
    keep_private()
    file = database_file(settings.database_url)
    # A relative name is meant from the instance, as Flask-SQLAlchemy reads it.
    database = None if file is None else instance / file
    beside = [] if database is None else [database.with_name(database.name + end) for end in ("", "-wal", "-shm")]
    mend(files=[*beside, push_key], folders=[instance], trees=[blobs])


def check_database(settings: Settings) -> None:
    """Refuse to serve a database that cannot be used or that this code does not fit, and in production one that holds
    accounts whose passwords are published.

    Raises ``Misconfigured``.
    """
    if settings.environment == "testing" or not settings.serving:
        return
    _check_integrity()
    try:
        demonstration = check_schema()
    finally:
        close_connections()
    if demonstration and settings.environment == "production":
        raise Misconfigured(
            "This database holds a demonstration office, whose passwords anybody can read. "
            "Production needs a database of its own: set DATABASE_URL, or move the old one away."
        )


def check_schema() -> bool:
    """Refuse to work with a database that cannot be used, or that was not migrated to what this code needs: it would
    start, and fail at every request. Returns whether it holds a demonstration office.

    Raises ``Misconfigured``, which says what to do.
    """
    try:
        with directory() as found:
            problem = found.schema_problem()
            demonstration = problem is None and found.has_demonstration_office()
    except Exception as error:
        fault = error.fault if isinstance(error, Unavailable) else type(error).__name__
        raise Misconfigured(f"The database cannot be used: {fault}. docs/operations.md says what to do.") from error
    if problem is not None:
        raise Misconfigured(str(problem))
    return demonstration


def _check_integrity() -> None:
    try:
        check_integrity()
    except Damaged as error:
        raise Misconfigured(
            "The database is damaged: a file was copied over it, or the disk is failing. Restore the last backup, "
            "which keeps the damaged one under another name: flask --app server restore FOLDER --replace"
        ) from error


def check_push_key(settings: Settings, sender: Sender) -> None:
    """Make the key for push messages at the first start, and refuse to serve with one that cannot be used.

    Raises ``Misconfigured``.
    """
    if settings.environment != "production" or not settings.serving:
        return
    try:
        _ = sender.key
    except KeyUnusable as error:
        raise Misconfigured(str(error)) from error


def settle(settings: Settings) -> None:
    """Take what lives as long as the process out of the collector's sight, once everything has been set up.

    Looking through all of it again and again took a sixth of the time of a push.
    """
    if settings.environment == "production" and settings.serving:
        gc.collect()
        gc.freeze()
