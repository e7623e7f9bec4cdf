"""Sends the push messages that are due.

A delivery is claimed before it is sent and noted after, so that no transaction waits for a push service. A process that
dies in between leaves deliveries of which nobody knows whether they were sent (docs/decisions/0007): after
``CLAIM_LASTS`` those about safety are sent again, and the others are left.

What is sent goes by four **lanes** that know nothing of each other: what is about safety and what is not, and of each
that to addresses which took their last message and that to addresses which did not, or never took one. A lane has its
slots; a delivery holds one of them, for ``TOTAL_S`` at the most, and is noted as soon as it has ended. So an address
that answers slowly, and a thousand of them, hold up neither an alarm nor the phones that answer.
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
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any, Final

from flask import Flask, current_app

from server.push.backoff import next_try
from server.push.post import PostOffice, Reply
from server.reminders.settings import SAFETY
from server.store import deliveries, utcnow
from server.store.deliveries import ClaimedRow, Lane, OutcomeRow

log = logging.getLogger("banso.push")

SLOTS: Final = 16
"""How many deliveries of a lane are on their way at once."""

CLAIM_LASTS: Final = dt.timedelta(minutes=2)
"""Much longer than a delivery may take."""

MOST_ATTEMPTS: Final = 8

_LOOKED_EVERY_S: Final = 1.0
"""While something is on its way, for what falls due meanwhile."""

_GATHERED_S: Final = 0.02
"""So many ends of deliveries are noted together."""

_POST: Final = "banso_post_office"
_GONE: Final = frozenset({404, 410})
_LATER: Final = frozenset({408, 429})
_PROCESS: Final = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"

LANES: Final = tuple(Lane(urgent=urgent, proven=proven) for urgent in (True, False) for proven in (True, False))
"""The urgent ones first."""

_at_work: Final = {lane: threading.Lock() for lane in LANES}
_post_is_made = threading.Lock()

Clock = Callable[[], dt.datetime]


def send_due(*, now: dt.datetime, going_on: Callable[[], bool] = lambda: True) -> int:
    """Release what was left over, then send by every lane what is due, and what falls due meanwhile. Returns how many
    deliveries were dealt with.

    ``now`` is the moment of the call.
    """
    began = time.monotonic()
    release_claims(now)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own way

    def by(lane: Lane) -> int:
        with app.app_context():
            return send_by(lane, clock=clock, going_on=going_on)

    def clock() -> dt.datetime:
        return now + dt.timedelta(seconds=int(time.monotonic() - began))

    total = 0
    with ThreadPoolExecutor(len(LANES), thread_name_prefix="lane") as lanes:
        # Again, since an address that has taken a message goes by another lane from then on.
        while sent := sum(lanes.map(by, LANES)):
            total += sent
    return total


def send_by(lane: Lane, *, clock: Clock = utcnow, going_on: Callable[[], bool] = lambda: True) -> int:
    """Send by one lane. Returns how many deliveries were dealt with, once nothing is due and nothing is on its way.

    Where this process is at work on the lane already, nothing is done. Once ``going_on`` says no, what has been claimed
    is sent and noted, and the rest stays due.
    """
    if not _at_work[lane].acquire(blocking=False):
        return 0
    try:
        return _Work(lane, _post_office(), clock).go(going_on)
    finally:
        _at_work[lane].release()


def release_claims(now: dt.datetime) -> None:
    """Take deliveries from processes that died with them, and bring back what a clock that was wrong has put off."""
    with deliveries(urgent=SAFETY) as store:
        lost = store.release(now, lasts=CLAIM_LASTS, most_attempts=MOST_ATTEMPTS)
        store.bring_back(now)
    if lost:
        log.warning("push claims released", extra={"count": lost})


@dataclass
class _Work:
    """One lane's work until nothing is left to be done."""

    lane: Lane
    post: PostOffice
    clock: Clock
    counts: Counter[str] = field(default_factory=Counter)
    under_way: dict[Future[Reply], ClaimedRow] = field(default_factory=dict)

    def go(self, going_on: Callable[[], bool]) -> int:
        with ThreadPoolExecutor(SLOTS, thread_name_prefix="push") as slots:
            while self._note_and_claim(slots, going_on()):
                wait(self.under_way, _LOOKED_EVERY_S, FIRST_COMPLETED)
                time.sleep(_GATHERED_S)
        if self.counts:
            log.info("pushed", extra={"results": dict(self.counts)})
        return self.counts.total()

    def _note_and_claim(self, slots: ThreadPoolExecutor, going_on: bool) -> bool:
        """Note what has ended, and fill the slots that are free, in one transaction. Whether anything is on its way."""
        now = self.clock()
        ended = [sending for sending in self.under_way if sending.done()]
        outcomes = [outcome_of(self.under_way[sending], sending.result(), now) for sending in ended]
        free = SLOTS - len(self.under_way) + len(ended)
        wants_more = going_on and free > 0 and _is_due(now)
        claimed: Sequence[ClaimedRow] = ()
        if outcomes or wants_more:
            with deliveries(urgent=SAFETY) as store:
                store.note(outcomes, by=_PROCESS, now=now)
                if wants_more:
                    claimed = store.claim(free, self.lane, by=_PROCESS, now=now)
        self.counts.update(outcome.state for outcome in outcomes)
        for sending in ended:
            del self.under_way[sending]
        for delivery in claimed:
            self.under_way[slots.submit(self.post.send, delivery)] = delivery
        return bool(self.under_way)


def _is_due(now: dt.datetime) -> bool:
    """Whether anything is due at all: looked at without taking the place of those who write."""
    with deliveries(urgent=SAFETY, write=False) as store:
        return store.is_due(now)


def _post_office() -> PostOffice:
    """The one of this application, whose connections stay open from call to call."""
    extensions: dict[str, Any] = current_app.extensions
    with _post_is_made:
        if _POST not in extensions:
            extensions[_POST] = PostOffice(extensions["banso_push"])
    post: PostOffice = extensions[_POST]
    return post


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
