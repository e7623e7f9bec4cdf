"""Whole PostgreSQL databases: a file a table, copied out of one snapshot, and read back into a schema of its own.

``docs/decisions/0009-backups.md`` says why not ``pg_dump``.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from server.ground.private import open_private, sync_file, sync_folder
from server.models import Base
from server.store.copies.contents import Contents, contents_of, revision_of
from server.store.copies.migrating import migrate
from server.store.copies.placing import Arrival, Target
from server.store.copies.problems import CopyDiffers, CopyUnreadable, named

_LIST: Final = "tables.json"
_VERSION: Final = "alembic_version"
_PART: Final = 1 << 20
_LEAVING_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class _Table:
    """One table of a copy, whose rows are in ``<name>.copy.gz`` as COPY writes them."""

    name: str
    columns: list[str]
    rows: int

    @property
    def file(self) -> str:
        return f"{self.name}.copy.gz"


class PostgresCopier:
    """``Copier`` for PostgreSQL."""

    kind = "postgresql"

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def copy_out(self, folder: Path) -> Contents:
        """As ``Copier`` says: all tables as one snapshot shows them."""
        engine = self._engine.execution_options(isolation_level="REPEATABLE READ")
        with named(), engine.connect() as connection:
            contents = contents_of(connection)
            tables = [
                _Table(name, columns, _write_table(connection, folder, name, columns))
                for name, columns in _tables(connection).items()
            ]
        with open_private(folder / _LIST) as file:
            file.write(json.dumps([asdict(table) for table in tables], indent=1).encode())
        sync_file(folder / _LIST)
        sync_folder(folder)
        return contents

    def read_back(self, folder: Path, revision: str) -> Contents:
        """As ``Copier`` says: the copy is restored into a schema of its own, with every key and constraint, counted,
        and rolled back. The database grows by that much meanwhile.
        """
        with named(), self._engine.connect() as connection, connection.begin() as transaction:
            try:
                with _own_schema(connection):
                    _load(connection, folder, revision)
                    return contents_of(connection)
            finally:
                transaction.rollback()

    def is_sound(self) -> bool:
        """As ``Copier`` says: always. PostgreSQL reports damage when it reads a damaged page, and ``copy_out`` reads
        all.
        """
        return True

    def target(self) -> Target:
        """As ``Copier`` says."""
        self._engine.dispose()
        with self._engine.connect() as connection:
            others = _others(connection)
            filled = "office" in _tables(connection) and connection.scalar(text("SELECT count(*) FROM office"))
        return Target("data" if filled else "nothing", others)

    def drop_replaced(self, before: dt.datetime) -> list[str]:
        """As ``Copier`` says: nothing."""
        return []

    def put_in_place(self, folder: Path, arrival: Arrival) -> str | None:
        """As ``Copier`` says, in one transaction: tables that are there move into a schema of the name under which they
        are kept, and the restored ones into theirs.
        """
        self._engine.dispose()
        with named(), self._engine.begin() as connection:
            connection.execute(text("SET LOCAL lock_timeout = '10s'"))
            home = str(connection.scalar(text("SELECT current_schema()")))
            old = [*_tables(connection), *_version_table(connection)]
            with _own_schema(connection) as schema:
                _load(connection, folder, arrival.expected.revision)
                if contents_of(connection) != arrival.expected:
                    raise CopyDiffers
                migrate(connection)
                arrival.note(connection)
                new = [*_tables(connection), *_version_table(connection)]
            kept = next(name for name in arrival.names() if not _schema_is_there(connection, name)) if old else None
            if kept is not None:
                _run(connection, sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(kept)))
                _move(connection, old, home, kept)
            _move(connection, new, schema, home)
            _run(connection, sql.SQL("DROP SCHEMA {}").format(sql.Identifier(schema)))
        return kept


def _others(connection: Connection) -> int:
    """How many others have the database open. Whoever has just closed it is listed for a moment longer, and is waited
    for.
    """
    until = time.monotonic() + _LEAVING_S
    while True:
        # The list is read once a transaction.
        connection.rollback()
        others = connection.scalar(
            text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
        )
        if not others or time.monotonic() > until:
            return int(others or 0)
        time.sleep(0.05)


@contextmanager
def _own_schema(connection: Connection) -> Iterator[str]:
    """A new schema, in which alone names are looked up until the block ends."""
    before = str(connection.scalar(text("SHOW search_path")))
    schema = f"banso_copy_{secrets.token_hex(8)}"
    _run(connection, sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
    _run(connection, sql.SQL("SET LOCAL search_path TO {}").format(sql.Identifier(schema)))
    yield schema
    connection.execute(text("SELECT set_config('search_path', :path, true)"), {"path": before})


def _load(connection: Connection, folder: Path, revision: str) -> None:
    """Build the tables as they were at ``revision``, and fill them. Raises ``CopyUnreadable``."""
    migrate(connection, revision)
    if revision_of(connection) != revision:
        raise CopyUnreadable("its tables cannot be built")
    try:
        listed = [_Table(**each) for each in json.loads((folder / _LIST).read_bytes())]
        here = _tables(connection)
        if {table.name: sorted(table.columns) for table in listed} != {n: sorted(c) for n, c in here.items()}:
            raise CopyUnreadable("its tables are others than its migration says")
        # What migrations put into new tables is in the copy as well.
        _run(connection, sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, here))))
        for table in listed:
            if _read_table(connection, folder, table) != table.rows:
                raise CopyUnreadable(f"rows of {table.name} are missing")
    except (EOFError, gzip.BadGzipFile, ValueError, TypeError, FileNotFoundError) as error:
        raise CopyUnreadable(type(error).__name__) from error
    except (psycopg.DataError, psycopg.IntegrityError) as error:
        raise CopyUnreadable(type(error).__name__) from error
    except DBAPIError as error:
        raise CopyUnreadable(type(error.orig).__name__) from error


def _write_table(connection: Connection, folder: Path, name: str, columns: list[str]) -> int:
    statement = sql.SQL("COPY {} ({}) TO STDOUT").format(
        sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    path = folder / f"{name}.copy.gz"
    with _driver(connection).cursor() as cursor:
        with (
            open_private(path) as file,
            gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=1) as packed,
            cursor.copy(statement) as rows,
        ):
            for part in rows:
                packed.write(part)
        count = cursor.rowcount
    sync_file(path)
    return count


def _read_table(connection: Connection, folder: Path, table: _Table) -> int:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, table.columns))
    )
    with _driver(connection).cursor() as cursor:
        with gzip.open(folder / table.file, "rb") as packed, cursor.copy(statement) as rows:
            while part := packed.read(_PART):
                rows.write(part)
        return cursor.rowcount


def _tables(connection: Connection) -> dict[str, list[str]]:
    """The tables of the present schema and their columns. A table stands before those that refer to it."""
    query = text(
        "SELECT c.table_name, c.column_name FROM information_schema.columns c"
        " JOIN information_schema.tables t USING (table_schema, table_name)"
        " WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.table_name <> :version"
        " ORDER BY c.table_name, c.ordinal_position"
    )
    tables: dict[str, list[str]] = {}
    for table, column in connection.execute(query, {"version": _VERSION}):
        tables.setdefault(table, []).append(column)
    order = {table.name: place for place, table in enumerate(Base.metadata.sorted_tables)}
    return {name: tables[name] for name in sorted(tables, key=lambda name: order.get(name, len(order)))}


def _version_table(connection: Connection) -> list[str]:
    query = text("SELECT to_regclass(quote_ident(current_schema()) || '.' || :name)")
    there = connection.scalar(query, {"name": _VERSION})
    return [_VERSION] if there is not None else []


def _schema_is_there(connection: Connection, name: str) -> bool:
    return bool(connection.scalar(text("SELECT count(*) FROM pg_namespace WHERE nspname = :name"), {"name": name}))


def _move(connection: Connection, tables: list[str], source: str, target: str) -> None:
    """Move tables into another schema."""
    for table in tables:
        _run(
            connection,
            sql.SQL("ALTER TABLE {} SET SCHEMA {}").format(sql.Identifier(source, table), sql.Identifier(target)),
        )


def _run(connection: Connection, statement: sql.Composed) -> None:
    with _driver(connection).cursor() as cursor:
        cursor.execute(statement)


def _driver(connection: Connection) -> psycopg.Connection[Any]:
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError(type(driver))
    return driver
