"""Support records, as the review list and the course of a case show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func
from sqlalchemy.orm import aliased

from server.models.case import Case
from server.models.person import Person
from server.models.record import Record
from server.models.staff import Staff
from server.models.support import Support
from server.store import marks
from server.store.marks import Mark
from server.store.records import fields_of, select_records
from server.store.rows import Listing
from server.store.tenant import refers
from server.store.visibility import SeenRoom
from sync import store as sync_store

EXCERPT_LENGTH = 120


@dataclass(frozen=True, slots=True)
class SupportRow:
    """A support record in a list, with the names that stand beside it.

    ``waits_since`` is when the office received what the supervisor has not judged yet.
    """

    id: str
    head: str
    case_id: str
    case_number: str | None
    person_name: str | None
    worker: str | None
    worker_name: str | None
    day: dt.date | None
    started_at: dt.datetime | None
    method: str
    outcome: str | None
    review: str | None
    waits_since: dt.datetime | None
    marks: frozenset[str]
    excerpt: str


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """The support records next to one in a list, how many others are in it, and which one of it this is, from 1; a
    ``place`` of ``None`` is that of a record that the list does not have.
    """

    before: str | None
    after: str | None
    others: int
    place: int | None = None


@dataclass(frozen=True, slots=True)
class SupportFilter:
    """Which support records to list; ``None`` and empty leave a condition out. Both days are included.

    ``waiting`` asks for those that wait for the supervisor, in the order of their queue: those that ask for advice,
    those returned and answered by their worker or that are to be removed, and then the others, each from the longest
    wait to the shortest. ``removed`` asks for those that are gone.
    """

    case: str | None = None
    worker: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    methods: Collection[str] = ()
    reviews: Collection[str] = ()
    mark: Mark | None = None
    waiting: bool = False
    removed: bool = False


class Notes(SeenRoom):
    """Support records, as the review and the course of a case list them."""

    def page(self, wanted: SupportFilter, *, page: int = 1, per_page: int = 50) -> Listing[SupportRow]:
        """The support records that the filter finds, newest day first and the latest of a day first; those that wait in
        the order of the queue.
        """
        total = self.connection.execute(self._filtered(wanted, func.count(Support.id))).scalar_one()
        order = _order(wanted)
        # The page is found first: what marks a record is then asked for its rows only, not for all before the sort.
        ids = self._filtered(wanted, Support.id).order_by(*order).limit(per_page).offset((page - 1) * per_page)
        query = self._listed().where(Support.id.in_(ids)).order_by(*order)
        return Listing([self._row(row) for row in self.connection.execute(query)], total, page, per_page)

    def whole(self, wanted: SupportFilter) -> list[sync_store.Record]:
        """The records that the filter finds, with all their fields, in the order of ``page``."""
        query = select_records(self.tenant).join(Support, refers(Record.id, Support)).where(*self._found_by(wanted))
        return self._read(query.order_by(*_order(wanted)))

    def days(self) -> set[tuple[str, str, str]]:
        """On which days there are support records of which method in which case, each as case, day and method."""
        columns = (Support.case, Support.day, Support.method)
        query = self.tenant.select(Support, *columns, live=True).where(self.sight.sees(Support.case))
        rows = self.connection.execute(query.distinct())
        return {(case or "", "" if day is None else day.isoformat(), method or "") for case, day, method in rows}

    def one(self, support: str) -> SupportRow | None:
        """One support record as a list shows it, a removed one as well."""
        query = self._listed().where(Support.id == support, self.sight.sees(Support.case))
        row = self.connection.execute(query).first()
        return None if row is None else self._row(row)

    def doubles_of(self, support: str, *, removed: bool = False) -> list[SupportRow]:
        """The records that may be about the same event as this one; or those among them that have been removed."""
        one = aliased(Support)
        gone = Support.deleted.is_(True) if removed else Support.deleted.is_not(True)
        query = (
            self._listed()
            .join(one, marks.is_double(one, Support))
            .where(one.id == support, gone, self.sight.sees(Support.case))
        )
        # Sorted here: asked for that order, SQLite goes through all notes of the office in it.
        return sorted((self._row(row) for row in self.connection.execute(query)), key=lambda note: note.id)

    def are_doubles(self, one: str, other: str) -> bool | None:
        """Whether two records are a possible double, removed or not; ``None`` where they never looked like one, and
        ``False`` where somebody has said that they are two.
        """
        first, second = aliased(Support), aliased(Support)
        query = self.tenant.select(first, marks.is_double(first, second)).where(
            first.id == one,
            second.id == other,
            marks.looks_like(first, second),
            self.sight.sees(first.case),
        )
        pair = self.connection.execute(query).scalar_one_or_none()
        return None if pair is None else bool(pair)

    def place_in_queue(self, support: str, wanted: SupportFilter) -> QueuePlace:
        """Where a support record stands in the list that the filter finds; one that is not in it stands before it."""
        order = _order(wanted)
        places = self._filtered(
            wanted,
            Support.id,
            func.lag(Support.id).over(order_by=order).label("before"),
            func.lead(Support.id).over(order_by=order).label("after"),
            func.count().over().label("together"),
            func.row_number().over(order_by=order).label("place"),
        ).subquery()
        place = self.connection.execute(self.tenant.over(places).where(places.c.id == support)).first()
        if place is not None:
            return QueuePlace(place.before, place.after, place.together - 1, place.place)
        first = self.connection.execute(self.tenant.over(places).where(places.c.before.is_(None))).first()
        return QueuePlace(None, None, 0) if first is None else QueuePlace(None, first.id, first.together)

    def review_counts(self, wanted: SupportFilter) -> dict[str, int]:
        """How many of the support records that the filter finds are in each state of review."""
        query = self._filtered(wanted, Support.review, func.count()).group_by(Support.review)
        return {row[0] or "": row[1] for row in self.connection.execute(query)}

    def _filtered(self, wanted: SupportFilter, *columns: Any) -> Select[*tuple[Any, ...]]:
        return self.tenant.select(Support, *columns).where(*self._found_by(wanted))

    def _found_by(self, wanted: SupportFilter) -> Iterator[ColumnElement[bool]]:
        yield Support.deleted.is_(True) if wanted.removed else Support.deleted.is_not(True)
        yield self.sight.sees(Support.case)
        yield from _conditions(wanted)

    def _listed(self) -> Select[*tuple[Any, ...]]:
        worker = func.coalesce(Support.worker, Support.author)
        return (
            self.tenant.select(
                Support,
                Support.id,
                Record.head,
                Support.case.label("case_id"),
                Case.number.label("case_number"),
                Person.name.label("person_name"),
                worker.label("worker"),
                Staff.name.label("worker_name"),
                Support.day,
                Support.started_at,
                Support.method,
                Support.outcome,
                Support.review,
                *(marks.marked(mark).label(mark) for mark in marks.SHOWN),
                marks.waits_since().label("waits_since"),
                Record.fields,
            )
            .join(Record, refers(Support.id, Record))
            .outerjoin(Case, refers(Support.case, Case))
            .outerjoin(Person, refers(Case.person, Person))
            .outerjoin(Staff, refers(worker, Staff, source=Support))
        )

    def _row(self, row: Row[*tuple[Any, ...]]) -> SupportRow:
        values = row._asdict()
        fields = fields_of(values.pop("fields"))
        shown = frozenset(mark for mark in marks.SHOWN if values.pop(mark))
        narrative = fields.get("narrative", "") if self.sight.shown("support", ["narrative"]) else ""
        return SupportRow(**values, marks=shown, excerpt=narrative[:EXCERPT_LENGTH])


def _conditions(wanted: SupportFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.case is not None:
        yield Support.case == wanted.case
    if wanted.worker is not None:
        yield func.coalesce(Support.worker, Support.author) == wanted.worker
    if wanted.since is not None:
        yield Support.day >= wanted.since
    if wanted.until is not None:
        yield Support.day <= wanted.until
    if wanted.methods:
        yield Support.method.in_(wanted.methods)
    if wanted.reviews:
        yield Support.review.in_(wanted.reviews)
    if wanted.mark is not None:
        yield marks.marked(wanted.mark)
    if wanted.waiting:
        yield marks.waits()


def _order(wanted: SupportFilter) -> list[ColumnElement[Any]]:
    if wanted.waiting:
        return [marks.urgency(), marks.waits_since(), Support.id.asc()]
    return [Support.day.desc(), Support.started_at.desc(), Support.id.desc()]
