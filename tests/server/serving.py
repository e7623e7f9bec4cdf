"""The real web server, started and killed by tests."""

from __future__ import annotations

import contextlib
import http.client
import multiprocessing
import os
import signal
import time
from pathlib import Path
from typing import Self

from server import create_app
from server.ground.config import Settings
from server.web.processes import listen, serve

_processes = multiprocessing.get_context("forkserver")
# What takes most of a start is importing; a server is forked from a process that has done it.
_processes.set_forkserver_preload([__name__])


def _serve(settings: Settings, port: int, processes: int) -> None:
    os.setsid()
    serve(lambda: create_app(settings), listen(f"127.0.0.1:{port}"), processes=processes, threads=4)


class Served:
    """A server on a port of this machine. It is one process group, so that a kill leaves nothing of it."""

    def __init__(self, settings: Settings, port: int, processes: int = 1) -> None:
        self._settings, self.port, self._processes = settings, port, processes

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start, and wait until the server answers."""
        self._process = _processes.Process(target=_serve, args=(self._settings, self.port, self._processes))
        self._process.start()
        self._started = time.monotonic()
        deadline = time.monotonic() + 30
        while not answers(self.port):
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.02)

    def kill(self) -> None:
        """End every process of the server at once, whatever it is doing."""
        assert self._process.pid is not None
        with contextlib.suppress(ProcessLookupError):  # it may have been told to end
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.join()

    def end(self) -> int:
        """Tell the server to end, and wait until it has. Returns its exit code."""
        assert self._process.pid is not None
        os.kill(self._process.pid, signal.SIGTERM)
        self._process.join(60)
        assert self._process.exitcode is not None
        return self._process.exitcode

    def children(self) -> list[int]:
        """The processes that serve, where there are several."""
        pid = self._process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def running_s(self) -> float:
        """Since when it has been running."""
        return time.monotonic() - self._started


def answers(port: int) -> bool:
    """Whether a server says that it is well."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
