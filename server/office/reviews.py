"""The case review (ケースレビュー), held twice a year: which is due, what it looks at, and that it was held."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.casework import change_as_server
from server.followup.contacts import ATTEMPT_OUTCOMES, CONTACT_METHODS
from server.followup.plans import supported_since
from server.office.casefile import CaseFile, case_file
from server.office.comments import Said, said_about
from server.office.notes import Comment, comment_on
from server.reminders.settings import policy_of
from server.store import OfficeStore
from server.store.followup import FollowUpFilter
from server.store.rows import FollowUpRow, Reader, SessionRow
from sync.fields import Json
from sync.store import Record

LATEST_NOTES: Final = 5
"""How many of the latest notes a review shows."""


class NotADay(ValueError):
    """The day of a review is none, or is still to come."""


@dataclass(frozen=True, slots=True)
class Review:
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
    comments: Sequence[Said]


def due_reviews(store: OfficeStore, reader: Reader, today: dt.date) -> list[FollowUpRow]:
    """The plans whose case review is due, the longest overdue first."""
    thresholds = policy_of(store.reminder_settings()).thresholds
    found = store.follow_up(today, FollowUpFilter(reader=reader), thresholds)
    return [row for row in found if row.attention.list == "case_review"]


def review(store: OfficeStore, reader: Reader, plan_id: str, now: dt.datetime) -> Review | None:
    """A plan's review, as far as the reader may see it."""
    plan = store.seen(reader, plan_id, "plan")
    file = None if plan is None else case_file(store, reader, plan.scope, now)
    if plan is None or file is None:
        return None
    since = _since(plan.fields)
    recent = [note for day, note in file.course if since is None or (day is not None and day >= since)]
    contacts = [note for note in recent if note.fields["method"] in CONTACT_METHODS]
    return Review(
        plan=plan,
        file=file,
        since=since,
        reached=_by_method(note for note in contacts if note.fields.get("outcome") not in ATTEMPT_OUTCOMES),
        tried=_by_method(note for note in contacts if note.fields.get("outcome") in ATTEMPT_OUTCOMES),
        latest=[note for _, note in file.course[::-1][:LATEST_NOTES]],
        comments=said_about(store, plan_id),
    )


def record_review(
    store: OfficeStore, who: SessionRow, plan: Record, on: str, comment: Comment, now: dt.datetime
) -> None:
    """Write that a plan's case was reviewed on a day, with a comment where there is one.

    Raises ``NotADay``, and ``casework.Refused``.
    """
    if _day(on) > now.astimezone(store.zone).date():
        raise NotADay
    if comment.text:
        comment_on(store, who, plan, comment, now)  # first, since it may be refused
    fields: dict[str, Json] = {"case_reviewed_on": on}
    change_as_server(store, "plan", plan.id, fields, by=who.user_id, role=who.role, now=now)


def _since(plan: Mapping[str, Json]) -> dt.date | None:
    reviewed = plan.get("case_reviewed_on")
    return supported_since(plan) if reviewed is None else dt.date.fromisoformat(reviewed)


def _by_method(notes: Iterable[Record]) -> dict[str, int]:
    found = Counter(note.fields["method"] for note in notes)
    return {method: found[method] for method in CONTACT_METHODS if found[method]}


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise NotADay from error
