"""What consents share, brought up to date: a consent begins and ends on its days without anybody writing.

The job asks for every office once a minute (``server.jobs``), and each pull of a partner's asks for them. What is read
in between is reckoned as of now (``sync.sharing.pull``), so that a late job lets nobody read longer.
"""

from __future__ import annotations

import datetime as dt

from server.store import Office, reading, writing
from server.store.directory import SessionRow
from sync.exchange import refresh_visibility
from sync.fields import write_moment
from sync.roles import Permission
from sync.visibility import misgranted


def settle_shared(who: SessionRow, now: dt.datetime) -> None:
    """Grant and take back what is shared with whoever pulls, where they are a partner."""
    if who.may(Permission.READ_SHARED):
        _settle(who.office.id, [who.user_id], now)


def settle_office(office: str, now: dt.datetime) -> int:
    """Grant and take back what is shared with the partners of an office. Returns for how many anything was altered."""
    with reading(office) as store:
        partners = store.records.partners()
    return _settle(office, sorted(partners), now) if partners else 0


def _settle(office: str, users: list[str], now: dt.datetime) -> int:
    with reading(office) as store:
        due = _due(store, users, now)
    if due:
        with writing(office) as store:
            refresh_visibility(store.records, due, now)
    return len(due)


def _due(store: Office, users: list[str], now: dt.datetime) -> list[str]:
    moment = write_moment(now)
    return [user for user in users if misgranted(store.records, user, moment)]
