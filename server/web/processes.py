"""Several processes on one socket, and one that watches over them."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import Any, Final

from server.web.serving import BACKLOG, Server

log = logging.getLogger("banso.web")

_TOO_SOON_S: Final = 10
"""A process that ends within it could not begin: to start it again would not help."""


def listen(bind: str) -> socket.socket:
    """A socket that listens at ``host:port``, ``[host]:port`` or ``fd://number``, one that was inherited.

    Raises ``ValueError`` for what is none of these, and ``OSError`` where somebody listens there already.
    """
    if bind.startswith("fd://"):
        return socket.socket(fileno=int(bind.removeprefix("fd://")))
    host, has_port, port = bind.rpartition(":")
    if not has_port or not port.isdecimal():
        raise ValueError(f"BANSO_BIND is {bind!r}; it may be host:port")
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    return socket.create_server((host.strip("[]"), int(port)), family=family, backlog=BACKLOG)


def serve(make: Callable[[], Any], listening: socket.socket, *, processes: int, threads: int) -> int:
    """Serve what ``make`` makes until told to end (SIGTERM, SIGINT). Returns the exit code.

    Each process makes its own: connections to a database cannot be shared.
    """
    if processes == 1:
        return _serve(make, listening, threads)
    return _Watch(make, listening, processes, threads).run()


def _serve(make: Callable[[], Any], listening: socket.socket, threads: int, parent: int | None = None) -> int:
    server = Server(make(), listening, threads=threads)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, server.stop)
    server.run(lambda: parent is None or os.getppid() == parent)
    return 0


class _Watch:
    def __init__(self, make: Callable[[], Any], listening: socket.socket, processes: int, threads: int) -> None:
        self._make, self._listening, self._wanted, self._threads = make, listening, processes, threads
        self._began: dict[int, float] = {}
        self._ending = False

    def run(self) -> int:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        for _ in range(self._wanted):
            self._begin()
        code = 0
        while self._began:
            process, status = os.wait()
            lasted = time.monotonic() - self._began.pop(process, 0)
            if self._ending:
                continue
            log.error("web_process_ended", extra={"status": os.waitstatus_to_exitcode(status)})
            if lasted < _TOO_SOON_S:
                code = 1
                self._end()
            else:
                self._begin()
        return code

    def _begin(self) -> None:
        parent = os.getpid()
        process = os.fork()
        if process:
            self._began[process] = time.monotonic()
            return
        code = 1
        try:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            code = _serve(self._make, self._listening, self._threads, parent)
        except Exception as error:  # noqa: BLE001 - a child never goes on as its parent
            print(f"{type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201 - before there is a log
        finally:
            os._exit(code)

    def _end(self, *_: object) -> None:
        self._ending = True
        for process in list(self._began):
            os.kill(process, signal.SIGTERM)
