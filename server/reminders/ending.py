"""The end of notices: by a change like any other, so that every phone drops them with its next pull."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from server.ground.ids import new_id
from server.store import Office
from sync.changes import new_change, office_author
from sync.exchange import push


class NotEnded(Exception):
    """The exchange refused to end a notice, which it must never do; ``code`` says why."""


def end(store: Office, notices: Collection[str], now: dt.datetime) -> None:
    """Mark notices as deleted, and push them to nobody any more."""
    author = office_author(store.id)
    changes = [
        new_change(new_id(), "notice", record.id, {"deleted": True}, base=record.head, made_at=now)
        for record in store.records.by_id(notices).values()
    ]
    for result in push(store.records, author, changes, now=now, new_id=new_id) if changes else ():
        if result.status != "applied":
            raise NotEnded(result.code)
    store.retention.drop_deliveries_of(notices)
