"""The members of the office, as colleagues see them."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from server.models.base import Projection


class Staff(Projection):
    """The name and telephone behind the id that other records carry. The id is the account's."""

    __tablename__ = "staff"

    name: Mapped[str | None]
    phone: Mapped[str | None]
