"""The exchange: changes in, results out; and pages of what is new.

The rules are those of ``docs/protocol.md``. A store speaks for one office in one transaction, which the caller
opens and ends.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, Final, overload

from sync.changes import Author, Change, Malformed, Result, read_change, rejected
from sync.decision import decide
from sync.facts import Facts
from sync.fields import write_moment
from sync.lookahead import look_ahead
from sync.push_state import PushState
from sync.records import KINDS
from sync.store import Page, Position, Store
from sync.visibility import concerned, regrant

AT_ONCE: Final = 100
"""The changes that one transaction takes: a few hundredths of a second."""

STAMP_LENGTH: Final = 12
"""How many of the last digits of an id that the server makes are taken for a stamp: those are random."""


@overload
def push(
    store: Store,
    author: Author,
    raw_changes: Sequence[Any],
    *,
    now: dt.datetime,
    new_id: Callable[[], str],
    given_up: Collection[str] = (),
) -> list[Result]: ...


@overload
def push(
    store: Store,
    author: Author,
    raw_changes: Sequence[Any],
    *,
    now: dt.datetime,
    new_id: Callable[[], str],
    facts: Facts | None,
    given_up: Collection[str] = (),
) -> list[Result | None]: ...


def push(
    store: Store,
    author: Author,
    raw_changes: Sequence[Any],
    *,
    now: dt.datetime,
    new_id: Callable[[], str],
    facts: Facts | None = None,
    given_up: Collection[str] = (),
) -> list[Result] | list[Result | None]:
    """Take a batch of changes as they came over the wire and store what can be stored.

    Returns one result for each, in the order given. A change whose base comes later in the same batch is taken after
    it. ``now`` is the server's clock, ``new_id`` makes ids for conflicts and merged states. ``given_up`` are the
    changes that have waited long enough for what they name: each is decided without it.

    With the ``facts`` that ``look_ahead`` found, it takes no more than one transaction should: at least one change, and
    none after those that took long. The result of each change that it left is ``None`` (``in_parts``). Without
    ``facts`` it takes all.
    """
    seq = store.lock()
    bounded = facts is not None
    push_state = PushState(
        store,
        write_moment(now),
        new_id,
        seq,
        facts or look_ahead(store, raw_changes),
        given_up=frozenset(given_up),
        stamp=new_id()[-STAMP_LENGTH:],
    )
    results: list[Result | None] = [None] * len(raw_changes)
    queue: deque[tuple[int, Change]] = deque()
    for index, raw in enumerate(raw_changes[:AT_ONCE] if bounded else raw_changes):
        try:
            queue.append((index, read_change(raw)))
        except Malformed as malformed:
            results[index] = rejected(malformed.change_id, "malformed_change", *malformed.errors)
    _prefetch(push_state, author, [change for _, change in queue])
    waiting: dict[str | None, list[tuple[int, Change]]] = {}
    while queue and (push_state.effort.left or not bounded):
        index, change = queue.popleft()
        result = results[index] = decide(push_state, author, change, now)
        if result.status == "waiting":
            waiting.setdefault(change.base, []).append((index, change))
        else:
            queue.extendleft(reversed(waiting.pop(change.id, [])))
    for index, _ in queue:
        results[index] = None
    _write(push_state)
    return results


def in_parts(raw_changes: Sequence[Any], take: Callable[[Sequence[Any]], list[Result | None]]) -> list[Result]:
    """Take a batch in as many transactions as it needs so that nobody else waits for long: mostly one.

    ``take`` is given a part of the batch and answers some of it (``push``); what it left is given to it again. What
    waited for a change of a later part is taken once more after that.
    """
    results: dict[int, Result] = {}
    parts, size = 0, AT_ONCE
    round_ = list(range(len(raw_changes)))
    while round_:
        left = round_
        while left:
            asked = left[:size]
            answers = dict(zip(asked, take([raw_changes[place] for place in asked]), strict=True))
            taken = {place: answer for place, answer in answers.items() if answer is not None}
            results |= taken
            left = [place for place in left if place not in taken]
            # What is read for changes that are then left is read in vain.
            parts, size = parts + 1, AT_ONCE if len(taken) == len(asked) else 2 * len(taken)
        waiting = [place for place in round_ if results[place].status == "waiting"]
        round_ = waiting if parts > 1 and len(waiting) < len(round_) else []
    return [results[place] for place in range(len(raw_changes))]


def refresh_visibility(store: Store, users: Iterable[str], now: dt.datetime) -> None:
    """Recompute the grants of users whose accounts have changed though their cases have not: of a new user, for
    example.
    """
    regrant(store, users, store.lock(), write_moment(now))


def pull(store: Store, user: str, position: Position, limit: int) -> Page:
    """The next page for a user who has read up to ``position``."""
    return store.page(user, position, limit)


def _prefetch(push_state: PushState, author: Author, changes: Collection[Change]) -> None:
    """Read for the whole batch in a few queries what would be hundreds, change by change."""
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
    push_state.prefetch(records, names, author.user, scopes)


def _write(push_state: PushState) -> None:
    written = push_state.written
    if not written.entries:
        return
    written.last_seq = push_state.seq
    push_state.store.write(written)
    users = concerned(written, push_state.store)
    regrant(push_state.store, users, push_state.seq, push_state.now)
