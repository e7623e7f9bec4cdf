"""What an office does about what it lost: it notices, it counts what comes back, and it ends every waiting."""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Collection, Sequence
from typing import Any

from server.ids import new_id
from server.reminders.settings import policy_of
from server.store import OfficeStore, writing
from server.store.backups import RestorationRow
from server.store.recovery import WaitingRow
from sync.changes import Author, Result
from sync.exchange import push

log = logging.getLogger("banso.recovery")


def note_changed_history(office: str, cursor_given_at: dt.datetime, device: str | None, now: dt.datetime) -> None:
    """Note that the office was put back to an earlier point, as a phone's cursor shows that was given out before.

    Other phones with cursors from before that moment tell nothing new.
    """
    with writing(office) as store:
        store.lock()
        known = store.restorations()
        if known and cursor_given_at <= known[0].at:
            return
        seq = store.last_seq()
        store.note_restoration(RestorationRow(new_id(), now, None, seq, device, 0))
    log.warning("history_changed", extra={"office": office, "device": device})


def settle_waiting(
    store: OfficeStore, author: Author, changes: Sequence[Any], results: Sequence[Result], now: dt.datetime
) -> list[Result]:
    """Keep what waits, and decide what has waited long enough. Returns the results with those that this alters.

    The office says how long it waits (``waiting_days``).
    """
    waiting = {
        result.id: change
        for change, result in zip(changes, results, strict=True)
        if result.status == "waiting" and result.id is not None
    }
    if not waiting:
        return list(results)
    long_ago = now - dt.timedelta(days=policy_of(store.reminder_settings()).waiting_days)
    given_up = store.given_up(waiting, long_ago)
    decided = _decide(store, author, [waiting[id_] for id_ in waiting if id_ in given_up], given_up, now)
    rows = [
        WaitingRow(
            id_, author.user, author.device, json.dumps(change, ensure_ascii=False), now, now, "waiting", None, None
        )
        for id_, change in waiting.items()
    ]
    store.keep_waiting(rows, now)
    return [decided.get(result.id, result) for result in results]


def decide_now(store: OfficeStore, author: Author, row: WaitingRow, now: dt.datetime) -> Result:
    """Decide a change that waits without what it names, because a person said so."""
    store.set_waiting([row.id], "told")
    return _decide(store, author, [json.loads(row.body)], {row.id}, now)[row.id]


def count_returned(store: OfficeStore, changes: Sequence[Any], results: Sequence[Result], before: int) -> None:
    """Count the changes that a phone offered again and that were not here: those with a seq after ``before``."""
    returned = sum(
        isinstance(change, dict) and change.get("offered_again") is True and (result.seq or 0) > before
        for change, result in zip(changes, results, strict=True)
    )
    if returned:
        store.count_returned(returned)


def _decide(
    store: OfficeStore, author: Author, changes: Sequence[Any], given_up: Collection[str], now: dt.datetime
) -> dict[str | None, Result]:
    if not changes:
        return {}
    results = push(store, author, changes, now=now, new_id=new_id, given_up=given_up)
    store.set_waiting([result.id for result in results if result.code == "base_lost" and result.id], "laid")
    return {result.id: result for result in results}
