"""The writing of notices: each of them once, and with it what is to be pushed to its reader's phones."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from server.ground.ids import new_id
from server.reminders.settings import policy_of
from server.store import Office
from server.store.incidents import log_incident
from server.store.push import DeliveryRow
from server.store.reminders import GivenRow
from sync.changes import new_change, office_author
from sync.exchange import push
from sync.fields import write_moment
from sync.reminders import SAFETY

log = logging.getLogger("banso.reminders")


@dataclass(frozen=True, slots=True)
class DueNotice:
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
    """The exchange refused a notice, which it must never do; ``code`` says why."""

    def __init__(self, code: str | None) -> None:
        super().__init__(code)
        self.code = code


def digest(office: str, key: str) -> str:
    """The key of a notice as it is kept: of one length, however long what it names is. It is no id of a record."""
    return str(uuid.uuid5(uuid.UUID(office), key))


def give(store: Office, notices: Iterable[DueNotice], now: dt.datetime) -> list[str]:
    """Write the notices that were not given yet, and a delivery to each phone of their readers.

    Returns the ids of the new ones. All of it is in the caller's transaction, so that neither notice nor delivery is
    there without the other. A reader whose account is out of use gets none. One that the exchange refuses is logged,
    keeps no other back, and is tried again by the next look.
    """
    wanted = {digest(store.id, notice.key): notice for notice in _as_may_be_told(store, list(notices))}
    if not wanted:
        return []
    store.lock()
    known = store.reminders.already_given(wanted)
    active = {user.id for user in store.accounts.users() if user.active}
    missing = {key: notice for key, notice in wanted.items() if key not in known and notice.reader in active}
    ids = _free_ids(store, missing)
    changes = [_change(ids[key], notice, now) for key, notice in missing.items()]
    author = office_author(store.id)
    results = push(store.records, author, changes, now=now, new_id=new_id)
    for refused in (result for result in results if result.status != "applied"):
        log_incident(NotGiven(refused.code))
    applied = [key for key, result in zip(missing, results, strict=True) if result.status == "applied"]
    store.reminders.note_given([GivenRow(key, missing[key].reader, ids[key]) for key in applied])
    new = {ids[key]: missing[key] for key in applied}
    store.push.add_deliveries(_deliveries(store, new, now))
    return list(new)


def _as_may_be_told(store: Office, notices: list[DueNotice]) -> Iterator[DueNotice]:
    """The notices that their readers may have. None is about a case that is restricted to others, unless it is about a
    colleague's safety; then the client's home is named only with a call for help.
    """
    named = store.restrictions.named() if any(notice.case for notice in notices) else {}
    for notice in notices:
        if notice.case is None or notice.reader in named.get(notice.case, (notice.reader,)):
            yield notice
        elif notice.reminder in SAFETY:
            yield notice if notice.reminder == "alarm" else replace(notice, place=None)


def _free_ids(store: Office, keys: Iterable[str]) -> dict[str, str]:
    """An id for each notice that nobody can know beforehand and that no record has."""
    ids = {key: new_id() for key in keys}
    while taken := store.records.by_id(ids.values()):
        log.warning("notice_id_taken", extra={"count": len(taken)})
        ids |= {key: new_id() for key, id_ in ids.items() if id_ in taken}
    return ids


def _change(id_: str, notice: DueNotice, now: dt.datetime) -> dict[str, Any]:
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
    present = {name: value for name, value in fields.items() if value is not None}
    return new_change(new_id(), "notice", id_, present, base=None, made_at=now)


def _deliveries(store: Office, new: Mapping[str, DueNotice], now: dt.datetime) -> list[DeliveryRow]:
    """A delivery for every phone of a reader who has not muted that kind of notice, while it is news."""
    targets = store.push.targets({notice.reader for notice in new.values()}) if new else []
    if not targets:
        return []
    policy = policy_of(store.reminders.settings())
    deliveries: list[DeliveryRow] = []
    for id_, notice in new.items():
        at = policy.push_at(notice.reminder, now, store.zone)
        if notice.until is not None and notice.until <= at:
            continue
        deliveries += [
            DeliveryRow(id_, target.subscription, at)
            for target in targets
            if target.user_id == notice.reader and (notice.reminder in SAFETY or notice.reminder not in target.muted)
        ]
    return deliveries
