"""What is checked, and set right, before the first request."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path

from server.ground.backup_keys import BackupKeys, BackupKeysUnusable
from server.ground.config import Misconfigured, Settings
from server.ground.factor_key import FactorKeyUnusable, Vault
from server.ground.installation import Installation
from server.ground.outbox_keys import OutboxKeys
from server.ground.p256 import KeyUnusable
from server.ground.private import keep_private, mend
from server.ground.push_key import Sender
from server.store import Damaged, Unavailable, check_integrity, close_connections, database_file, directory


def protect(settings: Settings, instance: Path, trees: list[Path], *keys: Path) -> None:
    """Make what this process writes readable by its own account only, and mend what earlier versions left readable.

    A test's process writes files for others as well, so its files are left alone.
    """
    if settings.environment == "testing":
        return
    keep_private()
    file = database_file(settings.database_url)
    # A relative name is meant from the instance, as Flask-SQLAlchemy reads it.
    database = None if file is None else instance / file
    beside = [] if database is None else [database.with_name(database.name + end) for end in ("", "-wal", "-shm")]
    mend(files=[*beside, *keys], folders=[instance], trees=trees)


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
        with directory() as lookup:
            problem = lookup.schema_problem()
            demonstration = problem is None and lookup.has_demonstration_office()
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


def check_keys(installation: Installation) -> None:
    """Refuse to serve where a key cannot be used that is needed later. Raises ``Misconfigured``."""
    settings = installation.settings
    check_push_key(settings, installation.sender)
    check_outbox_keys(settings, installation.outbox_keys)
    check_backup_key(settings, installation.backup_keys)
    check_factor_key(settings, installation.vault)


def check_push_key(settings: Settings, sender: Sender) -> None:
    """Make the key for push messages at the first start, and refuse to serve with one that cannot be used.

    Raises ``Misconfigured``.
    """
    _check_key(settings, lambda: sender.key)


def check_outbox_keys(settings: Settings, keys: OutboxKeys) -> None:
    """Refuse to serve where the keys of sealed outboxes cannot be kept. Raises ``Misconfigured``."""
    _check_key(settings, keys.prepare)


def check_factor_key(settings: Settings, vault: Vault) -> None:
    """The same for the key under which the secrets of second factors are sealed. Raises ``Misconfigured``."""
    _check_key(settings, vault.check)


def check_backup_key(settings: Settings, keys: BackupKeys) -> None:
    """Refuse to serve where backups are to be made and there is no key to seal them with: nobody would miss them before
    they are needed. Raises ``Misconfigured``.
    """
    if not settings.serving or settings.environment != "production" or settings.backup_folder is None:
        return
    try:
        if keys.current() is None and not keys.plain:
            raise Misconfigured(
                "Backups are sealed, and there is no key for them. Make one, and write down what it prints: "
                "flask --app server backup-key make. Where the disk of BANSO_BACKUP_DIR is encrypted and nobody else "
                "has it, BANSO_BACKUP_PLAIN=yes leaves them as they are."
            )
    except BackupKeysUnusable as error:
        raise Misconfigured(str(error)) from error


def _check_key(settings: Settings, use: Callable[[], object]) -> None:
    if settings.environment != "production" or not settings.serving:
        return
    try:
        use()
    except (KeyUnusable, FactorKeyUnusable) as error:
        raise Misconfigured(str(error)) from error


def settle(settings: Settings) -> None:
    """Take what lives as long as the process out of the collector's sight, once everything has been set up.

    Looking through all of it again and again took a sixth of a push's time.
    """
    if settings.environment == "production" and settings.serving:
        gc.collect()
        gc.freeze()
