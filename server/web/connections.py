"""Connections, and which of them have been waited for long enough."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from waitress.channel import HTTPChannel


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a client is waited for, in seconds, and how much of all of them may be held.

    ``idle_s``: a connection on which nothing is asked. ``headers_s``, ``body_s``: from the first byte of a request
    until its headers, and all of it, are there. ``reply_s``: until a reply has been taken. ``connections`` are open at
    most, and ``held_bytes`` of unfinished requests and replies are kept; beyond that the slowest are closed.
    """

    idle_s: float = 75
    headers_s: float = 20
    body_s: float = 600
    reply_s: float = 600
    connections: int = 2_000
    held_bytes: int = 256 << 20


PATIENCE: Final = Patience()
_FULL: Final = 0.9
"""Of the connections: from here on the slowest make room for others."""


class Connection(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    """A connection that knows since when it is the client's turn."""

    def __init__(self, *args: Any, **named: Any) -> None:
        self.waits_since = time.monotonic()
        super().__init__(*args, **named)

    def received(self, data: bytes) -> Any:
        """Take what has come.

        A second request before the first is answered is something that no browser and no proxy sends; a client that
        did, and took no reply, would have threads wait for it. It is let go.
        """
        if self.request is None:
            self.waits_since = time.monotonic()
        taken = super().received(data)
        if len(self.requests) > 1:
            self.handle_close()
        return taken

    def handle_close(self) -> None:
        """Close, at once and from the loop, and let go of what was kept."""
        super().handle_close()
        if self.request is not None:
            self.request.close()

    def service(self) -> None:
        """Answer, in a thread. Taking the reply is the client's turn again."""
        super().service()
        self.waits_since = time.monotonic()

    @property
    def is_served(self) -> bool:
        """Whether it is our turn: a thread has the request, or will."""
        return bool(self.requests)

    @property
    def is_busy(self) -> bool:
        """Whether something is still to be done or sent."""
        return self.is_served or self.total_outbufs_len > 0

    @property
    def held_bytes(self) -> int:
        """What is kept of a request that is not complete, and of replies that were not taken."""
        unfinished = self.request
        return int(self.total_outbufs_len + (0 if unfinished is None else unfinished.body_bytes_received))

    def may_wait_s(self, patience: Patience) -> float:
        """How long this client may take for what it is doing now."""
        unfinished = self.request
        if self.total_outbufs_len:
            return patience.reply_s
        if unfinished is None:
            return patience.idle_s
        return patience.body_s if unfinished.headers_finished else patience.headers_s


def let_go_of_the_slowest(connections: Iterable[Connection], patience: Patience, now: float) -> int:
    """Close what has been waited for long enough, and the slowest of the rest where there is too much.

    ``now`` is on the monotonic clock. Whoever is being answered stays. Returns how many are closed.
    """
    waiting = sorted((each for each in connections if not each.is_served), key=lambda each: each.waits_since)
    gone = [each for each in waiting if now - each.waits_since > each.may_wait_s(patience)]
    left = [each for each in waiting if now - each.waits_since <= each.may_wait_s(patience)]
    too_many = len(left) - int(patience.connections * _FULL)
    if too_many > 0:
        gone += left[:too_many]
        left = left[too_many:]
    held = sum(each.held_bytes for each in left)
    while left and held > patience.held_bytes:
        heaviest = max(left, key=lambda each: each.held_bytes)
        left.remove(heaviest)
        gone.append(heaviest)
        held -= heaviest.held_bytes
    for each in gone:
        each.handle_close()
    return len(gone)
