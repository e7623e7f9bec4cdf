"""Who sees what, and since when."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from server.models.base import Base, Key, Seq


class Visibility(Base):
    """That a user sees a scope since ``granted_seq``, or did until ``revoked_seq`` (``sync.store.Grant``)."""

    __tablename__ = "visibility"
    __table_args__ = (Index(None, "office_id", "scope"),)

    office_id: Mapped[Key]
    user_id: Mapped[Key]
    scope: Mapped[Key]
    granted_seq: Mapped[Seq]
    revoked_seq: Mapped[Seq | None]
    revoked_at: Mapped[dt.datetime | None]
