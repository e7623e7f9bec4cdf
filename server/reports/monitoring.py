"""Whether the monitoring of plans (モニタリング) was kept on time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

KEPT: Final = ("on_time", "late", "not_done")


@dataclass(frozen=True, slots=True)
class PlanCourse:
    """What is on record of a plan's monitoring.

    ``dates`` are the next monitorings that were set, one after another: the day on which each was set, and the last day
    that it means, ``None`` where it was taken out. ``monitored`` are the days of the notes that looked at the plan
    again, in their order; ``evaluated`` is the day on which the plan was evaluated.
    """

    dates: Sequence[tuple[dt.date, dt.date | None]]
    monitored: Sequence[dt.date]
    evaluated: dt.date | None


def monitorings(course: PlanCourse, today: dt.date) -> Iterator[tuple[dt.date, str]]:
    """The monitorings that fell due until ``today``, each by its day, and whether it was kept.

    A date that was moved before it came, or that the plan's evaluation forestalled, was none. The first note after a
    date was set answers it.
    """
    notes = list(course.monitored)
    replaced = [day for day, _ in course.dates[1:]] + [None]
    for (_, due), until in zip(course.dates, replaced, strict=True):
        answers = [day for day in notes if until is None or day <= until]
        notes = notes[len(answers) :]
        if due is None:
            continue
        if answers:
            yield due, "on_time" if answers[0] <= due else "late"
        elif not _forestalled(due, until, course.evaluated) and due < today:
            yield due, "not_done"


def _forestalled(due: dt.date, replaced: dt.date | None, evaluated: dt.date | None) -> bool:
    return any(day is not None and day <= due for day in (replaced, evaluated))
