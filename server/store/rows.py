"""What the store's queries give: plain values that stay good after the transaction has ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from server.followup.lists import Attention
from sync.fields import Json
from sync.kinds import FIELD_STAFF

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office."""

    id: str
    name: str
    time_zone: str
    demonstration: bool


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account, with what a sign-in needs."""

    office_id: str
    id: str
    login: str
    name: str
    role: str
    active: bool
    password_hash: str


@dataclass(frozen=True, slots=True)
class UserRow:
    """An account, as the office sees it."""

    id: str
    login: str
    name: str
    role: str
    active: bool
    created_at: dt.datetime


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A phone, as one user has signed in on it."""

    id: str
    user_id: str
    user_name: str
    name: str
    told_seq: int
    clock_offset_s: int
    queued: int
    registered_at: dt.datetime
    last_seen_at: dt.datetime
    revoked_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class LateRow:
    """A change that came from somebody who had lost the case by then, without having been told."""

    record: str
    kind: str
    author_name: str | None
    received_at: dt.datetime


@dataclass(frozen=True, slots=True)
class PhoneState:
    """What a phone last said of itself."""

    id: str
    told_seq: int
    clock_offset_s: int
    queued: int
    last_seen_at: dt.datetime
    revoked: bool
    saved: int = 0


@dataclass(frozen=True, slots=True)
class SessionRow:
    """Who is signed in, where, and on which phone; ``phone`` is ``None`` at the office's own screens.

    ``delivery`` is a session that is good for handing over what the phone keeps, and for nothing else; only such a one
    may be of an account that is not ``active``.
    """

    token_hash: str
    office: OfficeRow
    user_id: str
    login: str
    name: str
    role: str
    phone: PhoneState | None
    active: bool = True
    delivery: bool = False

    @property
    def only_delivers(self) -> bool:
        """Whether this phone may hand over what it keeps, and is given nothing: its user's role has no place on it."""
        return self.delivery or (self.phone is not None and self.role not in FIELD_STAFF)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the office pages, and how far.

    ``whole_office`` is every case of the office, otherwise those in the user's charge; ``narratives`` is what people
    wrote.
    """

    user: str
    whole_office: bool
    narratives: bool


@dataclass(frozen=True, slots=True)
class Listing(Generic[Item]):
    """One page of a list. ``total`` counts all that the filter finds."""

    rows: list[Item]
    total: int
    page: int
    per_page: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // self.per_page))


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list.

    ``last_contact`` is the day on which the client or their family was last reached, ``next_monitoring`` the earliest
    that its plans have due.
    """

    id: str
    number: str | None
    person_id: str
    person_name: str | None
    person_kana: str | None
    state: str
    opened_on: dt.date | None
    closed_on: dt.date | None
    main_worker: str | None
    co_workers: tuple[str, ...]
    last_contact: dt.date | None
    next_monitoring: dt.date | None


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """That somebody is or was in charge of a case; ``part`` is ``main`` or ``co``."""

    user_id: str
    user_name: str | None
    part: str
    since: dt.datetime
    until: dt.datetime | None


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
    """The support records next to one in the supervisor's queue, and how many others wait."""

    before: str | None
    after: str | None
    others: int


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan in a list. Dates are as they were given, with their precision."""

    id: str
    case_id: str
    case_number: str | None
    person_name: str | None
    worker_name: str | None
    number: int
    approval: str | None
    agreed_on: dt.date | None
    period_start: str | None
    period_end: str | None
    decision: str | None


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting in a list. ``items`` counts what of its agenda the reader may see."""

    id: str
    meeting_kind: str
    theme: str | None
    held_at: dt.datetime
    place: str | None
    items: int


@dataclass(frozen=True, slots=True)
class AgendaPlace:
    """That a plan or a note is on an agenda, and as what."""

    purpose: str
    plan: str | None
    support: str | None


@dataclass(frozen=True, slots=True)
class FeedRow:
    """Whose calendar a calendar address opens."""

    office_id: str
    user_id: str


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A comment on a record. ``edited_at`` is when its author last changed it; ``removed`` that they took it back."""

    id: str
    author: str | None
    author_name: str | None
    written_at: dt.datetime | None
    text: str
    edited_at: dt.datetime | None
    removed: bool


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One change of a record: who, when, and the values around it."""

    id: str
    seq: int
    author: str
    author_name: str | None
    made_at: dt.datetime
    received_at: dt.datetime
    status: str
    late: bool
    before: Mapping[str, Json]
    after: Mapping[str, Json]
    brought_by: str | None = None


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """A conflict, with the names that stand beside it. ``about_head`` is the state on which a choice is made."""

    id: str
    about: str
    about_kind: str
    about_head: str
    case_id: str | None
    person_name: str | None
    field: str
    was: Json
    current: Json
    proposed: Json
    current_by_name: str | None
    proposed_by_name: str | None
    raised_at: dt.datetime | None
    asked: bool
    question: str | None
    state: str
    resolved_by_name: str | None


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """One thing that an open case asks for, with the names that stand beside it.

    ``plan_number`` is that of the plan that it is about. ``last_contact`` is the day on which the client or their
    family was last reached, ``last_attempt`` the day on which somebody last tried in vain.
    """

    attention: Attention
    case_id: str
    case_number: str | None
    person_name: str | None
    plan_number: int | None
    main_worker: str | None
    co_workers: tuple[str, ...]
    worker_name: str | None
    last_contact: dt.date | None
    last_attempt: dt.date | None
