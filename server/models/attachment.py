"""Attachments: the photos and files that belong to notes."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from server.models.base import Id, Projection


class Attachment(Projection):
    """What a file is. Its content is not in the database (``server.ground.blobs``)."""

    __tablename__ = "attachment"
    __table_args__ = (Index(None, "office_id", "about"),)

    case: Mapped[Id | None]
    about: Mapped[Id | None]
    size: Mapped[int | None]
    sha256: Mapped[str | None]
    received_at: Mapped[dt.datetime | None]
