"""The trail: who did and looked at what, each row bound to the one before it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.models.base import Base, Id, Key, Seq


class Trail(Base):
    """One entry of an office's trail (``server.ground.trail.Noted``). Rows are only ever added.

    ``number`` counts from 1 without a gap. ``digest`` is that of the row with the ``previous`` row's digest in it
    (``server.store.chain``), so that no row can be changed, taken out or moved without every later one telling it.
    ``details`` is JSON text of codes, ids and counts.
    """

    __tablename__ = "trail"
    __table_args__ = (
        Index(None, "office_id", "scope", "number"),
        Index(None, "office_id", "what", "number"),
        Index(None, "office_id", "actor", "number"),
    )

    office_id: Mapped[Key]
    number: Mapped[Seq] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime]
    what: Mapped[str]
    actor: Mapped[Id | None]
    device: Mapped[Id | None]
    address: Mapped[str | None]
    about_kind: Mapped[str | None]
    about: Mapped[Id | None]
    scope: Mapped[Id | None]
    reason: Mapped[str | None]
    details: Mapped[str]
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))


class TrailHead(Base):
    """How far an office's trail has come: its last number and digest. Whoever appends takes this row first."""

    __tablename__ = "trail_head"

    office_id: Mapped[Key]
    number: Mapped[Seq]
    digest: Mapped[str] = mapped_column(String(64))
