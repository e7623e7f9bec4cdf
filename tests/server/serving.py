"""A real gunicorn, started and killed by tests."""

from __future__ import annotations

import http.client
import multiprocessing
import os
import signal
import time
from typing import Any, Self

from gunicorn.app.base import BaseApplication

from server import create_app
from server.config import Settings

_processes = multiprocessing.get_context("forkserver")
# What takes most of a start is importing; a server is forked from a process that has done it.
_processes.set_forkserver_preload([__name__])


class _Gunicorn(BaseApplication):
    def __init__(self, settings: Settings, port: int) -> None:
        self._settings, self._port = settings, port
        super().__init__()

    def load_config(self) -> None:
        options = {"bind": f"127.0.0.1:{self._port}", "worker_class": "gthread", "threads": 4, "loglevel": "critical"}
        for key, value in options.items():
            self.cfg.set(key, value)

    def load(self) -> Any:
        return create_app(self._settings)


def _serve(settings: Settings, port: int) -> None:
    os.setsid()
    _Gunicorn(settings, port).run()


class Served:
    """A server on a port of this machine. It is one process group, so that a kill leaves nothing of it."""

    def __init__(self, settings: Settings, port: int) -> None:
        self._settings, self.port = settings, port

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start, and wait until the server answers."""
        self._process = _processes.Process(target=_serve, args=(self._settings, self.port))
        self._process.start()
        deadline = time.monotonic() + 30
        while not self._answers():
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.02)

    def kill(self) -> None:
        """End every process of the server at once, whatever it is doing."""
        assert self._process.pid is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.join()

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
