"""Changes that name what an office has lost."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from server.models.base import Base, Id, Key


class WaitingChange(Base):
    """A change that names what the office does not know: kept whole, as its phone sent it.

    ``state`` is ``waiting``, ``told`` (a person wants it decided now), ``laid`` (nobody can base it any more, and
    there is no record to disagree about: it is for a person to read), ``settled`` (somebody has) or ``refused``
    (its author has to see to it). One that was taken after all stands in the change log; it no longer counts here, and
    goes.
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
    settled_by: Mapped[Id | None]
    settled_at: Mapped[dt.datetime | None]
