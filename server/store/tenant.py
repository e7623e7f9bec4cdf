"""One office's part of the database, and the conditions that keep every query within it.

A room of an office begins its queries with a ``Tenant`` and follows references with ``refers``, so that it cannot leave
the office out (``tests/server/test_tenancy.py`` holds every room to it). A reference is followed within its own office:
ids are unique there and nowhere else.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, TypeVar, overload

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Insert,
    Select,
    SQLColumnExpression,
    Subquery,
    Table,
    Update,
    and_,
    delete,
    func,
    insert,
    select,
    update,
)

from server.models.office import Office
from server.store.noted import Unsettled
from server.store.statements import parameter

First = TypeVar("First")
Second = TypeVar("Second")
Third = TypeVar("Third")


class Tenant:
    """What all rooms of an office share: the transaction, what is ``noted`` in it for the trail, the office's id, and
    its time zone.

    A ``model`` is a table's class, an alias of one, or a ``Table``.
    """

    def __init__(self, connection: Connection, office: str) -> None:
        self.connection = connection
        self.office = office
        self.noted = Unsettled()

    @cached_property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The office's time zone, in which days begin and end."""
        name = self.connection.scalar(select(Office.time_zone).where(Office.id == self.office))
        return zoneinfo.ZoneInfo(name or "Asia/Tokyo")

    def day(self, moment: dt.datetime) -> dt.date:
        """The day that it is at the office at a moment."""
        return moment.astimezone(self.zone).date()

    def parameters(self, **more: Any) -> dict[str, Any]:
        """The parameters of a statement that is built once, with ``of_given_office``."""
        return {"office": self.office, **more}

    def owns(self, model: Any) -> ColumnElement[bool]:
        """Whether a row belongs to this office."""
        return _office_of(model) == self.office

    @overload
    def select(self, model: Any, one: SQLColumnExpression[First], /, *, live: bool = False) -> Select[First]: ...

    @overload
    def select(
        self, model: Any, one: SQLColumnExpression[First], two: SQLColumnExpression[Second], /, *, live: bool = False
    ) -> Select[First, Second]: ...

    @overload
    def select(
        self,
        model: Any,
        one: SQLColumnExpression[First],
        two: SQLColumnExpression[Second],
        three: SQLColumnExpression[Third],
        /,
        *,
        live: bool = False,
    ) -> Select[First, Second, Third]: ...

    @overload
    def select(self, model: Any, /, *columns: Any, live: bool = False) -> Select[*tuple[Any, ...]]: ...

    def select(self, model: Any, /, *columns: Any, live: bool = False) -> Any:
        """A query over this office's rows of ``model``; with ``live`` over those not marked as deleted."""
        query = select(*columns).where(self.owns(model))
        return query.where(_is_live(model)) if live else query

    def count(self, query: Select[*tuple[Any, ...]]) -> Select[int]:
        """How many rows a query of this office's has."""
        return select(func.count()).select_from(query.subquery())

    def over(self, rows: Subquery) -> Select[*tuple[Any, ...]]:
        """A query over the rows that a query of this office's gave."""
        return select(rows)

    def insert(self, model: Any, **values: Any) -> Insert:
        """Insert a row of this office's."""
        return insert(model).values(office_id=self.office, **values)

    def insert_all(self, model: Any, rows: Iterable[Mapping[str, Any]]) -> None:
        """Insert any number of rows of this office's, in one statement."""
        owned = [{"office_id": self.office, **row} for row in rows]
        if owned:
            self.connection.execute(insert(model), owned)

    def update(self, model: Any) -> Update:
        """Change rows of this office's."""
        return update(model).where(self.owns(model))

    def delete(self, model: Any) -> Delete:
        """Delete rows of this office's."""
        return delete(model).where(self.owns(model))


class Room:
    """A part of an office's store: queries about one thing, within the transaction that the office was opened in."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self.connection = tenant.connection


def refers(reference: Any, target: Any, *, source: Any = None, live: bool = False) -> ColumnElement[bool]:
    """Whether a reference names a row of ``target``, in the office of the row that it stands in; with ``live`` one that
    is not marked as deleted.

    ``source`` is the model of that row where the reference is not one of its columns but made of them.
    """
    id_: ColumnElement[str] = _columns_of(target).id
    named = and_(same_office(target, reference.parent.entity if source is None else source), id_ == reference)
    return and_(named, _is_live(target)) if live else named


def same_office(one: Any, other: Any) -> ColumnElement[bool]:
    """Whether two rows are of one office."""
    return _office_of(one) == _office_of(other)


def of_given_office(model: Any) -> ColumnElement[bool]:
    """Whether a row is of the office with which the statement is run (``Tenant.parameters``): for statements that are
    built once.
    """
    office: ColumnElement[bool] = _office_of(model) == parameter("office")
    return office


def _office_of(model: Any) -> ColumnElement[str]:
    office: ColumnElement[str] = _columns_of(model).office_id
    return office


def _is_live(model: Any) -> ColumnElement[bool]:
    live: ColumnElement[bool] = _columns_of(model).deleted.is_not(True)
    return live


def _columns_of(model: Any) -> Any:
    return model.c if isinstance(model, Table) else model
