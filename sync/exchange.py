"""The exchange: changes in, results out; and pages of what is new.

The rules are those of ``docs/protocol.md``. A store speaks for one office in one transaction, which the caller
opens and ends.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from sync.changes import Author, Change, Malformed, Result, read_change, rejected
from sync.decision import decide
from sync.fields import write_moment
from sync.ledger import Ledger
from sync.records import KINDS
from sync.store import Page, Position, Store
from sync.visibility import concerned, regrant


def push(
    store: Store,
    author: Author,
    raw_changes: Sequence[Any],
    *,
    now: dt.datetime,
    new_id: Callable[[], str],
) -> list[Result]:
    """Take a batch of changes as they came over the wire and store what can be stored.

    Returns one result for each, in the order given. A change whose base comes later in the same batch is taken
    after it. ``now`` is the server's clock, ``new_id`` makes ids for conflicts and merged states.
    """
    ledger = Ledger(store, write_moment(now), new_id, store.lock())
    results: list[Result | None] = [None] * len(raw_changes)
    queue: deque[tuple[int, Change]] = deque()
    for index, raw in enumerate(raw_changes):
        try:
            queue.append((index, read_change(raw)))
        except Malformed as malformed:
            results[index] = rejected(malformed.change_id, "malformed_change", *malformed.errors)
    _prefetch(ledger, author, [change for _, change in queue])
    waiting: dict[str | None, list[tuple[int, Change]]] = {}
    while queue:
        index, change = queue.popleft()
        result = results[index] = decide(ledger, author, change, now)
        if result.status == "waiting":
            waiting.setdefault(change.base, []).append((index, change))
        else:
            queue.extendleft(reversed(waiting.pop(change.id, [])))
    _write(ledger)
    return [result for result in results if result is not None]


def refresh_visibility(store: Store, users: Iterable[str], now: dt.datetime) -> None:
    """Recompute the grants of users whose account, not whose cases, has changed: one that is new, say."""
    regrant(store, users, store.lock(), write_moment(now))


def pull(store: Store, user: str, position: Position, limit: int) -> Page:
    """The next page for a user who has read up to ``position``."""
    return store.page(user, position, limit)


def _prefetch(ledger: Ledger, author: Author, changes: Collection[Change]) -> None:
    """One query for a batch, where the same for each change would be hundreds."""
    records = {change.record for change in changes}
    scopes: set[str] = set()
    for change in changes:
        kind = KINDS.get(change.kind)
        if kind is None:
            continue
        named = {value for field in kind.references if isinstance(value := change.fields.get(field), str)}
        records |= named
        if kind.scope is not None and isinstance(scope := change.fields.get(kind.scope), str):
            scopes.add(scope)
    names = {change.id for change in changes} | {change.base for change in changes if change.base is not None}
    ledger.prefetch(records, names, author.user, scopes)


def _write(ledger: Ledger) -> None:
    written = ledger.written
    if not written.entries:
        return
    written.last_seq = ledger.seq
    ledger.store.write(written)
    users = concerned(written, ledger.store.viewers_of)
    regrant(ledger.store, users, ledger.seq, ledger.now)
