"""What an office does after a loss: it notices it, counts what comes back, and settles every change that waits."""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from server.ground.ids import new_id
from server.reminders.events import exchanged, tell_apart
from server.reminders.settings import policy_of
from server.services.refusals import write_refusal
from server.store import Office, writing
from server.store.backups import RestorationRow
from server.store.recovery import HELD, WaitingRow
from sync.changes import Author, Result
from sync.exchange import push
from sync.facts import Facts
from sync.roles import LEAVER

KEPT_WITHOUT_BACKUPS: Final = dt.timedelta(days=30)
"""How long a phone keeps what an office has that makes no backups (docs/protocol.md)."""

log = logging.getLogger("banso.recovery")


def note_changed_history(office: str, cursor_given_at: dt.datetime, device: str | None, now: dt.datetime) -> None:
    """Note that the office was put back to an earlier point, as a phone's cursor from before that shows.

    Other phones with cursors from before that moment tell nothing new.
    """
    with writing(office) as store:
        store.lock()
        known = store.backups.restorations()
        if known and cursor_given_at <= known[0].at:
            return
        seq = store.records.last_seq()
        store.backups.note_restoration(RestorationRow(new_id(), now, None, seq, device, 0))
    log.warning("history_changed", extra={"office": office, "device": device})


def settle_waiting(
    store: Office,
    author: Author,
    changes: Sequence[Any],
    results: Sequence[Result],
    now: dt.datetime,
    facts: Facts | None = None,
) -> list[Result]:
    """Keep what waits, and decide what has waited long enough. Returns the results with those that this alters.

    The office chooses how long it waits (``waiting_days``). A change that is laid before a person without a record has
    no entry in the log, so that a restored office would not miss it. Its phone is told to wait, and goes on offering
    it until a verified backup has it.
    """
    waiting = {
        result.id: change
        for change, result in zip(changes, results, strict=True)
        if result.status == "waiting" and result.id is not None
    }
    if not waiting:
        return list(results)
    given_up = store.recovery.given_up(waiting, _long_ago(store, now))
    decided = _decide(store, author, [waiting[id_] for id_ in waiting if id_ in given_up], given_up, now, facts)
    rows = [
        WaitingRow(id_, author.user, author.device, json.dumps(change, ensure_ascii=False), now, "waiting")
        for id_, change in waiting.items()
    ]
    store.recovery.keep_waiting(rows, now)
    covered = store.backups.covered()
    safe_since = now - KEPT_WITHOUT_BACKUPS if covered is None else covered.at
    lasting = {id_: each for id_, each in decided.items() if each.code != "base_lost" or given_up[id_] <= safe_since}
    return [lasting.get(result.id or "", result) for result in results]


def decide_now(store: Office, row: WaitingRow, now: dt.datetime) -> Result:
    """Decide a change that waits without what it names, because a person said so or its time has come, with all that
    follows from a change that a phone brings. The right to write it is judged as if its phone offered it.
    """
    account = store.accounts.user(row.author)
    phone = None if row.device is None else store.accounts.device(row.author, row.device)
    told_seq = phone.told_seq if phone else 0
    author = Author(row.author, account.role if account else LEAVER, row.device, told_seq=told_seq)
    store.recovery.set_waiting([row.id], "told")
    change = json.loads(row.body)
    before = store.records.last_seq()
    result = _decide(store, author, [change], {row.id: row.first_at}, now)[row.id]
    if result.status == "rejected":
        # Nobody may ever open the phone that keeps it: it came sealed, or its phone stays away. So it stays in view.
        store.recovery.set_waiting([row.id], HELD)
        store.recovery.note_refusal(row.id, write_refusal(result))
    tell_apart(store, partial(exchanged, store, [change], [result], now))
    count_returned(store, [change], [result], before)
    number = change.get("number")
    if row.device is not None and isinstance(number, int) and result.seq is not None:
        store.numbers.note(row.author, row.device, saved=0, received=[number], dropped=[])
    return result


def decide_overdue(store: Office, now: dt.datetime, most: int) -> int:
    """Decide the changes that have waited long enough, at most ``most``, whether or not their phones ever offer them
    again. Returns how many.
    """
    rows = store.recovery.waiting_since(_long_ago(store, now), most)
    for row in rows:
        decide_now(store, row, now)
    return len(rows)


def _long_ago(store: Office, now: dt.datetime) -> dt.datetime:
    return now - dt.timedelta(days=policy_of(store.reminders.settings()).waiting_days)


def count_returned(store: Office, changes: Sequence[Any], results: Sequence[Result], before: int) -> None:
    """Count the changes that a phone offered again and that were not here: those with a seq after ``before``."""
    returned = sum(
        isinstance(change, dict)
        and change.get("offered_again") is True
        and (result.seq or 0) > before
        and result.code != "base_lost"
        for change, result in zip(changes, results, strict=True)
    )
    if returned:
        store.recovery.count_returned(returned)


def _decide(
    store: Office,
    author: Author,
    changes: Sequence[Any],
    given_up: Mapping[str, dt.datetime],
    now: dt.datetime,
    facts: Facts | None = None,
) -> dict[str, Result]:
    """The results by change. With ``facts`` only as many are decided as one transaction takes; the others wait on."""
    if not changes:
        return {}
    answers = push(store.records, author, changes, now=now, new_id=new_id, facts=facts, given_up=given_up)
    results = {answer.id: answer for answer in answers if answer is not None and answer.id is not None}
    store.recovery.end_waiting([id_ for id_, result in results.items() if result.code == "base_lost"], "laid")
    store.recovery.end_waiting([id_ for id_, result in results.items() if result.status == "rejected"], "refused")
    return results
