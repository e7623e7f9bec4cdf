"""Changes that name what an office has lost."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from server.models.base import Base, Id, Key


class WaitingChange(Base):
    """A change that names something unknown to the office: kept whole, as its phone sent it.

    ``state`` is one of ``waiting``; ``told`` (a person wants it decided now); ``laid`` (its base is lost and there is
    no record to disagree about: a person is to read it); ``settled`` (somebody has read it); ``refused`` (its author
    has to correct it); ``held`` (it came sealed and is not applied, since its phone may never show an answer). A change
    that was taken after all stands in the change log; its row here no longer counts, and is removed.
    ``refusal`` is why it was refused when that was last tried, as JSON (``server.services.refusals``).
    """

    __tablename__ = "waiting_change"
    __table_args__ = (Index(None, "office_id", "state"),)

    office_id: Mapped[Key]
    id: Mapped[Key]
    author: Mapped[Id]
    device: Mapped[Id | None]
    body: Mapped[str]
    first_at: Mapped[dt.datetime]
    last_at: Mapped[dt.datetime]
    state: Mapped[str]
    refusal: Mapped[str | None]
    settled_by: Mapped[Id | None]
    settled_at: Mapped[dt.datetime | None]
