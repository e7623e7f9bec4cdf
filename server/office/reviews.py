"""The case review (ケースレビュー), held twice a year: which is due, what it looks at, and that it was held."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.followup.contacts import CONTACT_METHODS, contact_of
from server.followup.plans import supported_since
from server.office.casefile import CaseFile, case_file
from server.office.comments import CommentWithHistory, comments_about
from server.services.casework import Comment, change_as_server, comment_on
from server.store import Office, Seen
from server.store.directory import SessionRow
from server.store.followup import FollowUpFilter, FollowUpRow
from sync.fields import Json
from sync.followup import Thresholds
from sync.store import Record

LATEST_NOTES: Final = 5
"""How many of the latest notes a review shows."""


class NotADay(ValueError):
    """What was given as the day of a review is no day, or is still to come."""


@dataclass(frozen=True, slots=True)
class CaseReview:
    """A plan with what its case review looks at.

    ``since`` is the last review, or else the day from which the plan is under support. ``reached`` and ``tried`` count
    the contacts since then, by method; ``latest`` are the last notes, newest first.
    """

    plan: Record
    file: CaseFile
    since: dt.date | None
    reached: Mapping[str, int]
    tried: Mapping[str, int]
    latest: Sequence[Record]
    comments: Sequence[CommentWithHistory]


def due_reviews(seen: Seen, today: dt.date, thresholds: Thresholds) -> list[FollowUpRow]:
    """The plans whose case review is due, the longest overdue first."""
    rows = seen.followup.rows(today, FollowUpFilter(), thresholds)
    return [row for row in rows if row.attention.list == "case_review"]


def review(seen: Seen, plan_id: str, now: dt.datetime) -> CaseReview | None:
    """A plan's review, as far as the reader may see it."""
    plan = seen.record(plan_id, "plan")
    file = None if plan is None else case_file(seen, plan.scope, now)
    if plan is None or file is None:
        return None
    since = _since(plan.fields)
    recent = [note for day, note in file.course if since is None or (day is not None and day >= since)]
    contacts = {
        sort: _by_method(note for note in recent if contact_of(note.fields) == sort) for sort in ("contact", "attempt")
    }
    return CaseReview(
        plan=plan,
        file=file,
        since=since,
        reached=contacts["contact"],
        tried=contacts["attempt"],
        latest=[note for _, note in file.course[::-1][:LATEST_NOTES]],
        comments=comments_about(seen, plan_id),
    )


def record_review(store: Office, who: SessionRow, plan: Record, on: str, comment: Comment, now: dt.datetime) -> None:
    """Write that a plan's case was reviewed on a day, with a comment where there is one.

    Raises ``NotADay``, and ``casework.ChangeRejected``.
    """
    if _day(on) > store.day(now):
        raise NotADay
    if comment.text:
        comment_on(store, who, plan, comment, now)  # first, since it may be refused
    fields: dict[str, Json] = {"case_reviewed_on": on}
    change_as_server(store, "plan", plan.id, fields, by=who.user_id, role=who.role, now=now)


def _since(plan: Mapping[str, Json]) -> dt.date | None:
    reviewed = plan.get("case_reviewed_on")
    return supported_since(plan) if reviewed is None else dt.date.fromisoformat(reviewed)


def _by_method(notes: Iterable[Record]) -> dict[str, int]:
    counts = Counter(note.fields["method"] for note in notes)
    return {method: counts[method] for method in CONTACT_METHODS if counts[method]}


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise NotADay from error
