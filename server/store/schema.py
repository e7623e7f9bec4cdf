"""Whether a database has what this version of the code reads and writes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from server.models import Base

MIGRATIONS: Final = Path(__file__).parents[1] / "migrations"
UPGRADE: Final = "flask --app server db upgrade"
"""The command that brings a database up to date."""

_VERSION_TABLE: Final = "alembic_version"


@dataclass(frozen=True, slots=True)
class SchemaProblem:
    """Why a database cannot be worked with, for whoever looks after it, and what to do.

    ``newer``: a later version has migrated it, perhaps while this one is still running.
    """

    reason: str
    remedy: str
    newer: bool = False

    def __str__(self) -> str:
        """Both, as one text."""
        return f"{self.reason} {self.remedy}"


def schema_problem(connection: Connection) -> SchemaProblem | None:
    """What is wrong with the tables; ``None`` where they are as this code has them.

    The revision that the database says it is at is compared first, then whether each table and column is there. What a
    later version has added is no problem.
    """
    tables = inspect(connection).get_multi_columns()
    present = {name: {column["name"] for column in columns} for (_, name), columns in tables.items()}
    if _VERSION_TABLE not in present:
        return SchemaProblem("The database has not been set up.", f"Run: {UPGRADE}")
    versions = set(connection.exec_driver_sql(f"SELECT version_num FROM {_VERSION_TABLE}").scalars())  # noqa: S608 - ours
    known, heads = _revisions()
    if versions - known:
        return SchemaProblem(
            f"The database is at revision {_listed(versions)}, which this version of Banso does not know.",
            "Start the version that it was last used with, or a newer one.",
            newer=True,
        )
    if versions != heads:
        at = _listed(versions) or "none"
        return SchemaProblem(
            f"The database is at revision {at}; this version of Banso needs {_listed(heads)}.", f"Run: {UPGRADE}"
        )
    if missing := _missing(present):
        return SchemaProblem(
            f"The database says that it is at revision {_listed(heads)}, and lacks {_listed(missing)}.",
            "It was changed by something else than the migrations. Restore a backup, or add what is missing.",
        )
    return None


def _missing(present: dict[str, set[str]]) -> set[str]:
    """The tables, and the columns of those that are there, that the models name and the database lacks."""
    tables = {table.name: {column.name for column in table.columns} for table in Base.metadata.tables.values()}
    lacking = {name for name in tables if name not in present}
    return lacking | {
        f"{name}.{column}" for name, columns in tables.items() for column in columns - present.get(name, columns)
    }


@cache
def _revisions() -> tuple[frozenset[str], frozenset[str]]:
    """Every revision that this code knows, and the last."""
    script = ScriptDirectory(str(MIGRATIONS))
    return frozenset(each.revision for each in script.walk_revisions()), frozenset(script.get_heads())


def _listed(names: set[str] | frozenset[str]) -> str:
    return ", ".join(sorted(names))
