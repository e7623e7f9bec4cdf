"""Jobs that are done again and again, whatever the machine's clock is set to.

The time between two rounds is that of the monotonic clock, which nobody sets: where the machine's clock jumps back by
a day, nothing stands still for a day.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from server.store.incidents import log_incident


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be done ``every_s`` seconds, the first time after ``first_s``."""

    name: str
    every_s: float
    work: Callable[[], object]
    first_s: float = 0.0


class Rounds:
    """The jobs, each in a thread of its own: one that takes long, or fails, keeps no other waiting.

    A job never runs twice at a time, and rounds that were missed become one.
    """

    def __init__(self, jobs: Sequence[Job]) -> None:
        self.jobs = tuple(jobs)
        self._ending = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(job,), name=f"job-{job.name}") for job in self.jobs]

    @property
    def running(self) -> bool:
        """Whether they have not been told to end."""
        return not self._ending.is_set()

    def start(self) -> None:
        """Begin with the first round."""
        for thread in self._threads:
            thread.start()

    def shutdown(self) -> None:
        """Begin nothing any more, and return when what has begun is finished."""
        self._ending.set()
        for thread in self._threads:
            thread.join()

    def _run(self, job: Job) -> None:
        at = time.monotonic() + job.first_s
        while not self._ending.wait(max(0.0, at - time.monotonic())):
            try:
                job.work()
            except Exception as error:  # noqa: BLE001 - the next round tries again
                log_incident(error)
            at = max(at + job.every_s, time.monotonic())
