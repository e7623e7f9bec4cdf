"""One look at an office: the notices that must be there by now and are not, are written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

from server.calendar.days import is_closed
from server.reminders.giving import DueNotice, digest, give
from server.reminders.rules import PlannedVisit, day_notices, hour_notices
from server.reminders.settings import ReminderPolicy, policy_of
from server.reminders.situation import TOO_LATE, Situation
from server.store import Office, reading, writing

_DAY: Final = dt.timedelta(days=1)
_FARTHEST_SHIFT: Final = dt.timedelta(days=14)
"""No announcement, which those of tasks are, is moved further by closed days."""

_Look = tuple[int, ReminderPolicy, dt.date, dt.datetime]


@dataclass
class Ticker:
    """Looks at offices again and again, and skips what cannot have changed since it last looked.

    The rules that look at days go through every open case. What they say follows from the office's records, its policy,
    the day and whether its morning has come, so that they are asked again only when one of these has changed. A ticker
    that is new knows nothing and asks everything.
    """

    _looked: dict[str, _Look] = field(default_factory=dict)

    def tick(self, office: str, now: dt.datetime) -> int:
        """Write what is missing in an office. Returns how many notices are new.

        Notices with a time of day come first, in a transaction of their own, so that a worker who is out on a visit is
        watched even where the rules that look at days fail. Where nothing is missing, nothing is written.
        """
        with reading(office) as store:
            missing = _missing(store, _by_the_hour(store, _situation(store, now)))
        count = _give(office, missing, now)
        with reading(office) as store:
            situation = _situation(store, now)
            look = (store.records.last_seq(), situation.policy, situation.today, _last_morning(situation))
            if self._looked.get(office) == look:
                return count
            missing = _missing(store, _by_the_day(store, situation))
        count += _give(office, missing, now)
        self._looked[office] = look
        return count


def _give(office: str, missing: list[DueNotice], now: dt.datetime) -> int:
    if not missing:
        return 0
    with writing(office) as store:
        return len(give(store, missing, now))


def _situation(store: Office, now: dt.datetime) -> Situation:
    return Situation(
        now.astimezone(store.zone),
        policy_of(store.reminders.settings()),
        is_closed,
        store.accounts.users(),
        store.restrictions.named(),
    )


def _last_morning(situation: Situation) -> dt.datetime:
    morning = situation.at(situation.today, situation.policy.morning)
    return morning if morning <= situation.now else morning - _DAY


def _by_the_day(store: Office, situation: Situation) -> list[DueNotice]:
    today = situation.today
    tasks = store.reminders.open_tasks(today - TOO_LATE - _FARTHEST_SHIFT, today + _FARTHEST_SHIFT)
    return day_notices(situation, store.followup.open_cases(today), tasks)


def _by_the_hour(store: Office, situation: Situation) -> list[DueNotice]:
    return hour_notices(situation, _visits(store, situation), store.reminders.outings_under_watch(situation.now - _DAY))


def _visits(store: Office, situation: Situation) -> list[PlannedVisit]:
    """What is planned from now to the end of tomorrow."""
    until = situation.at(situation.today + 2 * _DAY, dt.time())
    planned = [row for row in store.calendar.planned(None, situation.now, until) if row.state == "planned"]
    cases = store.records.by_id({row.case_id for row in planned})
    return [
        PlannedVisit(
            id=row.series or str(row.appointment),
            about=row.appointment or str(row.series),
            case=row.case_id,
            worker=row.worker or cases[row.case_id].fields.get("main_worker"),
            starts_at=row.starts_at,
        )
        for row in planned
    ]


def _missing(store: Office, wanted: list[DueNotice]) -> list[DueNotice]:
    keys = {digest(store.id, notice.key): notice for notice in wanted}
    known = store.reminders.already_given(keys)
    return [notice for key, notice in keys.items() if key not in known]
