"""What an office does about what it lost: it notices, it counts what comes back, and it ends every waiting."""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from server.ids import new_id
from server.reminders.events import exchanged, tell_apart
from server.reminders.settings import policy_of
from server.store import OfficeStore, writing
from server.store.backups import RestorationRow
from server.store.recovery import WaitingRow
from sync.changes import Author, Result
from sync.exchange import push
from sync.facts import Facts

KEPT_WITHOUT_BACKUPS: Final = dt.timedelta(days=30)
"""How long a phone keeps what an office has that makes no backups (docs/protocol.md)."""

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
    store: OfficeStore,
    author: Author,
    changes: Sequence[Any],
    results: Sequence[Result],
    now: dt.datetime,
    facts: Facts | None = None,
) -> list[Result]:
    """Keep what waits, and decide what has waited long enough. Returns the results with those that this alters.

    The office says how long it waits (``waiting_days``). What is laid before a person without a record has no entry in
    the log, by which a restored office would miss it: its phone is told to wait on, and so goes on offering it, until
    a verified backup has it.
    """
    waiting = {
        result.id: change
        for change, result in zip(changes, results, strict=True)
        if result.status == "waiting" and result.id is not None
    }
    if not waiting:
        return list(results)
    given_up = store.given_up(waiting, _long_ago(store, now))
    decided = _decide(store, author, [waiting[id_] for id_ in waiting if id_ in given_up], given_up, now, facts)
    rows = [
        WaitingRow(id_, author.user, author.device, json.dumps(change, ensure_ascii=False), now, "waiting")
        for id_, change in waiting.items()
    ]
    store.keep_waiting(rows, now)
    covered = store.covered()
    safe_since = now - KEPT_WITHOUT_BACKUPS if covered is None else covered.at
    told = {id_: each for id_, each in decided.items() if each.code != "base_lost" or given_up[id_] <= safe_since}
    return [told.get(result.id or "", result) for result in results]


def decide_now(store: OfficeStore, row: WaitingRow, now: dt.datetime) -> Result:
    """Decide a change that waits without what it names, because a person said so or its time has come, with all that
    follows from a change that a phone brings. The right to write it is judged as if its phone offered it.
    """
    account = store.user(row.author)
    told = next((each.told_seq for each in store.devices(row.author) if each.id == row.device), 0)
    author = Author(row.author, account.role if account else "worker", row.device, told_seq=told)
    store.set_waiting([row.id], "told")
    change = json.loads(row.body)
    before = store.last_seq()
    result = _decide(store, author, [change], {row.id: row.first_at}, now)[row.id]
    tell_apart(store, partial(exchanged, store, [change], [result], now))
    count_returned(store, [change], [result], before)
    number = change.get("number")
    if row.device is not None and isinstance(number, int) and result.seq is not None:
        store.note_numbers(row.author, row.device, saved=0, received=[number], dropped=[])
    return result


def decide_overdue(store: OfficeStore, now: dt.datetime, most: int) -> int:
    """Decide what has waited long enough, though its phone may never offer it again. Returns how much it was."""
    rows = store.waiting_since(_long_ago(store, now), most)
    for row in rows:
        decide_now(store, row, now)
    return len(rows)


def _long_ago(store: OfficeStore, now: dt.datetime) -> dt.datetime:
    return now - dt.timedelta(days=policy_of(store.reminder_settings()).waiting_days)


def count_returned(store: OfficeStore, changes: Sequence[Any], results: Sequence[Result], before: int) -> None:
    """Count the changes that a phone offered again and that were not here: those with a seq after ``before``."""
    returned = sum(
        isinstance(change, dict)
        and change.get("offered_again") is True
        and (result.seq or 0) > before
        and result.code != "base_lost"
        for change, result in zip(changes, results, strict=True)
    )
    if returned:
        store.count_returned(returned)


def _decide(
    store: OfficeStore,
    author: Author,
    changes: Sequence[Any],
    given_up: Mapping[str, dt.datetime],
    now: dt.datetime,
    facts: Facts | None = None,
) -> dict[str, Result]:
    """The results by change. With ``facts`` only as many are decided as one transaction takes; the others wait on."""
    if not changes:
        return {}
    answers = push(store, author, changes, now=now, new_id=new_id, facts=facts, given_up=given_up)
    results = {answer.id: answer for answer in answers if answer is not None and answer.id is not None}
    store.end_waiting([id_ for id_, result in results.items() if result.code == "base_lost"], "laid")
    store.end_waiting([id_ for id_, result in results.items() if result.status == "rejected"], "refused")
    return results
