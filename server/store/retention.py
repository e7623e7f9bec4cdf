"""What the retention looks for in an office, and takes out: notices, and the ids of what was deleted long ago."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from sqlalchemy import and_, delete, func, or_, select

from server.models import Attachment, Change, Delivery, Notice, Record
from server.store.accounts import AccountStore
from server.store.projections import TABLES
from server.store.statements import among


class RetentionStore(AccountStore):
    """What of one office has had its time."""

    def ended_notices(self, *, seen_before: dt.datetime, made_before: dt.datetime, most: int) -> list[str]:
        """Notices that were made before a day, or before another and that their reader has seen; the oldest first."""
        over = or_(Notice.made_at < made_before, and_(Notice.seen.is_(True), Notice.made_at < seen_before))
        query = (
            select(Notice.id)
            .where(Notice.office_id == self.office, Notice.deleted.is_not(True), over)
            .order_by(Notice.made_at)
            .limit(most)
        )
        return list(self.connection.scalars(query))

    def traces_of_notices(self, *, gone_before: dt.datetime, most: int) -> list[str]:
        """Notices that are marked as deleted since before a day."""
        query = (
            select(Notice.id)
            .join(Change, and_(Change.office_id == Notice.office_id, Change.record == Notice.id))
            .where(Notice.office_id == self.office, Notice.deleted.is_(True))
            .group_by(Notice.id)
            .having(func.max(Change.received_at) < gone_before)
            .limit(most)
        )
        return list(self.connection.scalars(query))

    def drop_notices(self, notices: Collection[str]) -> None:
        """Take notices out of the office's records, and out of nothing else: the change log stays whole."""
        for table, key in ((Delivery, Delivery.notice_id), (Notice, Notice.id), (Record, Record.id)):
            statement = delete(table).where(table.office_id == self.office, among(key, notices))
            self.connection.execute(statement.where(Record.kind == "notice") if table is Record else statement)

    def drop_deliveries_of(self, notices: Collection[str]) -> None:
        """Push some notices to nobody any more."""
        mine = and_(Delivery.office_id == self.office, among(Delivery.notice_id, notices))
        self.connection.execute(delete(Delivery).where(mine, Delivery.state != "claimed"))

    def contents_of_deleted(self, *, deleted_before: dt.datetime, only: Collection[str] | None = None) -> list[str]:
        """The attachments whose content came and that were deleted before a day, themselves, or with what they are
        about, or with their case. ``only`` looks at some of them.
        """
        gone = {id_: at for id_, at in self._deleted() if at < deleted_before}
        if not gone:
            return []
        found = or_(*(among(key, gone) for key in (Attachment.id, Attachment.about, Attachment.case)))
        query = select(Attachment.id).where(
            Attachment.office_id == self.office, Attachment.received_at.is_not(None), found
        )
        if only is not None:
            query = query.where(among(Attachment.id, only))
        return list(self.connection.scalars(query.order_by(Attachment.id)))

    def _deleted(self) -> Iterable[tuple[str, dt.datetime]]:
        """Every record that is marked as deleted, with when it was last written."""
        ids: list[str] = []
        for table in TABLES.values():
            query = select(table.c.id).where(table.c.office_id == self.office, table.c.deleted.is_(True))
            ids += self.connection.scalars(query)
        written = (
            select(Change.record, func.max(Change.received_at))
            .where(Change.office_id == self.office, among(Change.record, ids))
            .group_by(Change.record)
        )
        return [(record, at) for record, at in self.connection.execute(written)]
