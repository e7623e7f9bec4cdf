"""What the retention looks for in an office, and takes out: notices, and the ids of what was deleted long ago."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable
from typing import Final

from sqlalchemy import and_, func, or_

from server.models.attachment import Attachment
from server.models.change import Change
from server.models.notice import Delivery, Notice
from server.models.outing import Outing
from server.models.record import Record
from server.store.projections import TABLES
from server.store.statements import among
from server.store.tenant import Room, refers
from sync.records import KINDS

_UNTABLED: Final = tuple(kind for kind in KINDS if kind not in TABLES)
"""The kinds whose records alone say which of them are deleted."""


class Retention(Room):
    """What of one office has had its time."""

    def ended_notices(self, *, seen_before: dt.datetime, made_before: dt.datetime, most: int) -> list[str]:
        """Notices that were made before a day, or before another and that their reader has seen; the oldest first."""
        over = or_(Notice.made_at < made_before, and_(Notice.seen.is_(True), Notice.made_at < seen_before))
        query = self.tenant.select(Notice, Notice.id, live=True).where(over).order_by(Notice.made_at).limit(most)
        return list(self.connection.scalars(query))

    def notices_about(self, case: str, *, but_for: Collection[str]) -> list[str]:
        """The notices about a case to others than some users, but for those about a visit that has not ended."""
        out = self.tenant.select(Outing, Outing.id).where(Outing.case == case, Outing.ended_at.is_(None))
        under_way = set(self.connection.scalars(out))
        query = (
            self.tenant.select(Record, Record.id, Record.fields)
            .join(Notice, refers(Record.id, Notice, live=True))
            # A notice is in its reader's scope. An id is a UUID: no pattern, and part of no other id.
            .where(Record.kind == "notice", Record.scope.not_in(but_for), Record.fields.contains(case))
        )
        notices = ((id_, json.loads(fields)) for id_, fields in self.connection.execute(query))
        return [id_ for id_, notice in notices if notice.get("case") == case and notice.get("about") not in under_way]

    def traces_of_notices(self, *, gone_before: dt.datetime, most: int) -> list[str]:
        """Notices that are marked as deleted since before a day."""
        query = (
            self.tenant.select(Notice, Notice.id)
            .join(Change, refers(Change.record, Notice))
            .where(Notice.deleted.is_(True))
            .group_by(Notice.id)
            .having(func.max(Change.received_at) < gone_before)
            .limit(most)
        )
        return list(self.connection.scalars(query))

    def drop_notices(self, notices: Collection[str]) -> None:
        """Take notices out of the office's records, and out of nothing else: the change log stays whole."""
        for table, key in ((Delivery, Delivery.notice_id), (Notice, Notice.id), (Record, Record.id)):
            statement = self.tenant.delete(table).where(among(key, notices))
            self.connection.execute(statement.where(Record.kind == "notice") if table is Record else statement)

    def drop_deliveries_of(self, notices: Collection[str]) -> None:
        """Push some notices to nobody any more."""
        statement = self.tenant.delete(Delivery).where(among(Delivery.notice_id, notices), Delivery.state != "claimed")
        self.connection.execute(statement)

    def contents_of_deleted(self, *, deleted_before: dt.datetime, only: Collection[str] | None = None) -> list[str]:
        """The attachments whose content came and that were deleted before a day, themselves, or with what they are
        about, or with their case. ``only`` looks at some of them.
        """
        gone = {id_: at for id_, at in self._deleted() if at < deleted_before}
        if not gone:
            return []
        of_deleted = or_(*(among(key, gone) for key in (Attachment.id, Attachment.about, Attachment.case)))
        query = self.tenant.select(Attachment, Attachment.id).where(Attachment.received_at.is_not(None), of_deleted)
        if only is not None:
            query = query.where(among(Attachment.id, only))
        return list(self.connection.scalars(query.order_by(Attachment.id)))

    def _deleted(self) -> Iterable[tuple[str, dt.datetime]]:
        """Every record that is marked as deleted, with when it was last written."""
        ids: list[str] = []
        for table in TABLES.values():
            query = self.tenant.select(table, table.c.id).where(table.c.deleted.is_(True))
            ids += self.connection.scalars(query)
        untabled = self.tenant.select(Record, Record.id, Record.fields).where(Record.kind.in_(_UNTABLED))
        ids += [id_ for id_, fields in self.connection.execute(untabled) if json.loads(fields).get("deleted")]
        written = (
            self.tenant.select(Change, Change.record, func.max(Change.received_at))
            .where(among(Change.record, ids))
            .group_by(Change.record)
        )
        return [(record, at) for record, at in self.connection.execute(written)]
