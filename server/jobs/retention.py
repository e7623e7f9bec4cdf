"""What has had its time is taken out, a little at a time, so that nobody who writes has to wait for it.

The rules are in ``server.retention``. Nothing here takes out what a person wrote.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections import Counter
from collections.abc import Callable
from typing import Final, cast

from flask import Flask, current_app

from server.blobs import Blobs
from server.ids import new_id
from server.jobs.offices import each_office
from server.retention import Retention
from server.store import OfficeStore, directory, reading, writing
from sync.changes import Author
from sync.exchange import push
from sync.fields import write_moment

AT_ONCE: Final = 200
"""In one transaction."""

_BREATH_S: Final = 0.05
"""Between two transactions, for those who wait to write."""

log = logging.getLogger("banso.jobs")


class NotEnded(Exception):
    """The exchange refused that a notice ends, which it must not; ``code`` says why."""


def retain(app: Flask, rules: Retention, now: dt.datetime, going_on: Callable[[], bool] = lambda: True) -> Counter[str]:
    """Take out everything that has had its time by ``now``. Returns how much of what."""
    done: Counter[str] = Counter()

    def ago(days: int) -> dt.datetime:
        return now - dt.timedelta(days=days)

    def of_office(office: str) -> None:
        done["notices"] += _repeat(lambda: _end_notices(office, rules, now), going_on)
        gone = ago(rules.notice_traces_days)
        done["notice_traces"] += _repeat(lambda: _drop_traces(office, gone), going_on)
        done["contents"] += _drop_contents(office, ago(rules.deleted_contents_days))

    with app.app_context():
        each_office(of_office)
        done["deliveries"] = _repeat(lambda: _drop_deliveries(ago(rules.deliveries_days)), going_on)
        done["sign_ins"] = _repeat(lambda: _drop_sign_ins(ago(rules.sign_ins_days)), going_on)
        done["unfinished_files"] = _blobs().drop_abandoned()
    done = +done
    if done:
        log.info("retention", extra={"results": dict(done)})
    return done


def _repeat(step: Callable[[], int], going_on: Callable[[], bool]) -> int:
    """Do a step until it finds nothing more."""
    total = 0
    while going_on() and (count := step()):
        total += count
        time.sleep(_BREATH_S)
    return total


def _end_notices(office: str, rules: Retention, now: dt.datetime) -> int:
    """Mark notices as deleted, by a change like any other, so that every phone drops them with its next pull."""
    seen, made = (now - dt.timedelta(days=days) for days in (rules.notices_seen_days, rules.notices_days))
    with reading(office) as store:
        if not store.ended_notices(seen_before=seen, made_before=made, most=1):
            return 0
    with writing(office) as store:
        store.lock()
        ended = store.ended_notices(seen_before=seen, made_before=made, most=AT_ONCE)
        _mark(store, ended, now)
        store.drop_deliveries_of(ended)
    return len(ended)


def _mark(store: OfficeStore, notices: list[str], now: dt.datetime) -> None:
    author = Author(store.office, "manager", may_write_server_fields=True)
    changes = [
        {
            "id": new_id(),
            "kind": "notice",
            "record": record.id,
            "base": record.head,
            "made_at": write_moment(now),
            "fields": {"deleted": True},
        }
        for record in store.records(notices).values()
    ]
    for result in push(store, author, changes, now=now, new_id=new_id):
        if result.status != "applied":
            raise NotEnded(result.code)


def _drop_traces(office: str, gone_before: dt.datetime) -> int:
    with reading(office) as store:
        found = store.traces_of_notices(gone_before=gone_before, most=AT_ONCE)
    if found:
        with writing(office) as store:
            store.lock()
            store.drop_notices(found)
    return len(found)


def _drop_contents(office: str, deleted_before: dt.datetime) -> int:
    """Unlink the contents of what was deleted. Whether it still is, is asked again while nobody can undo it."""
    kept, dropped = _blobs(), 0
    with reading(office) as store:
        found = [each for each in store.contents_of_deleted(deleted_before=deleted_before) if kept.path(office, each)]
    for start in range(0, len(found), AT_ONCE):
        with writing(office) as store:
            store.lock()
            still = store.contents_of_deleted(deleted_before=deleted_before, only=found[start : start + AT_ONCE])
            dropped += sum(kept.drop(office, each) for each in still)
    return dropped


def _drop_deliveries(ended_before: dt.datetime) -> int:
    with directory(write=True) as found:
        return found.drop_deliveries(ended_before, most=AT_ONCE)


def _drop_sign_ins(ended_before: dt.datetime) -> int:
    with directory(write=True) as found:
        return found.drop_sign_ins(ended_before, most=AT_ONCE)


def _blobs() -> Blobs:
    return cast(Blobs, current_app.extensions["banso_blobs"])
