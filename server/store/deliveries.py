"""Notices on their way to phones, of all offices: what the process that sends them asks and notes.

Any number of processes may send. A delivery is claimed in a transaction of its own before it is sent, and no other
process claims it then; what became of it is noted in another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    delete,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    tuple_,
    update,
)

from server.models.notice import Delivery, Notice, PushSubscription
from server.models.user import Device, SignIn, User
from server.store.push import Address
from server.store.tenant import refers, same_office

_KEY: Final = (Delivery.office_id, Delivery.notice_id, Delivery.subscription_id)


@dataclass(frozen=True, slots=True)
class ClaimedRow:
    """A delivery that this process has claimed. ``attempts`` counts the tries before this one. ``address`` is ``None``
    where nothing may be pushed any more: the subscription is gone, or its user is not signed in on the phone.
    """

    office: str
    notice: str
    subscription: str
    attempts: int
    reminder: str | None
    count: int | None
    address: Address | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A push service's no, with the reason that it gives."""

    status: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """What became of a claimed delivery: ``sent``, ``failed``, ``refused``, ``gone``, or ``due`` again at ``next_at``.
    ``refusal`` is what the service said where it refused, also where it is tried again."""

    office: str
    notice: str
    subscription: str
    state: str
    next_at: dt.datetime | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """Deliveries that go by themselves: the ``urgent`` kinds of notices or the others, to addresses that are ``proven``
    (they took their last message) or to the others."""

    urgent: bool
    proven: bool


LONGEST_AHEAD: Final = dt.timedelta(hours=30)
"""No delivery is put off for longer: the hours in which nothing is pushed are less than a day, a pause before the next
try is some hours."""

CLOCKS_DIFFER: Final = dt.timedelta(minutes=2)
"""By how much the clocks of two machines may differ, and what is written by one may lie ahead for the other."""


class DeliveryStore:
    """What is to be pushed, and what became of it. ``urgent`` are the kinds of notices that go first."""

    def __init__(self, connection: Connection, urgent: Collection[str]) -> None:
        self.connection = connection
        self._urgent = Notice.reminder.in_(sorted(urgent))

    def is_due(self, now: dt.datetime) -> bool:
        """Whether anything is due at ``now``, in whatever lane."""
        due = exists().where(Delivery.state == "due", Delivery.due_at <= now)
        return bool(self.connection.scalar(select(due)))

    def claim(self, most: int, lane: Lane, *, by: str, now: dt.datetime) -> list[ClaimedRow]:
        """Claim what is due at ``now`` in a lane, what has been due longest first."""
        urgent = func.coalesce(self._urgent, false())
        proven = and_(PushSubscription.failures == 0, PushSubscription.last_success_at.is_not(None))
        proven = func.coalesce(proven, false())
        query = (
            select(*_KEY, Delivery.attempts, Notice.reminder, Notice.count.label("notice_count"))
            .add_columns(PushSubscription.endpoint, PushSubscription.p256dh, PushSubscription.auth)
            .add_columns(_signed_in_at(now).label("signed_in"))
            .outerjoin(Notice, refers(Delivery.notice_id, Notice))
            .outerjoin(
                PushSubscription,
                refers(Delivery.subscription_id, PushSubscription),
            )
            .where(Delivery.state == "due", Delivery.due_at <= now)
            .where(urgent if lane.urgent else not_(urgent), proven if lane.proven else not_(proven))
            .order_by(Delivery.due_at)
            .limit(most)
            .with_for_update(of=Delivery, skip_locked=True)
        )
        rows = self.connection.execute(query).all()
        if rows:
            claimed = tuple_(*_KEY).in_([row[:3] for row in rows])
            self.connection.execute(
                update(Delivery).where(claimed).values(state="claimed", claimed_by=by, claimed_at=now)
            )
        return [
            ClaimedRow(
                row.office_id,
                row.notice_id,
                row.subscription_id,
                row.attempts,
                row.reminder,
                row.notice_count,
                Address(row.endpoint, row.p256dh, row.auth) if row.endpoint and row.signed_in else None,
            )
            for row in rows
        ]

    def note(self, outcomes: Sequence[OutcomeRow], *, by: str, now: dt.datetime) -> None:
        """Note what became of claimed deliveries, and what that says of their subscriptions.

        One whose claim was taken away meanwhile is left as it is. A subscription that is ``gone`` is forgotten, with
        all that is still due there.
        """
        if not outcomes:
            return
        self.connection.execute(_NOTE, [_noted(outcome, by, now) for outcome in outcomes])
        gone = [_subscription(outcome) for outcome in outcomes if outcome.state == "gone"]
        sent = [_subscription(outcome) for outcome in outcomes if outcome.state == "sent"]
        missed = [_subscription(outcome) for outcome in outcomes if outcome.state in {"due", "failed", "refused"}]
        here = tuple_(PushSubscription.office_id, PushSubscription.id)
        if sent:
            taken = {"last_success_at": now, "failures": 0} | _NOT_REFUSED
            self.connection.execute(update(PushSubscription).where(here.in_(sent)).values(taken))
        if missed:
            missed_again = {"failures": PushSubscription.failures + 1}
            self.connection.execute(update(PushSubscription).where(here.in_(missed)).values(missed_again))
        for outcome in outcomes:
            if outcome.refusal is not None:
                self._note_refusal(outcome, outcome.refusal, now)
        if gone:
            self.connection.execute(delete(PushSubscription).where(here.in_(gone)))
            there = tuple_(Delivery.office_id, Delivery.subscription_id).in_(gone)
            self.connection.execute(
                update(Delivery).where(there, Delivery.state == "due").values(state="gone", finished_at=now)
            )

    def _note_refusal(self, outcome: OutcomeRow, refusal: Refusal, now: dt.datetime) -> None:
        self.connection.execute(
            update(PushSubscription)
            .where(PushSubscription.office_id == outcome.office, PushSubscription.id == outcome.subscription)
            .values(refused_status=refusal.status, refused_reason=refusal.reason, refused_at=now)
        )

    def release(self, now: dt.datetime, *, lasts: dt.timedelta, most_attempts: int) -> int:
        """Take back deliveries that were claimed longer ago than a claim ``lasts``: their process has died. Returns how
        many. A claim that lies ahead of the clock was made before the clock was set back.

        Whether they were sent nobody knows. The urgent kinds are due again; the others stay ``unsure``, since a
        reminder that comes twice is read less.
        """
        at = Delivery.claimed_at
        lost = and_(Delivery.state == "claimed", or_(at < now - lasts, at > now + max(lasts, CLOCKS_DIFFER)))
        urgent = exists().where(same_office(Notice, Delivery), Notice.id == Delivery.notice_id, self._urgent)
        again = and_(urgent, Delivery.attempts + 1 < most_attempts)
        released = self.connection.execute(
            update(Delivery)
            .where(lost)
            .values(
                state=case((again, "due"), else_="unsure"),
                finished_at=case((again, None), else_=now),
                attempts=Delivery.attempts + 1,
            )
        )
        return released.rowcount

    def bring_back(self, now: dt.datetime) -> int:
        """Make due now what a wrong clock has put off: what is due later than anything can be, and what is urgent and
        was made later than now. Returns how many.
        """
        from_ahead = exists().where(
            same_office(Notice, Delivery),
            Notice.id == Delivery.notice_id,
            self._urgent,
            Notice.made_at > now + CLOCKS_DIFFER,
        )
        later = and_(Delivery.state == "due", Delivery.due_at > now)
        wrong = or_(Delivery.due_at > now + LONGEST_AHEAD, from_ahead)
        return self.connection.execute(update(Delivery).where(later, wrong).values(due_at=now)).rowcount


_NOT_REFUSED: Final[dict[str, Any]] = {"refused_status": None, "refused_reason": None, "refused_at": None}

_NOTE = (
    update(Delivery)
    .where(
        Delivery.office_id == bindparam("of_office"),
        Delivery.notice_id == bindparam("of_notice"),
        Delivery.subscription_id == bindparam("to_subscription"),
        Delivery.state == "claimed",
        Delivery.claimed_by == bindparam("by"),
    )
    .values(
        state=bindparam("new_state"),
        due_at=bindparam("next_at"),
        finished_at=bindparam("ended_at"),
        attempts=Delivery.attempts + 1,
    )
)


def _noted(outcome: OutcomeRow, by: str, now: dt.datetime) -> dict[str, object]:
    ended = outcome.state != "due"
    return {
        "of_office": outcome.office,
        "of_notice": outcome.notice,
        "to_subscription": outcome.subscription,
        "by": by,
        "new_state": outcome.state,
        "next_at": outcome.next_at or now,
        "ended_at": now if ended else None,
    }


def _subscription(outcome: OutcomeRow) -> tuple[str, str]:
    return outcome.office, outcome.subscription


def _signed_in_at(now: dt.datetime) -> ColumnElement[bool]:
    """Whether the user of a subscription is signed in on its phone: an account in use, a phone not taken out of use,
    and a session that has not ended."""
    return exists().where(
        same_office(SignIn, PushSubscription),
        SignIn.user_id == PushSubscription.user_id,
        SignIn.device_id == PushSubscription.device_id,
        SignIn.ended_at.is_(None),
        SignIn.expires_at > now,
        same_office(User, SignIn),
        User.id == SignIn.user_id,
        User.active.is_(True),
        same_office(Device, SignIn),
        Device.user_id == SignIn.user_id,
        Device.id == SignIn.device_id,
        Device.revoked_at.is_(None),
    )
