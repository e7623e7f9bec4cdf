"""What follows from an office's records, held to them: the columns of their kinds, and who sees what.

The records are the truth (docs/decisions/0002-records-and-columns.md, 0012-who-sees-what.md). What follows from them
is written with them, and differs only where a database was edited by hand, damaged, or written by a faulty version.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from server.store import Office
from sync.exchange import refresh_visibility
from sync.fields import write_moment
from sync.visibility import misgranted


@dataclass(frozen=True, slots=True)
class Differences:
    """What is not as the records say: ``columns`` are the ids of records (with what is kept of their charge and
    household), ``grants`` each a user and a scope.
    """

    columns: Sequence[str]
    grants: Sequence[tuple[str, str]]


def differences(store: Office, now: dt.datetime) -> Differences:
    """What differs in an office. Reads all of it."""
    grants = [
        (user.id, scope)
        for user in store.accounts.users()
        for scope in sorted(misgranted(store.records, user.id, write_moment(now)))
    ]
    return Differences(store.maintenance.strayed(), grants)


def rebuild(store: Office, now: dt.datetime) -> int:
    """Write everything that follows from the records anew. Returns how many records there are.

    Holds the office's counter to the end of the transaction: until then nobody else writes.
    """
    store.lock()
    count = store.maintenance.rebuild(now)
    refresh_visibility(store.records, [user.id for user in store.accounts.users()], now)
    return count
