"""How long notes took to be written, and to be judged, note by note."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, Select, func

from server.models.change import Change
from server.models.support import Support
from server.reports.delays import step
from server.reports.tallies import NOT_STATED
from server.store.counting import CountedRow, Own, Wanted
from server.store.tenant import same_office

BY_THEMSELVES: Final = Own(func.coalesce(Support.worker, Support.author), Support.programme)
"""A support record is of who did it, and under which programme."""

_VISITS: Final = ("visit", "accompaniment")
_JUDGED: Final = '"reviewed_at":"'
"""What a change says by which somebody judges a note."""


def writing(wanted: Wanted) -> Iterator[CountedRow]:
    """The visits and accompaniments, by how long after their end they were written. One from a register that gives no
    time of day was written at another time than is known.
    """
    ended = func.coalesce(Support.ended_at, Support.started_at)
    query = _notes(wanted, ended, _first(wanted, Change.made_at))
    query = query.where(Support.method.in_(_VISITS), Support.started_at.is_not(None))
    day_of = wanted.tenant.day
    for id_, case, day, end, written in wanted.tenant.connection.execute(query):
        if written is not None:
            yield CountedRow(id_, case, day, f"writing.{step(day_of(end), day_of(written))}")


def review(wanted: Wanted) -> Iterator[CountedRow]:
    """The support records, by how long after they had come to the office they were judged for the first time."""
    judged = _first(wanted, Change.received_at, Change.fields.contains(_JUDGED))
    query = _notes(wanted, Support.to_review, _first(wanted, Change.received_at), judged)
    day_of = wanted.tenant.day
    for id_, case, day, waits, came, judgement in wanted.tenant.connection.execute(query):
        if came is not None and judgement is not None:
            how_long = step(day_of(came), day_of(judgement))
        else:
            how_long = "waiting" if waits else NOT_STATED
        yield CountedRow(id_, case, day, f"review.{how_long}")


def _notes(wanted: Wanted, *columns: Any) -> Select[Any]:
    query = wanted.select(
        Support, Support.day, Support.case, Support.id, Support.case, Support.day, *columns, own=BY_THEMSELVES
    )
    return query.order_by(Support.day, Support.id)


def _first(wanted: Wanted, moment: Any, *conditions: ColumnElement[bool]) -> ScalarSelect[Any]:
    """The moment of the first change of a note for which some conditions hold."""
    query = wanted.tenant.select(Change, func.min(moment))
    query = query.where(same_office(Change, Support), Change.record == Support.id, *conditions)
    return query.correlate(Support).scalar_subquery()
