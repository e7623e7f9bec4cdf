"""The forms over what is ahead in a case: an appointment, a recurring visit, a task."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

from flask_babel import lazy_gettext

from server.office.meetings import next_hour
from server.office.record_forms import Part, RecordForm
from sync.fields import Json

_WHERE: Final = Part(("worker", "place", "purpose"))
_MORE: Final = Part(("reason", "companions", "programme"), lazy_gettext("Companions and more"), folded=True)

APPOINTMENT: Final = RecordForm(
    "appointment",
    (Part(("method",)), Part(("starts_at", "ends_at"), beside=True), _WHERE, _MORE),
    buttons=("method",),
    hints={"reason": lazy_gettext("Why an accompaniment is needed, and not only an explanation.")},
)

_CLOCK: Final = Part(("from_time", "to_time"), beside=True)
_UNTIL: Final = Part(("until",))

SERIES: Final = RecordForm(
    "series",
    (Part(("method", "repeats", "starts_on", "closed_days")), _CLOCK, _UNTIL, _WHERE, _MORE),
    buttons=("method", "repeats"),
    hints={
        "starts_on": lazy_gettext("The rhythm is reckoned from this day: its weekday, or its date in the month."),
        "until": lazy_gettext("Leave this empty while nobody knows."),
    },
)

SERIES_MADE: Final = replace(SERIES, parts=(Part(("method",)), _CLOCK, _UNTIL, _WHERE, _MORE), buttons=("method",))
"""Its rhythm stays as it was made: what was visited by it would have been visited on other days."""

TASK: Final = RecordForm("task", (Part(("what", "worker", "due")),))


def appointment_begun(worker: str | None, place: Json, now: dt.datetime) -> dict[str, Json]:
    """What the form of a new appointment holds: a visit at home by whoever has the case, at the next full hour."""
    return _given({"method": "visit", "starts_at": next_hour(now), "worker": worker, "place": place})


def series_begun(worker: str | None, place: Json, today: dt.date) -> dict[str, Json]:
    """What the form of a new recurring visit holds: each week from today, after a holiday on the next working day."""
    rhythm: dict[str, Json] = {"repeats": "weekly", "starts_on": today.isoformat(), "closed_days": "after"}
    return _given({"method": "visit", **rhythm, "worker": worker, "place": place})


def task_begun(worker: str | None) -> dict[str, Json]:
    """What the form of a new task holds: whoever has the case does it."""
    return _given({"worker": worker})


def _given(values: dict[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in values.items() if value is not None}
