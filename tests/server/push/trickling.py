"""Push services that answer as no service should: one byte now and then, or nothing."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

EVERY_S: Final = 0.1
"""Much less than any single read is waited for."""

HEAD: Final = b"HTTP/1.1 201 Created\r\nX-Slow: "
WHOLE: Final = b"HTTP/1.1 201 Created\r\nContent-Length: 4000\r\n\r\n"


class Trickling:
    """A service of one of these manners: ``headers`` and ``body`` that never end, ``silent``, ``deaf`` (nothing is even
    taken)."""

    def __init__(self, manner: str) -> None:
        self._manner = manner
        self._ending = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._listening.settimeout(0.1)
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.asked = 0
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def end(self) -> None:
        self._ending.set()
        for thread in self._threads:
            thread.join()
        self._listening.close()

    def _accept(self) -> None:
        while not self._ending.is_set():
            try:
                connection, _ = self._listening.accept()
            except TimeoutError:
                continue
            self.asked += 1
            answering = threading.Thread(target=self._answer, args=(connection,))
            self._threads.append(answering)
            answering.start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            try:
                connection.recv(10_000)
                if self._manner == "headers":
                    connection.sendall(HEAD)
                elif self._manner == "body":
                    connection.sendall(WHOLE)
                while not self._ending.wait(EVERY_S):
                    if self._manner in {"headers", "body"}:
                        connection.sendall(b"x")
            except OSError:
                return


@contextmanager
def trickling(manner: str) -> Iterator[Trickling]:
    """Such a service, as long as the block lasts."""
    service = Trickling(manner)
    try:
        yield service
    finally:
        service.end()
