"""Migrating a database that is not the installation's own yet."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Connection


def migrate(connection: Connection, revision: str = "head") -> None:
    """Migrate within the transaction that is open on ``connection``."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def is_known(revision: str) -> bool:
    """Whether this version of the program has a migration of this name."""
    return revision in {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _config() -> Config:
    migrations = current_app.extensions["migrate"]
    config: Config = migrations.migrate.get_config(migrations.directory)
    return config
