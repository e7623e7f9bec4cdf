"""Households, as the office pages list them."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from server.models.base import Projection


class Household(Projection):
    """The people who live together, and what a visitor to their home must know."""

    __tablename__ = "household"
    __table_args__ = (Index(None, "office_id", "created_by"),)

    name: Mapped[str | None]
    address: Mapped[str | None]
    members: Mapped[str | None]
