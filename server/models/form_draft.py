"""What somebody is writing into a form of the office pages."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from server.models.base import Base, Key


class FormDraft(Base):
    """What a user has typed into a form and not sent yet. ``form`` is where it is sent to; ``fields`` is JSON: inputs
    and what stands in them.
    """

    __tablename__ = "form_draft"

    office_id: Mapped[Key]
    user_id: Mapped[Key]
    form: Mapped[str] = mapped_column(primary_key=True)
    fields: Mapped[str]
    saved_at: Mapped[dt.datetime]
