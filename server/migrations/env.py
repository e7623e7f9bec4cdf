"""How Alembic reaches the database: through the application's own engine, one transaction for all that is pending."""

from __future__ import annotations

from alembic import context
from flask import current_app

from server.store.db import db


def _run() -> None:
    options = current_app.extensions["migrate"].configure_args
    if context.is_offline_mode():
        url = db.engine.url.render_as_string(hide_password=False)
        context.configure(url=url, target_metadata=db.metadata, literal_binds=True, **options)
        with context.begin_transaction():
            context.run_migrations()
        return
    open_connection = context.config.attributes.get("connection")
    if open_connection is not None:
        # A backup that is being restored: the caller's own transaction (server/store/copies).
        context.configure(connection=open_connection, target_metadata=db.metadata, **options)
        context.run_migrations()
        return
    # On SQLite the migration holds the write lock from its first statement on, as every writer does.
    engine = db.engine.execution_options(banso_writing=True)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=db.metadata, **options)
        with context.begin_transaction():
            context.run_migrations()


_run()
