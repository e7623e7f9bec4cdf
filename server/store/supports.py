"""Support records, as the review list and the course of a case show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false, func, select
from sqlalchemy.orm import aliased

from server.models import Case, Change, Comment, Person, Record, Staff, Support
from server.store import marks
from server.store.files import FileStore, live, sees
from server.store.marks import Mark
from server.store.records import to_entry
from server.store.rows import CommentRow, HistoryRow, LateRow, Listing, QueuePlace, Reader, SupportRow
from server.store.statements import among

EXCERPT_LENGTH = 120


@dataclass(frozen=True, slots=True)
class SupportFilter:
    """Which support records to list; ``None`` and empty leave a condition out. Both days are included.

    ``reader`` leaves out what that person may not see. ``waiting`` asks for those that wait for the supervisor, in the
    order of their queue: those that ask for advice, those returned and answered by their worker or that are to be
    removed, and then the others, each from the longest wait to the shortest. ``removed`` asks for those that are gone.
    """

    case: str | None = None
    worker: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    methods: Collection[str] = ()
    reviews: Collection[str] = ()
    mark: Mark | None = None
    reader: Reader | None = None
    waiting: bool = False
    removed: bool = False


class SupportStore(FileStore):
    """Support records with their comments and their history."""

    def supports(self, wanted: SupportFilter, *, page: int = 1, per_page: int = 50) -> Listing[SupportRow]:
        """The support records that the filter finds, newest day first and the latest of a day first; those that wait in
        the order of the queue.
        """
        total = self.connection.execute(self._filtered(select(func.count(Support.id)), wanted)).scalar_one()
        order = _order(wanted)
        # The page is found first: what marks a record is then asked for its rows only, not for all before the sort.
        ids = self._filtered(select(Support.id), wanted).order_by(*order).limit(per_page).offset((page - 1) * per_page)
        query = _listed().where(Support.office_id == self.office, Support.id.in_(ids)).order_by(*order)
        rows = self.connection.execute(query)
        return Listing([_support(row) for row in rows], total, page, per_page)

    def support(self, support: str) -> SupportRow | None:
        """One support record as a list shows it, a removed one as well."""
        query = _listed().where(Support.office_id == self.office, Support.id == support)
        row = self.connection.execute(query).first()
        return None if row is None else _support(row)

    def doubles_of(self, support: str, *, removed: bool = False) -> list[SupportRow]:
        """The records that may be about the same event as this one; or those among them that have been removed."""
        one = aliased(Support)
        query = (
            _listed()
            .join(one, and_(one.office_id == Support.office_id, one.id == support))
            .where(
                Support.office_id == self.office,
                marks.is_double(one, Support),
                Support.deleted.is_(True) if removed else Support.deleted.is_not(True),
            )
        )
        # Sorted here: asked for that order, SQLite goes through all notes of the office in it.
        return sorted((_support(row) for row in self.connection.execute(query)), key=lambda note: note.id)

    def are_doubles(self, one: str, other: str) -> bool | None:
        """Whether two records are a possible double, removed or not; ``None`` where they never looked like one, and
        ``False`` where somebody has said that they are two.
        """
        first, second = aliased(Support), aliased(Support)
        query = select(marks.is_double(first, second)).where(
            first.office_id == self.office,
            first.id == one,
            second.id == other,
            marks.looks_like(first, second),
        )
        found = self.connection.execute(query).scalar_one_or_none()
        return None if found is None else bool(found)

    def place_in_queue(self, support: str, reader: Reader) -> QueuePlace:
        """Where a support record stands among those that wait; one that does not wait stands before them all."""
        waiting = SupportFilter(reader=reader, waiting=True)
        order = _order(waiting)
        places = self._filtered(
            select(
                Support.id,
                func.lag(Support.id).over(order_by=order).label("before"),
                func.lead(Support.id).over(order_by=order).label("after"),
                func.count().over().label("waiting"),
            ),
            waiting,
        ).subquery()
        found = self.connection.execute(select(places).where(places.c.id == support)).first()
        if found is not None:
            return QueuePlace(found.before, found.after, found.waiting - 1)
        first = self.connection.execute(select(places).where(places.c.before.is_(None))).first()
        return QueuePlace(None, None, 0) if first is None else QueuePlace(None, first.id, first.waiting)

    def review_counts(self, wanted: SupportFilter) -> dict[str, int]:
        """How many of the support records that the filter finds are in each state of review."""
        query = self._filtered(select(Support.review, func.count()), wanted).group_by(Support.review)
        return {row[0] or "": row[1] for row in self.connection.execute(query)}

    def comments(self, about: str, *, removed: bool = False) -> list[CommentRow]:
        """The comments on a record, oldest first; on demand those that were taken back as well."""
        query = (
            select(
                Comment.id,
                Comment.author,
                Staff.name,
                Comment.written_at,
                func.coalesce(Comment.text, ""),
                Comment.edited_at,
                func.coalesce(Comment.deleted, false()),
            )
            .outerjoin(Staff, and_(Staff.office_id == Comment.office_id, Staff.id == Comment.author))
            .where(Comment.office_id == self.office, Comment.about == about)
            .order_by(Comment.written_at, Comment.seq)
        )
        rows = (CommentRow(*row) for row in self.connection.execute(query))
        return [row for row in rows if removed or not row.removed]

    def history(self, record: str) -> list[HistoryRow]:
        """Every change of a record, oldest first."""
        return self.histories([record]).get(record, [])

    def histories(self, records: Collection[str]) -> dict[str, list[HistoryRow]]:
        """Every change of these records, oldest first, by record."""
        query = (
            select(Change.__table__, Staff.name.label("author_name"))
            .outerjoin(Staff, and_(Staff.office_id == Change.office_id, Staff.id == Change.author))
            .where(Change.office_id == self.office, among(Change.record, records))
            .order_by(Change.seq)
        )
        found: dict[str, list[HistoryRow]] = {}
        for row in self.connection.execute(query) if records else ():
            found.setdefault(row.record, []).append(_history(row))
        return found

    def came_late(self, scopes: Collection[str]) -> list[LateRow]:
        """What former workers' phones brought of these cases, persons and households after the hand-over, the latest
        first.
        """
        query = (
            select(Change.record, Change.kind, Staff.name, Change.received_at)
            .join(Record, and_(Record.office_id == Change.office_id, Record.id == Change.record))
            .outerjoin(Staff, and_(Staff.office_id == Change.office_id, Staff.id == Change.author))
            .where(Change.office_id == self.office, Change.late, among(Record.scope, scopes))
            .order_by(Change.seq.desc())
        )
        return [LateRow(*row) for row in self.connection.execute(query)]

    def _filtered(self, query: Select[*tuple[Any, ...]], wanted: SupportFilter) -> Select[*tuple[Any, ...]]:
        return query.where(*self._conditions(wanted))

    def _conditions(self, wanted: SupportFilter) -> list[ColumnElement[bool]]:
        gone = Support.deleted.is_(True) if wanted.removed else Support.deleted.is_not(True)
        conditions = [Support.office_id == self.office, gone, live(self.office, Support.case)]
        if wanted.case is not None:
            conditions.append(Support.case == wanted.case)
        if wanted.worker is not None:
            conditions.append(func.coalesce(Support.worker, Support.author) == wanted.worker)
        if wanted.since is not None:
            conditions.append(Support.day >= wanted.since)
        if wanted.until is not None:
            conditions.append(Support.day <= wanted.until)
        if wanted.methods:
            conditions.append(Support.method.in_(wanted.methods))
        if wanted.reviews:
            conditions.append(Support.review.in_(wanted.reviews))
        if wanted.mark is not None:
            conditions.append(marks.marked(wanted.mark))
        if wanted.waiting:
            conditions.append(marks.waits())
        if wanted.reader is not None:
            conditions.append(sees(wanted.reader, self.office, Support.case))
        return conditions


def _order(wanted: SupportFilter) -> list[ColumnElement[Any]]:
    if wanted.waiting:
        return [marks.urgency(), marks.waits_since(), Support.id.asc()]
    return [Support.day.desc(), Support.started_at.desc(), Support.id.desc()]


def _listed() -> Select[*tuple[Any, ...]]:
    worker = func.coalesce(Support.worker, Support.author)
    return (
        select(
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
            func.substr(func.coalesce(Support.narrative, ""), 1, EXCERPT_LENGTH).label("excerpt"),
        )
        .join(Record, and_(Record.office_id == Support.office_id, Record.id == Support.id))
        .outerjoin(Case, and_(Case.office_id == Support.office_id, Case.id == Support.case))
        .outerjoin(Person, and_(Person.office_id == Case.office_id, Person.id == Case.person))
        .outerjoin(Staff, and_(Staff.office_id == Support.office_id, Staff.id == worker))
    )


def _support(row: Row[*tuple[Any, ...]]) -> SupportRow:
    values = row._asdict()
    found = frozenset(mark for mark in marks.SHOWN if values.pop(mark))
    return SupportRow(**values, marks=found)


def _history(row: Row[*tuple[Any, ...]]) -> HistoryRow:
    entry = to_entry(row)
    return HistoryRow(
        id=entry.id,
        seq=entry.seq,
        author=entry.author,
        author_name=row.author_name,
        made_at=row.made_at,
        received_at=row.received_at,
        status=entry.status,
        late=entry.late,
        before=entry.before,
        after=entry.after,
        brought_by=entry.brought_by,
    )
