"""People, as the office pages list them."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from server.models.base import Base, Id, Key, Projection


class Person(Projection):
    """A client, or somebody of a client's family."""

    __tablename__ = "person"
    __table_args__ = (
        Index(None, "office_id", "household"),
        Index(None, "office_id", "created_by"),
    )

    name: Mapped[str | None]
    kana: Mapped[str | None]
    gender: Mapped[str | None]
    phone: Mapped[str | None]
    address: Mapped[str | None]
    household: Mapped[Id | None]
    household_by: Mapped[Id | None]


class HouseholdMember(Base):
    """That a person belongs, or has once belonged, to a household. Rows are only ever added.

    A worker's own word leads to a household only while they see all of these persons
    (docs/decisions/0012-who-sees-what.md).
    """

    __tablename__ = "household_member"

    office_id: Mapped[Key]
    household: Mapped[Key]
    person: Mapped[Key]
