"""A server of its own for a measurement, as ``make serve`` starts it, with a new SQLite database on the disk."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parent.parent
LOGIN = "tanaka"
PASSWORD = secrets.token_urlsafe(16)
_PATIENCE_S = 60
_FLASK = (sys.executable, "-m", "flask", "--app", "server")
_CONTACT = "mailto:bench@banso-tests.jp"
"""Nothing of it is sent anywhere: there are no push services here."""


class Office:
    """One process of the web server, an office, and a worker's account in it. Leaving it stops and removes all."""

    def __init__(self) -> None:
        # Not in memory: what is measured is durable. TMPDIR names another place.
        self.folder = Path(tempfile.mkdtemp(prefix="banso-bench-"))
        self.port = _free_port()
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self._run("db", "upgrade")
            self._run("office", "create", "測定")
            self._run("user", "create", LOGIN, "--name", "田中", "--role", "worker", "--password", PASSWORD)
            self.start()
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._remove()

    @property
    def url(self) -> str:
        """Where it answers. Browsers trust this name without HTTPS."""
        return f"http://localhost:{self.port}"

    @property
    def database(self) -> Path:
        """The database's file."""
        return self.folder / "banso.db"

    def start(self, *program: str) -> None:
        """Start serving, by another program of this Python where one is named. Returns when the server answers."""
        with (self.folder / "server.log").open("ab") as log:
            self._server = subprocess.Popen(
                (sys.executable, *(program or ("-m", "server.web"))),
                cwd=ROOT,
                env=self.environment() | {"BANSO_BIND": f"127.0.0.1:{self.port}"},
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + _PATIENCE_S
        while not self._answers():
            if self._server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The server did not start:\n{(self.folder / 'server.log').read_text()}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop serving; the data stays until this is left."""
        if self._server is None:
            return
        self._server.terminate()
        try:
            self._server.wait(timeout=_PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        self._server = None

    def worked_s(self) -> float:
        """For how many seconds a processor has worked for the server."""
        if self._server is None:
            raise RuntimeError("the server is not running")
        fields = Path(f"/proc/{self._server.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            return False

    def _run(self, *command: str) -> None:
        done = subprocess.run(
            (*_FLASK, *command), cwd=ROOT, env=self.environment(), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"flask {command[0]} {command[1]} failed:\n{done.stderr}")

    def environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith(("BANSO_", "DATABASE_"))}
        secret = secrets.token_hex(32)
        environment = {"BANSO_SECRET_KEY": secret, "BANSO_PUSH_CONTACT": _CONTACT, "BANSO_INSTANCE": str(self.folder)}
        # Every phone of a measurement is the same worker's.
        return own | environment | {"BANSO_FURTHER_PHONES": "free"}

    def _remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
