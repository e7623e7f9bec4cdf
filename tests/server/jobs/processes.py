"""A real ``python -m server.jobs``, started and killed by tests."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[3]


class Jobs:
    """The process, on a database."""

    def __init__(self, database_url: str, instance: Path, *command: str) -> None:
        """``command`` is run in place of ``server.jobs``."""
        self._command = command or ("server.jobs",)
        self._environment = os.environ | {
            "BANSO_ENV": "development",
            "BANSO_SECRET_KEY": "only-for-tests-" * 3,
            "BANSO_INSTANCE": str(instance),
            "DATABASE_URL": database_url,
        }

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            [sys.executable, "-m", *self._command],
            cwd=ROOT,
            env=self._environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def end(self) -> tuple[int, str]:
        """Ask it to end. Returns its exit code and what it logged."""
        self.process.terminate()
        _, logged = self.process.communicate(timeout=30)
        return self.process.returncode, logged


def wait_until(holds: Callable[[], bool], within_s: float = 60) -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.1)
