"""How a database differs from the models."""

from __future__ import annotations

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from server.models import Base
from server.store.db import db

OF_THE_MIGRATIONS_ALONE = ("search_entry", "search_gram", "search_piece", "ix_search_text_pairs")
"""What begins so is an index of pieces of words, which each database has in its own way and no model names."""


def _is_modelled(name: str | None, kind: str, _: object) -> bool:
    return kind not in {"table", "index"} or not (name or "").startswith(OF_THE_MIGRATIONS_ALONE)


def differences() -> list[Any]:
    """What would have to be altered in the database for it to be as the models say."""
    compared = {"compare_type": True, "compare_server_default": True, "include_name": _is_modelled}
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=compared)
        found: list[Any] = compare_metadata(context, Base.metadata)
    return found
