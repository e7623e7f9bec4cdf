"""Accounts, their phones, and who is signed in."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.models.base import Base, Id, Key, Seconds, Seq


class User(Base):
    """An account.

    ``login`` is unique in the whole installation, in its folded spelling; ``password_hash`` is Argon2id, and empty
    until its owner has chosen a password. ``first_phone_until`` is until when its first phone registers by itself:
    the time that an invitation gives.
    """

    __tablename__ = "user"

    office_id: Mapped[Key] = mapped_column(ForeignKey("office.id"))
    id: Mapped[Key]
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str]
    active: Mapped[bool]
    created_at: Mapped[dt.datetime]
    first_phone_until: Mapped[dt.datetime | None]


class Device(Base):
    """A phone, as one user has signed in on it.

    ``told_seq`` is how far it has been told of the office's changes and never goes back; ``queued`` is what it last
    said is still unsent. It numbers what it saves: ``saved`` is how far, ``received`` and ``dropped`` are the numbers
    that came here and those that it gave up (``sync.numbers``). ``unlocked_at`` is when its user last opened its lock,
    and ``erased_at`` when it said that nothing is left on it.

    It is registered once ``approved_at`` says so: ``approved_how`` is a way of ``server.services.registration``,
    ``approved_by`` whoever let it in. ``key`` is the public key by which it proves that a request is its own, in
    base64url; ``asked_key`` one that waits for approval since ``asked_at``.
    """

    __tablename__ = "device"
    __table_args__ = (ForeignKeyConstraint(["office_id", "user_id"], ["user.office_id", "user.id"]),)

    office_id: Mapped[Key]
    user_id: Mapped[Key]
    id: Mapped[Key]
    name: Mapped[str]
    told_seq: Mapped[Seq] = mapped_column(default=0)
    clock_offset_s: Mapped[Seconds] = mapped_column(default=0)
    queued: Mapped[int] = mapped_column(default=0)
    saved: Mapped[Seq] = mapped_column(default=0, server_default="0")
    received: Mapped[str | None]
    dropped: Mapped[str | None]
    registered_at: Mapped[dt.datetime]
    last_seen_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]
    unlocked_at: Mapped[dt.datetime | None]
    erased_at: Mapped[dt.datetime | None]
    version: Mapped[str | None]
    key: Mapped[str | None]
    asked_key: Mapped[str | None]
    asked_at: Mapped[dt.datetime | None]
    approved_at: Mapped[dt.datetime | None]
    approved_by: Mapped[Id | None]
    approved_how: Mapped[str | None]


class SignIn(Base):
    """A session. Its key is the hash of what the cookie holds, so that a copy of the database signs nobody in.

    ``scope`` is ``delivery`` where it is good for handing over what a phone still keeps, and for nothing else.
    ``browser`` is what it runs in, on a PC that ``shared`` says is used by several; ``way`` is by what it began where
    that was no password (``passkey``, ``provider``), ``second_factor`` whether more than a password was given, and
    ``confirmed_at`` when its user last showed once more who they are. On a phone, ``office_until`` is until when it
    opens the pages of the office as well: the lock of the app does not lock these. ``case_words`` and ``search_words``
    are what was last searched for on the page of cases and in the whole office: mostly a name, so that it stands
    neither in the address nor in the cookie.
    """

    __tablename__ = "sign_in"
    __table_args__ = (
        ForeignKeyConstraint(["office_id", "user_id"], ["user.office_id", "user.id"]),
        Index(None, "office_id", "user_id"),
    )

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    office_id: Mapped[Id]
    user_id: Mapped[Id]
    device_id: Mapped[Id | None]
    scope: Mapped[str | None]
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    last_seen_at: Mapped[dt.datetime | None]
    shared: Mapped[bool | None]
    second_factor: Mapped[bool | None]
    browser: Mapped[str | None]
    way: Mapped[str | None]
    confirmed_at: Mapped[dt.datetime | None]
    office_until: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    case_words: Mapped[str | None]
    search_words: Mapped[str | None]
