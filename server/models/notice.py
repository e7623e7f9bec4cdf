"""Notices, and their way to the phones: subscriptions, what each worker wants, and what has been sent.

A notice and its deliveries are written in one transaction, so that neither is there without the other. The process that
sends (``python -m server.jobs``) claims a delivery before it sends it and records the outcome after.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.models.base import Anything, Base, Id, Key, Projection, Set


class Notice(Projection):
    """A notice to one member of the office."""

    __tablename__ = "notice"

    reminder: Mapped[str | None]
    count: Mapped[int | None]
    made_at: Mapped[dt.datetime | None]
    seen: Mapped[bool | None]


class GivenNotice(Base):
    """A notice that has been given. ``key`` is the digest of rule, subject, date, step and ``reader``
    (``server.reminders.giving.digest``).

    Only the office writes here. The tables ``notice`` and ``record`` do not prove that a notice was given, since
    whoever may exchange can make records.
    """

    __tablename__ = "given_notice"

    office_id: Mapped[Key]
    key: Mapped[Key]
    reader: Mapped[Id]
    notice_id: Mapped[Id]


class PushSubscription(Base):
    """Where a browser of a user's takes push messages (RFC 8030), and the keys that encrypt them (RFC 8291).

    ``failures`` counts attempts in a row that did not succeed. What the push service last refused, and why, stands
    until it takes something.
    """

    __tablename__ = "push_subscription"
    __table_args__ = (
        ForeignKeyConstraint(["office_id", "user_id"], ["user.office_id", "user.id"]),
        Index(None, "office_id", "user_id"),
    )

    office_id: Mapped[Key]
    id: Mapped[Key]
    user_id: Mapped[Id]
    device_id: Mapped[Id | None]
    endpoint: Mapped[str] = mapped_column(unique=True)
    p256dh: Mapped[str]
    auth: Mapped[str]
    created_at: Mapped[dt.datetime]
    failures: Mapped[int] = mapped_column(default=0)
    last_success_at: Mapped[dt.datetime | None]
    refused_status: Mapped[int | None]
    refused_reason: Mapped[str | None]
    refused_at: Mapped[dt.datetime | None]


class PushChoice(Base):
    """The kinds of notices that a user does not want to be pushed. They stand in the list all the same."""

    __tablename__ = "push_choice"
    __table_args__ = (ForeignKeyConstraint(["office_id", "user_id"], ["user.office_id", "user.id"]),)

    office_id: Mapped[Key]
    user_id: Mapped[Key]
    muted: Mapped[Set]


class Delivery(Base):
    """One notice on its way to one subscription.

    ``state`` is ``due``, ``claimed``, ``sent``, ``failed`` (given up), ``refused`` (by the push
    service, for a reason that stands with the subscription), ``unsure`` (claimed by a process that
    died before it could say) or ``gone`` (the subscription no longer exists).
    """

    __tablename__ = "delivery"
    __table_args__ = (Index(None, "state", "due_at"),)

    office_id: Mapped[Key]
    notice_id: Mapped[Key]
    subscription_id: Mapped[Key]
    state: Mapped[str]
    due_at: Mapped[dt.datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[dt.datetime | None]
    claimed_by: Mapped[str | None]
    finished_at: Mapped[dt.datetime | None]


class ReminderSettings(Base):
    """How an office wants to be reminded, where it differs from the defaults (``server.reminders.settings``)."""

    __tablename__ = "reminder_settings"

    office_id: Mapped[Key]
    settings: Mapped[Anything]


class JobRun(Base):
    """When a job last came to its end, by its name: a scheduler that stands still is noticed, and what was missed is
    made up for."""

    __tablename__ = "job_run"

    name: Mapped[str] = mapped_column(primary_key=True)
    finished_at: Mapped[dt.datetime]


class CalendarFeed(Base):
    """A worker's calendar address. Kept as the hash of its secret, so that a copy of the database opens no calendar."""

    __tablename__ = "calendar_feed"
    __table_args__ = (ForeignKeyConstraint(["office_id", "user_id"], ["user.office_id", "user.id"]),)

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    office_id: Mapped[Id]
    user_id: Mapped[Id]
    created_at: Mapped[dt.datetime]
