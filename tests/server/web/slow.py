"""Clients that are slow: each does one thing for ever, a little at a time."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Final

SECOND_S: Final = 0.25
"""How often each of them says a little."""

HEAD: Final = b"HTTP/1.1\r\nHost: office.example\r\n"
FORM: Final = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 60000\r\n\r\n"
PHOTO: Final = b"Content-Type: image/jpeg\r\nContent-Length: 6000000\r\n\r\n"

KINDS: Final = {
    "silent": (b"", b""),
    "half_headers": (b"GET /healthz " + HEAD, b"X-Slow: 1\r\n"),
    "one_line": (b"POST /api/exch", b""),
    # The token is looked for in the form, so that the application reads it without a sign-in.
    "slow_form": (b"POST /office/sign-in " + HEAD + FORM, b"x" * 250),
    "slow_upload": (b"PUT /api/attachments/x/content " + HEAD + PHOTO, b"x" * 250),
    "slow_reader": (b"GET /api/openapi.json " + HEAD + b"\r\n", b""),
}
"""What each says first, and then again and again. The reader reads nothing."""


def connect(port: int) -> socket.socket:
    """A connection whose client takes next to nothing at once."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
    made.settimeout(10)
    made.connect(("127.0.0.1", port))
    return made


@contextlib.contextmanager
def slow_clients(port: int, kind: str, count: int) -> Iterator[list[socket.socket]]:
    """As many clients of a kind, until the block ends."""
    first, again = KINDS[kind]
    clients = [connect(port) for _ in range(count)]
    over = threading.Event()

    def go_on() -> None:
        while not over.wait(SECOND_S):
            for client in clients:
                with contextlib.suppress(OSError):
                    client.send(again)

    for client in clients:
        client.send(first)
    trickle = threading.Thread(target=go_on, daemon=True)
    if again:
        trickle.start()
    try:
        yield clients
    finally:
        over.set()
        if again:
            trickle.join()
        for client in clients:
            client.close()


def is_closed(client: socket.socket, within_s: float) -> bool:
    """Whether the server closes a connection within a time."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        client.settimeout(max(deadline - time.monotonic(), 0.01))
        try:
            if client.recv(65_536) == b"":
                return True
        except TimeoutError:
            return False
        except OSError:
            return True
    return False
