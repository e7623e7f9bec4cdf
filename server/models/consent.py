"""Consents: who lets what be shared, with whom, until when."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from server.models.base import Id, Projection


class Consent(Projection):
    """A consent. Queries ask only whom it names."""

    __tablename__ = "consent"
    __table_args__ = (Index(None, "office_id", "receiver"),)

    receiver: Mapped[Id | None]
