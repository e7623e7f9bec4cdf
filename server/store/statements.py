"""What the speed of an exchange rests on: statements that are written for both databases, and the parameters of
those that are built once, since SQLAlchemy takes up to ten times as long to build a statement as to run it.

Rows go to the driver as they are: text for moments, days and JSON, which both databases turn into what the column is.
Passing each value through the column's type would cost more than writing it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import JSON, Boolean, ColumnElement, Connection, Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Text, TypeDecorator, TypeEngine

from server.store.database import encode_json

Row = dict[str, Any]


def insert_rows(connection: Connection, table: Table, rows: list[Row], *, replace: bool = False) -> None:
    """Insert rows, each with every column of the table; with ``replace``, in the place of rows with the same key.

    Moments and days are given in the spelling of the wire. Sets and other JSON values are encoded here, in the rows
    themselves.
    """
    if not rows:
        return
    statement = _insertion(table, connection.dialect.name, replace)
    for name in statement.json_columns:
        for row in rows:
            if row[name] is not None:
                row[name] = encode_json(row[name])
    connection.exec_driver_sql(statement.sql, [statement.values(row) for row in rows])


def insertion_into(table: Any, connection: Connection) -> postgresql.Insert | sqlite.Insert:
    """An insertion that can say what to do where the key is there already (``ON CONFLICT``)."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


@dataclass(frozen=True, slots=True)
class _Insertion:
    sql: str
    json_columns: tuple[str, ...]
    values: Callable[[Row], tuple[Any, ...]]


@lru_cache(maxsize=128)
def _insertion(table: Table, dialect: str, replace: bool) -> _Insertion:
    names = [column.name for column in table.columns]
    keys = [column.name for column in table.primary_key]
    sign = "?" if dialect == "sqlite" else "%s"
    columns, places = ", ".join(f'"{name}"' for name in names), ", ".join([sign] * len(names))
    sql = f'INSERT INTO "{table.name}" ({columns}) VALUES ({places})'  # noqa: S608 - names of our own tables
    if replace:
        rest = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name not in keys)
        sql += f" ON CONFLICT ({', '.join(keys)}) DO {f'UPDATE SET {rest}' if rest else 'NOTHING'}"
    json_columns = tuple(column.name for column in table.columns if isinstance(column.type, JSON))
    return _Insertion(sql, json_columns, itemgetter(*names))


class _Values(TypeDecorator[Collection[str]]):
    """Any number of texts as one parameter."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Any) -> TypeEngine[Any]:
        """An array where there are arrays."""
        chosen: TypeEngine[Any] = dialect.type_descriptor(ARRAY(Text()) if dialect.name == "postgresql" else Text())
        return chosen

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        """A list, or its JSON text."""
        return list(value) if dialect.name == "postgresql" else encode_json(list(value))


_VALUES = _Values()
"""One for all statements: SQLAlchemy works out for each instance anew what a driver makes of it."""


class _Among(FunctionElement[bool]):
    inherit_cache = True
    type = Boolean()
    # A condition already: written as `… = 1`, SQLite would not find its index.
    _is_implicitly_boolean = True


def among(column: Any, values: Collection[str]) -> ColumnElement[bool]:
    """Whether a column is one of ``values``, however many: one parameter, and so one statement for any number."""
    return cast(ColumnElement[bool], _Among(column, bindparam(None, values, type_=_VALUES, unique=True)))


def among_given(column: Any, name: str) -> ColumnElement[bool]:
    """``among`` for a statement that is built once: the values come with the parameter ``name`` when it is run."""
    return cast(ColumnElement[bool], _Among(column, bindparam(name, type_=_VALUES)))


class _Holds(FunctionElement[bool]):
    inherit_cache = True
    type = Boolean()
    _is_implicitly_boolean = True


def holds(column: Any, value: str) -> ColumnElement[bool]:
    """Whether a set has a value."""
    return cast(ColumnElement[bool], _Holds(column, bindparam(None, value, type_=Text(), unique=True)))


class _MonthOf(FunctionElement[str]):
    inherit_cache = True
    type = Text()


def month_of(day: Any) -> ColumnElement[str]:
    """The month of a column of days, ``2023-04``. It has no parameter, so that one may group by it."""
    return cast(ColumnElement[str], _MonthOf(day))


def parameter(name: str) -> Any:
    """A value that comes with the parameter ``name`` when a statement is run. ``name`` is no name of a column:
    SQLAlchemy keeps those for itself.
    """
    return bindparam(name)


@compiles(_Among, "sqlite")
def _among_sqlite(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - a column and a placeholder


@compiles(_Among, "postgresql")
def _among_postgresql(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} = ANY({values})"


@compiles(_Holds, "sqlite")
def _holds_sqlite(element: _Holds, compiler: SQLCompiler, **options: Any) -> str:
    column, value = (compiler.process(clause, **options) for clause in element.clauses)
    return f"EXISTS (SELECT 1 FROM json_each({column}) WHERE value = {value})"  # noqa: S608 - a column and a placeholder


@compiles(_Holds, "postgresql")
def _holds_postgresql(element: _Holds, compiler: SQLCompiler, **options: Any) -> str:
    column, value = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} @> to_jsonb(CAST({value} AS TEXT))"


@compiles(_MonthOf, "sqlite")
def _month_of_sqlite(element: _MonthOf, compiler: SQLCompiler, **options: Any) -> str:
    return f"substr({compiler.process(element.clauses, **options)}, 1, 7)"


@compiles(_MonthOf, "postgresql")
def _month_of_postgresql(element: _MonthOf, compiler: SQLCompiler, **options: Any) -> str:
    return f"to_char({compiler.process(element.clauses, **options)}, 'YYYY-MM')"
