"""What people are writing into the forms of the office pages, each for themselves alone."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, cast

from sqlalchemy import Table, tuple_

from server.models.form_draft import FormDraft
from server.store.statements import among, insert_rows
from server.store.tenant import Room
from sync.fields import write_moment

MOST_DRAFTS: Final = 50
"""How many forms of one user are kept; the one that was left longest ago goes first."""


@dataclass(frozen=True, slots=True)
class FormDraftRow:
    """What stands in the inputs of a form, by name, since ``saved_at``."""

    form: str
    fields: Mapping[str, str]
    saved_at: dt.datetime


class Drafts(Room):
    """The drafts of one office's forms."""

    def keep(self, user: str, draft: FormDraftRow) -> None:
        """Keep a draft in place of an earlier one of the same form."""
        row = {
            "office_id": self.tenant.office,
            "user_id": user,
            "form": draft.form,
            # Escaped: a browser may send halves of characters, which no database takes.
            "fields": json.dumps(dict(draft.fields)),
            "saved_at": write_moment(draft.saved_at),
        }
        insert_rows(self.connection, cast(Table, FormDraft.__table__), [row], replace=True)
        kept = list(
            self.connection.scalars(
                self.tenant.select(FormDraft, FormDraft.form)
                .where(FormDraft.user_id == user)
                .order_by(FormDraft.saved_at.desc(), FormDraft.form)
            )
        )
        if kept[MOST_DRAFTS:]:
            self._drop(user, kept[MOST_DRAFTS:])

    def of(self, user: str, forms: Collection[str]) -> list[FormDraftRow]:
        """A user's drafts of some forms."""
        query = self.tenant.select(FormDraft, FormDraft.form, FormDraft.fields, FormDraft.saved_at).where(
            FormDraft.user_id == user, among(FormDraft.form, forms)
        )
        return [FormDraftRow(row.form, json.loads(row.fields), row.saved_at) for row in self.connection.execute(query)]

    def drop(self, user: str, form: str) -> None:
        """Forget a draft: it was sent, or thrown away."""
        self._drop(user, [form])

    def drop_old(self, saved_before: dt.datetime, most: int) -> int:
        """Forget drafts that were last saved before a moment, at most ``most``. Returns how many."""
        key = (FormDraft.user_id, FormDraft.form)
        old = FormDraft.saved_at < saved_before
        rows = self.connection.execute(self.tenant.select(FormDraft, *key).where(old).limit(most)).all()
        if rows:
            self.connection.execute(
                self.tenant.delete(FormDraft).where(old, tuple_(*key).in_([tuple(row) for row in rows]))
            )
        return len(rows)

    def _drop(self, user: str, forms: list[str]) -> None:
        mine = FormDraft.user_id == user
        self.connection.execute(self.tenant.delete(FormDraft).where(mine, among(FormDraft.form, forms)))
