"""One process that serves: the loop, its threads, and how it comes to its end."""

from __future__ import annotations

import contextlib
import logging
import resource
import socket
import time
from collections.abc import Callable
from typing import Any, Final

from waitress import wasyncore
from waitress.server import create_server

from server.ground.logs import Formatter
from server.web.connections import PATIENCE, Connection, Patience, let_go_of_the_slowest

THREADS: Final = 8
BACKLOG: Final = 1_024
LARGEST_BODY: Final = 16 << 20
"""Bytes. Above what any view takes, so that the application itself says what is too large."""
LARGEST_HEADERS: Final = 32 << 10
IN_MEMORY: Final = 128 << 10
"""Bytes of an unfinished request; the rest waits in a file without a name."""
GRACE_S: Final = 30
"""For what has begun, once the process was told to end."""

_TURN_S: Final = 1.0

log = logging.getLogger("banso.web")


class Server:
    """An application on a socket that listens. Told to stop, it takes nothing new and finishes what has begun."""

    def __init__(
        self, application: Any, listening: socket.socket, *, threads: int = THREADS, patience: Patience = PATIENCE
    ) -> None:
        allow_many_files()
        _quieten()
        self._patience = patience
        self._map: dict[int, Any] = {}
        self._listener = create_server(
            application,
            map=self._map,
            sockets=[listening],
            threads=threads,
            backlog=BACKLOG,
            connection_limit=patience.connections,
            # What waits too long is looked for here, by a clock that does not jump.
            channel_timeout=10**9,
            cleanup_interval=10**9,
            asyncore_use_poll=True,
            recv_bytes=64 << 10,
            inbuf_overflow=IN_MEMORY,
            max_request_body_size=LARGEST_BODY,
            max_request_header_size=LARGEST_HEADERS,
            # server.http.proxies says whose word is taken.
            clear_untrusted_proxy_headers=False,
            ident=None,
        )
        self._listener.channel_class = Connection
        self._stopping = False

    def stop(self, *_: object) -> None:
        """Begin to stop. It may be called from a signal handler."""
        self._stopping = True
        with contextlib.suppress(OSError):  # it has come to its end already
            self._listener.pull_trigger()

    def run(self, going_on: Callable[[], bool] = lambda: True) -> None:
        """Serve until told to stop, or until ``going_on``, asked once a second, says no."""
        looked = time.monotonic()
        while not self._stopping:
            self._turn()
            if (now := time.monotonic()) - looked >= _TURN_S:
                looked = now
                let_go_of_the_slowest(self._connections(), self._patience, now)
                if not going_on():
                    self.stop()
        self._finish()

    def _finish(self) -> None:
        self._listener.accepting = False
        self._listener.socket.close()
        self._map.pop(self._listener._fileno, None)  # noqa: SLF001 - to close it by its own means would close the trigger
        give_up = time.monotonic() + GRACE_S
        while any(each.is_busy for each in self._connections()) and time.monotonic() < give_up:
            for each in self._connections():
                if not each.is_busy:
                    each.handle_close()
            self._turn()
        self._listener.task_dispatcher.shutdown()
        wasyncore.close_all(self._map)

    def _turn(self) -> None:
        wasyncore.loop(timeout=_TURN_S, use_poll=True, map=self._map, count=1)

    def _connections(self) -> list[Connection]:
        return list(self._listener.active_channels.values())


def allow_many_files() -> None:
    """Let this process have up to 8,192 files and connections open, or as many as the system allows if that is less."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 8_192 if most == resource.RLIM_INFINITY else min(most, 8_192)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


class _WithoutPaths(logging.Filter):
    """What waitress says names the path of a request, and some paths are secrets."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = record.getMessage().partition(" serving ")[0], None
        return True


def _quieten() -> None:
    theirs = logging.getLogger("waitress")
    if not theirs.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(Formatter())
        handler.addFilter(_WithoutPaths())
        theirs.addHandler(handler)
        theirs.setLevel(logging.WARNING)
        theirs.propagate = False
    # That requests wait for a thread for a moment is nothing to be told of.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
