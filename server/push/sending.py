"""Sends the push messages that are due.

A delivery is claimed before it is sent and noted after, so that no transaction waits for a push service. A process that
dies in between leaves deliveries of which nobody knows whether they were sent (docs/decisions/0007): after
``CLAIM_LASTS`` those about safety are sent again, and the others are left.

Messages go by four **lanes** that know nothing of each other. Messages about safety have two of their own; of each two,
one serves the addresses that took their last message, and the other the rest. A lane has its slots. A delivery holds
one slot for at most ``TOTAL_S``, and is noted as soon as it has ended. So slow addresses, even a thousand of them, hold
up neither an alarm nor the phones that answer.
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
from typing import Final
from weakref import WeakKeyDictionary

from server.ground.installation import Installation, installation
from server.push.backoff import next_try
from server.push.post import PostOffice, Reply
from server.push.refusals import GONE, LATER, SENDER, is_refusal
from server.store import deliveries, utcnow
from server.store.deliveries import ClaimedRow, Lane, OutcomeRow, Refusal
from sync.reminders import SAFETY

log = logging.getLogger("banso.push")

SLOTS: Final = 32
"""How many deliveries of a lane are on their way at once."""

CLAIM_LASTS: Final = dt.timedelta(minutes=2)
"""Much longer than a delivery may take."""

MOST_ATTEMPTS: Final = 8

_LOOKED_EVERY_S: Final = 1.0
"""While something is on its way, for what falls due meanwhile."""

_GATHERED_S: Final = 0.02
"""So many ends of deliveries are noted together."""

_PROCESS: Final = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"

LANES: Final = tuple(Lane(urgent=urgent, proven=proven) for urgent in (True, False) for proven in (True, False))
"""The urgent ones first."""

_at_work: Final = {lane: threading.Lock() for lane in LANES}
_post_is_made = threading.Lock()
_posts: Final[WeakKeyDictionary[Installation, PostOffice]] = WeakKeyDictionary()

Clock = Callable[[], dt.datetime]


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
    """Take back the deliveries of processes that have died, and those that a wrong clock has put off."""
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
    refusals: Counter[tuple[str, int, str | None]] = field(default_factory=Counter)
    under_way: dict[Future[Reply], ClaimedRow] = field(default_factory=dict)

    def go(self, going_on: Callable[[], bool]) -> int:
        with ThreadPoolExecutor(SLOTS, thread_name_prefix="push") as slots:
            while self._note_and_claim(slots, going_on()):
                wait(self.under_way, _LOOKED_EVERY_S, FIRST_COMPLETED)
                time.sleep(_GATHERED_S)
        if self.counts:
            log.info("pushed", extra={"results": dict(self.counts)})
        for (service, status, reason), count in self.refusals.items():
            details = {"service": service, "status": status, "reason": reason, "count": count}
            log.warning("push refused", extra=details)
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
            self._count_refusal(self.under_way.pop(sending), sending.result())
        for delivery in claimed:
            self.under_way[slots.submit(self.post.send, delivery)] = delivery
        return bool(self.under_way)

    def _count_refusal(self, delivery: ClaimedRow, reply: Reply) -> None:
        if delivery.address is not None and reply.status is not None and is_refusal(reply.status):
            self.refusals[delivery.address.service, reply.status, reply.reason] += 1


def _is_due(now: dt.datetime) -> bool:
    """Whether anything is due in any lane, read without holding up those who write."""
    with deliveries(urgent=SAFETY, write=False) as store:
        return store.is_due(now)


def _post_office() -> PostOffice:
    """The one of this application, whose connections stay open from call to call."""
    here = installation()
    with _post_is_made:
        if here not in _posts:
            _posts[here] = PostOffice(here.sender)
        return _posts[here]


def outcome_of(delivery: ClaimedRow, reply: Reply, now: dt.datetime) -> OutcomeRow:
    """What a push service's reply means for a delivery: sent, never to be tried again, or to be tried later."""
    urgent = delivery.reminder in SAFETY
    refused = reply.status is not None and is_refusal(reply.status)
    state, at = _state_of(reply.status, urgent=urgent), None
    if state == "due" and delivery.attempts + 1 >= MOST_ATTEMPTS:
        state = "refused" if refused else "failed"
    if state == "due":
        chance = random.random()  # noqa: S311 - it spreads the tries, and is no secret
        at = now + next_try(delivery.attempts, reply.retry_after, urgent=urgent, chance=chance)
    refusal = Refusal(reply.status, reply.reason) if refused and reply.status is not None else None
    return OutcomeRow(delivery.office, delivery.notice, delivery.subscription, state, at, refusal)


def _state_of(status: int | None, *, urgent: bool) -> str:
    """What is about safety is not given up because of who sends it: somebody may be mending that."""
    if status is None or status in LATER or status >= 500 or (urgent and status in SENDER):
        return "due"
    if status in GONE:
        return "gone"
    if is_refusal(status):
        return "refused"
    return "sent" if 200 <= status < 300 else "failed"
