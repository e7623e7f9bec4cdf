"""200 phones that save notes, without and with 200 slow clients on the same server."""

from __future__ import annotations

import contextlib
import json
import random
import socket
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Final

from bench.exchanges import Figures, fill
from bench.notes import cases, notes
from bench.office import Office
from bench.phone import Phone
from bench.pushes import Shared, p95_ms

PHONES: Final = 200
SLOW: Final = 200
EVERY_S: Final = 5.0
LASTS_S: Final = 20.0
RUNS: Final = 2

_HEAD: Final = b"HTTP/1.1\r\nHost: localhost\r\n"
_KINDS: Final = (
    # what it says first, and what again and again: silence, half of the headers, 1 kB a second, nothing read
    (b"", b""),
    (b"POST /api/exch", b""),
    (b"GET /healthz " + _HEAD, b"X-Slow: 1\r\n"),
    (b"POST /office/sign-in " + _HEAD + b"Content-Length: 900000\r\n\r\n", b"x" * 1_000),
    (b"PUT /api/attachments/x/content " + _HEAD + b"Content-Length: 9000000\r\n\r\n", b"x" * 1_000),
    (b"GET /api/openapi.json " + _HEAD + b"\r\n", b""),
)


def measure() -> Figures:
    """Notes saved by ``PHONES``, each every five seconds, in turns with and without the slow ones."""
    with Office() as office, ExitStack() as open_phones:
        first = open_phones.enter_context(Phone(office))
        fill(first, cases())
        first.catch_up()
        phones = [first, *(open_phones.enter_context(first.again()) for _ in range(PHONES - 1))]
        made = Shared(notes(sys.maxsize))
        alone: list[float] = []
        beside: list[float] = []
        errors = 0
        for _ in range(RUNS):
            errors += _save(phones, made, alone)
            with _slow_clients(office.port):
                errors += _save(phones, made, beside)
    without, with_slow = p95_ms(alone), p95_ms(beside)
    return {
        "slow_clients_errors": errors,
        "slow_clients_p95_ms": with_slow,
        "no_slow_clients_p95_ms": without,
        "slow_clients_p95_ratio": round(with_slow / without, 2),
        "slow_clients_saved": len(alone) + len(beside),
    }


def _save(phones: list[Phone], made: Shared, times: list[float]) -> int:
    """Have the phones save for a while, and add the seconds of each answer. Returns how many were not answered."""
    end = time.monotonic() + LASTS_S
    errors: list[Exception] = []
    chance = random.Random(1)

    def go_on(phone: Phone, starts_in_s: float) -> None:
        time.sleep(starts_in_s)
        while time.monotonic() < end:
            note = json.dumps([made.next()])
            began = time.perf_counter()
            try:
                phone.exchange(note, page=1)
            except (OSError, RuntimeError) as error:
                errors.append(error)
            took = time.perf_counter() - began
            times.append(took)
            time.sleep(max(0.0, EVERY_S - took))

    with ThreadPoolExecutor(len(phones)) as threads:
        for each in [threads.submit(go_on, phone, chance.uniform(0, EVERY_S)) for phone in phones]:
            each.result()
    return len(errors)


@contextlib.contextmanager
def _slow_clients(port: int) -> Iterator[None]:
    """As many of each kind, from their first word until the block ends. One that is let go comes back."""
    over = threading.Event()

    def go_on() -> None:
        clients = [_connect(port, number) for number in range(SLOW)]
        while not over.wait(1):
            for number, client in enumerate(clients):
                try:
                    client.send(_KINDS[number % len(_KINDS)][1])
                except OSError:
                    client.close()
                    clients[number] = _connect(port, number)
        for client in clients:
            client.close()

    trickle = threading.Thread(target=go_on)
    trickle.start()
    time.sleep(2)
    try:
        yield
    finally:
        over.set()
        trickle.join()


def _connect(port: int, number: int) -> socket.socket:
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
    made.settimeout(10)
    made.connect(("127.0.0.1", port))
    made.send(_KINDS[number % len(_KINDS)][0])
    return made
