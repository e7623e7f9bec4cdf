"""The writing of notices: each of them once, and with it what is to be pushed to its reader's phones."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from server.ids import new_id
from server.reminders.settings import SAFETY, policy_of
from server.store import OfficeStore
from server.store.reminders import DeliveryRow
from sync.changes import Author
from sync.exchange import push
from sync.fields import write_moment


@dataclass(frozen=True, slots=True)
class Wanted:
    """A notice that somebody should have.

    ``key`` is what makes it the same notice, within the office: it names reader, rule, subject, date and step, so that
    nobody is told a thing twice. ``until`` is when it is no news any more: quiet hours that end later swallow the push.
    The rest is the notice's fields (``sync/records/notice.py``); ``reader`` is a user.
    """

    key: str
    reader: str
    reminder: str
    about: str | None = None
    case: str | None = None
    subject: str | None = None
    place: str | None = None
    due: str | None = None
    count: int | None = None
    until: dt.datetime | None = None


class NotGiven(Exception):
    """The exchange refused a notice, which it must not; ``code`` says why."""

    def __init__(self, code: str | None) -> None:
        super().__init__(code)
        self.code = code


def notice_id(office: str, key: str) -> str:
    """The id of the notice with this key: the same key never makes a second notice."""
    return str(uuid.uuid5(uuid.UUID(office), key))


def give(store: OfficeStore, notices: Iterable[Wanted], now: dt.datetime) -> list[str]:
    """Write the notices that are not there yet, and a delivery to each phone of their readers.

    Returns the ids of the new ones. All of it is in the caller's transaction, so that neither notice nor delivery is
    there without the other. A reader whose account is out of use gets none. Raises ``NotGiven``.
    """
    wanted = {notice_id(store.office, notice.key): notice for notice in notices}
    if not wanted:
        return []
    store.lock()
    known = store.given(wanted)
    active = {user.id for user in store.users() if user.active}
    new = {id_: notice for id_, notice in wanted.items() if id_ not in known and notice.reader in active}
    changes = [_change(id_, notice, now) for id_, notice in new.items()]
    author = Author(store.office, "manager", may_write_server_fields=True)
    for result in push(store, author, changes, now=now, new_id=new_id):
        if result.status != "applied":
            raise NotGiven(result.code)
    store.add_deliveries(_deliveries(store, new, now))
    return list(new)


def _change(id_: str, notice: Wanted, now: dt.datetime) -> dict[str, Any]:
    fields = {
        "worker": notice.reader,
        "reminder": notice.reminder,
        "about": notice.about,
        "case": notice.case,
        "subject": notice.subject,
        "place": notice.place,
        "due": notice.due,
        "count": notice.count,
        "made_at": write_moment(now),
    }
    given = {name: value for name, value in fields.items() if value is not None}
    change = {"id": new_id(), "kind": "notice", "record": id_, "base": None, "made_at": write_moment(now)}
    return change | {"fields": given}


def _deliveries(store: OfficeStore, new: Mapping[str, Wanted], now: dt.datetime) -> list[DeliveryRow]:
    """A delivery for every phone of a reader who has not muted that kind of notice, while it is news."""
    targets = store.push_targets({notice.reader for notice in new.values()}) if new else []
    if not targets:
        return []
    policy = policy_of(store.reminder_settings())
    found: list[DeliveryRow] = []
    for id_, notice in new.items():
        at = policy.push_at(notice.reminder, now, store.zone)
        if notice.until is not None and notice.until <= at:
            continue
        found += [
            DeliveryRow(id_, target.subscription, at)
            for target in targets
            if target.user_id == notice.reader and (notice.reminder in SAFETY or notice.reminder not in target.muted)
        ]
    return found
