"""The base of all tables, and the column types that take values as the wire spells them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, Date, DateTime, Dialect, Index, Integer, MetaData, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from sync.fields import write_moment

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[dt.datetime]):
    """A point in time, to the second, in UTC.

    Takes an aware datetime or the canonical spelling of the wire, and gives an aware datetime. SQLite keeps the
    canonical spelling, which sorts as time does; PostgreSQL a timestamp with time zone.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text for SQLite, a timestamp with time zone elsewhere."""
        return dialect.type_descriptor(String(20) if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """What the driver is given."""
        if value is None or (isinstance(value, str) and dialect.name == "sqlite"):
            return value
        if dialect.name == "sqlite":
            return write_moment(value)
        return dt.datetime.fromisoformat(value) if isinstance(value, str) else value.replace(microsecond=0)

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        """What the driver gave, as an aware datetime in UTC."""
        if value is None:
            return None
        return dt.datetime.fromisoformat(value) if isinstance(value, str) else value.astimezone(dt.UTC)


class Day(TypeDecorator[dt.date]):
    """A calendar day. Takes a date or its ISO spelling, and gives a date."""

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text for SQLite, a date elsewhere."""
        return dialect.type_descriptor(String(10) if dialect.name == "sqlite" else Date())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """What the driver is given."""
        if dialect.name == "sqlite":
            return value.isoformat() if isinstance(value, dt.date) else value
        return dt.date.fromisoformat(value) if isinstance(value, str) else value

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.date | None:
        """What the driver gave, as a date."""
        return dt.date.fromisoformat(value) if isinstance(value, str) else value


JsonColumn = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

Id = Annotated[str, mapped_column(String(36))]
"""A UUID in its canonical spelling (docs/decisions/0002-records-and-columns.md says why as text)."""

Key = Annotated[str, mapped_column(String(36), primary_key=True)]
"""An id that is part of the primary key."""

Seq = Annotated[int, mapped_column(BigInteger().with_variant(Integer(), "sqlite"))]
"""A value of the office's counter."""

Seconds = Annotated[int, mapped_column(BigInteger().with_variant(Integer(), "sqlite"))]
"""A span of time between any two moments of the wire: a phone's clock may stand in any year."""

Set = Annotated[list[str], mapped_column(JsonColumn)]
"""A set of values, as the wire writes it: a sorted list without repetition."""

Anything = Annotated[Any, mapped_column(JsonColumn)]
"""Any JSON value."""


class Base(DeclarativeBase):
    """The base of every table. Plain text is unbounded: the record kinds say how long a value may be."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {str: Text(), dt.datetime: Moment(), dt.date: Day()}  # noqa: RUF012 - SQLAlchemy's own way


def index_of_dated(column: str) -> Index:
    """An index of an office's rows by a day, in which those without one do not stand: whoever asks for them goes by
    another index of the office, and SQLite does not take this one for it.
    """
    dated = text(f"{column} IS NOT NULL")
    return Index(None, "office_id", column, sqlite_where=dated, postgresql_where=dated)


class Projection(Base):
    """The columns of a record kind's table besides the kind's fields, which stand under the fields' own names.

    A projection is written by the store together with its record and by nothing else, and can be rebuilt from the
    records.
    """

    __abstract__ = True

    office_id: Mapped[Key]
    id: Mapped[Key]
    seq: Mapped[Seq]
    created_by: Mapped[Id]
    deleted: Mapped[bool | None]
