"""Sends the push messages that are due.

A delivery is claimed before it is sent and noted after, each in a transaction of its own, so that no transaction waits
for a push service. A process that dies in between leaves deliveries of which nobody knows whether they were sent
(docs/decisions/0007): after ``CLAIM_LASTS`` those about safety are sent again, and the others are left.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import random
import secrets
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from flask import current_app

from server.push.backoff import next_try
from server.push.post import PostOffice, Reply
from server.reminders.settings import SAFETY
from server.store import deliveries
from server.store.deliveries import ClaimedRow, OutcomeRow

log = logging.getLogger("banso.push")

AT_ONCE: Final = 16
BATCH: Final = 2 * AT_ONCE
"""Claimed together, and all that is in memory: a service that does not answer holds up what is urgent for no longer."""

CLAIM_LASTS: Final = dt.timedelta(minutes=2)
"""Longer than a batch takes where nobody answers."""

MOST_ATTEMPTS: Final = 8

_POST: Final = "banso_post_office"
_GONE: Final = frozenset({404, 410})
_LATER: Final = frozenset({408, 429})
_PROCESS: Final = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
_one_at_a_time = threading.Lock()


def send_due(*, now: dt.datetime, going_on: Callable[[], bool] = lambda: True) -> int:
    """Send everything that is due, and what falls due meanwhile. Returns how many deliveries were dealt with.

    ``now`` is the moment of the call. Where this process is sending already, nothing is done. Once ``going_on`` says
    no, what has been claimed is sent and noted, and the rest stays due.
    """
    if not _one_at_a_time.acquire(blocking=False):
        return 0
    try:
        return _send_all(now, going_on)
    finally:
        _one_at_a_time.release()


def _send_all(now: dt.datetime, going_on: Callable[[], bool]) -> int:
    began = time.monotonic()
    post = _post_office()
    counts: Counter[str] = Counter()
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="push") as threads:
        while going_on():
            at = now + dt.timedelta(seconds=int(time.monotonic() - began))
            claimed = _claim(at)
            if not claimed:
                break
            replies = list(threads.map(post.send, claimed))
            outcomes = [outcome_of(*pair, at) for pair in zip(claimed, replies, strict=True)]
            with deliveries(urgent=SAFETY) as store:
                store.note(outcomes, by=_PROCESS, now=at)
            counts.update(outcome.state for outcome in outcomes)
    if counts:
        log.info("pushed", extra={"results": dict(counts)})
    return counts.total()


def _post_office() -> PostOffice:
    """The one of this application, whose connections stay open from call to call."""
    extensions = current_app.extensions
    if _POST not in extensions:
        extensions[_POST] = PostOffice(extensions["banso_push"])
    post: PostOffice = extensions[_POST]
    return post


def _claim(now: dt.datetime) -> list[ClaimedRow]:
    with deliveries(urgent=SAFETY) as store:
        if lost := store.release(now - CLAIM_LASTS, most_attempts=MOST_ATTEMPTS, now=now):
            log.warning("push claims released", extra={"count": lost})
        return store.claim(BATCH, by=_PROCESS, now=now)


def outcome_of(delivery: ClaimedRow, reply: Reply, now: dt.datetime) -> OutcomeRow:
    """What a push service's reply means for a delivery: sent, never to be tried again, or to be tried later."""
    state, at = _state_of(reply), None
    if state == "due" and delivery.attempts + 1 >= MOST_ATTEMPTS:
        state = "failed"
    if state == "due":
        chance = random.random()  # noqa: S311 - it spreads the tries, and is no secret
        at = now + next_try(delivery.attempts, reply.retry_after, urgent=delivery.reminder in SAFETY, chance=chance)
    return OutcomeRow(delivery.office, delivery.notice, delivery.subscription, state, at)


def _state_of(reply: Reply) -> str:
    status = reply.status
    if status in _GONE:
        return "gone"
    if status is None or status in _LATER or status >= 500:
        return "due"
    return "sent" if 200 <= status < 300 else "failed"
