"""What marks a support record for its reviewer, as conditions of a query, so that a list needs one and no more.

What can be derived is not kept: an answer is a comment that came after the return, a merge stands in the change log,
and two notes are a possible double by what they say.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Text, and_, case, cast, false, func, or_, select
from sqlalchemy.orm import aliased

from server.followup.contacts import SAME_EVENT
from server.models.change import Change
from server.models.comment import Comment
from server.models.support import Support
from server.store.projections import MAY_WAIT
from server.store.tenant import same_office

Mark = Literal["advice", "answered", "removal", "safety", "flagged", "late", "merged", "double"]

SHOWN: Final[tuple[Mark, ...]] = ("advice", "answered", "removal", "safety", "flagged", "late", "merged", "double")
"""The marks, in the order in which a list shows them."""

UNJUDGED: Final = ("unread", "revised")
"""The states of review in which the supervisor has not judged what stands there."""


def marked(mark: Mark) -> ColumnElement[bool]:
    """Whether a support record has a mark."""
    return _CONDITIONS[mark]


def waits() -> ColumnElement[bool]:
    """Whether a support record waits for the supervisor: nobody has judged it yet, or its worker has answered or asks
    for its removal.

    What may wait stands first, so that the index over it leaves out what was judged long ago.
    """
    may_wait = Support.to_review.in_((*MAY_WAIT, "removal"))
    return and_(may_wait, or_(Support.review.in_(UNJUDGED), _ANSWERED, _TO_BE_REMOVED))


def urgency() -> ColumnElement[int]:
    """Where a waiting record stands in the queue, smallest first."""
    asks = and_(Support.wants_advice.is_(True), Support.review.in_(UNJUDGED))
    return case((asks, 0), (_ANSWERED, 1), (_TO_BE_REMOVED, 1), else_=2)


def waits_since() -> ColumnElement[dt.datetime | None]:
    """When the office received what waits, by its own clock: the first change since the last review by anybody but the
    reviewer, or the worker's answer. Empty for a record that does not wait.
    """
    unseen = or_(
        Support.reviewed_at.is_(None),
        and_(Change.received_at >= Support.reviewed_at, Change.author != Support.reviewed_by),
    )
    changed = (
        select(func.min(Change.received_at))
        .where(same_office(Change, Support), Change.record == Support.id, unseen)
        .correlate(Support)
    )
    return case(
        (Support.review.in_(UNJUDGED), changed.scalar_subquery()),
        (Support.removal_asked.is_(True), changed.scalar_subquery()),
        (Support.review == "returned", _answered_at()),
        else_=None,
    )


def is_double(one: Any, other: Any) -> ColumnElement[bool]:
    """Whether two records look like one event that two workers wrote down, and nobody has said that they are not."""
    return and_(looks_like(one, other), ~_says_apart(one, other), ~_says_apart(other, one))


def looks_like(one: Any, other: Any) -> ColumnElement[bool]:
    """Whether two records are of one case, day and family of methods, and of two workers."""
    same_family = or_(*(and_(one.method.in_(family), other.method.in_(family)) for family in SAME_EVENT))
    return and_(
        same_office(one, other),
        one.case == other.case,
        one.day == other.day,
        one.id != other.id,
        one.started_at.is_not(None),
        other.started_at.is_not(None),
        func.coalesce(one.worker, one.author) != func.coalesce(other.worker, other.author),
        same_family,
    )


def _says_apart(one: type[Support], other: type[Support]) -> ColumnElement[bool]:
    return func.coalesce(cast(one.not_double_of, Text), "").contains(other.id)


def _answered_at() -> ColumnElement[Any]:
    """When the office received the first of the worker's comments on a returned record that came after its return, and
    after which nobody else spoke. Empty where there is none.
    """
    answer, later = aliased(Comment), aliased(Comment)
    spoke_later = select(later.id).where(
        same_office(later, answer),
        later.about == answer.about,
        later.deleted.is_not(True),
        later.seq > answer.seq,
        ~_by_its_worker(later),
    )
    # Not a join: SQLite would go through the whole change log to find the few comments on a record.
    received = select(func.min(Change.received_at)).where(
        same_office(Change, answer), Change.record == answer.id, Change.received_at >= Support.reviewed_at
    )
    first = select(func.min(received.correlate(answer, Support).scalar_subquery())).where(
        same_office(answer, Support),
        answer.about == Support.id,
        answer.deleted.is_not(True),
        _by_its_worker(answer),
        ~spoke_later.correlate(answer, Support).exists(),
    )
    return first.correlate(Support).scalar_subquery()


def _by_its_worker(comment: Any) -> ColumnElement[bool]:
    return or_(comment.author == Support.author, comment.author == func.coalesce(Support.worker, Support.author))


def _merged() -> ColumnElement[bool]:
    merge = select(Change.id).where(
        same_office(Change, Support), Change.record == Support.id, Change.status == "merged"
    )
    return merge.correlate(Support).exists()


def _has_double() -> ColumnElement[bool]:
    other = aliased(Support)
    return select(other.id).where(other.deleted.is_not(True), is_double(Support, other)).correlate(Support).exists()


_TO_BE_REMOVED: Final = Support.removal_asked.is_(True)
_ANSWERED: Final = and_(Support.review == "returned", _answered_at().is_not(None))

_CONDITIONS: Final[dict[Mark, ColumnElement[bool]]] = {
    "advice": func.coalesce(Support.wants_advice, false()),
    "answered": _ANSWERED,
    "removal": _TO_BE_REMOVED,
    "safety": Support.safety_note.is_not(None),
    "flagged": func.coalesce(Support.flagged, false()),
    "late": func.coalesce(Support.late, false()),
    "merged": _merged(),
    "double": _has_double(),
}
