"""What jobs have in common: every office by itself, and only by a clock that goes on as time does."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass

from server.store import directory, utcnow
from server.store.incidents import log_incident


def each_office(work: Callable[[str], object]) -> list[str]:
    """Do ``work`` for every office. An exception is logged under an incident id, and the other offices have their turn.
    Returns the ids of the offices for which none was raised.
    """
    with directory() as lookup:
        offices = [office.id for office in lookup.offices()]
    done = []
    for office in offices:
        try:
            work(office)
            done.append(office)
        except Exception as error:  # noqa: BLE001 - one office must not keep the others from it
            log_incident(error)
    return done


@dataclass
class Steady:
    """Whether the machine's clock has moved on as time did since the last look: after a jump ahead, everything would
    seem to have had its time.
    """

    differs_s: float = 300.0
    _monotonic: float | None = None
    _wall: float = 0.0

    def __call__(self, now: dt.datetime) -> bool:
        """Whether the clock has run steadily since the last look."""
        before, wall = self._monotonic, self._wall
        self._monotonic, self._wall = time.monotonic(), now.timestamp()
        return before is not None and abs((self._wall - wall) - (self._monotonic - before)) < self.differs_s


def steadily(work: Callable[[dt.datetime], object]) -> Callable[[], None]:
    """A job that works as of now, once two looks at the clock have shown that it runs steadily."""
    is_steady = Steady()

    def job() -> None:
        now = utcnow()
        if is_steady(now):
            work(now)

    return job
