"""What has had its time is taken out, a little at a time, so that nobody who writes has to wait for it.

The rules are in ``server.ground.retention``. Nothing here takes out what a person wrote.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import time
from collections import Counter
from collections.abc import Callable
from typing import Final

from flask import Flask

from server.ground.blobs import Blobs
from server.ground.installation import installation
from server.ground.retention import Retention
from server.jobs.offices import each_office
from server.reminders.ending import end
from server.services.enclosures import drop_held
from server.store import attempts, directory, reading, writing

AT_ONCE: Final = 200
"""In one transaction."""

_BREATH_S: Final = 0.05
"""Between two transactions, for those who wait to write."""

log = logging.getLogger("banso.jobs")


def retain(app: Flask, rules: Retention, now: dt.datetime, going_on: Callable[[], bool] = lambda: True) -> Counter[str]:
    """Take out everything that has had its time by ``now``. Returns how much of what."""
    done: Counter[str] = Counter()

    def ago(days: int) -> dt.datetime:
        return now - dt.timedelta(days=days)

    def of_office(office: str) -> None:
        done["notices"] += _repeat(lambda: _end_notices(office, rules, now), going_on)
        gone = ago(rules.notice_traces_days)
        done["notice_traces"] += _repeat(lambda: _drop_traces(office, gone), going_on)
        old = ago(rules.form_drafts_days)
        done["form_drafts"] += _repeat(lambda: _drop_form_drafts(office, old), going_on)
        settled = ago(rules.settled_changes_days)
        done["settled_changes"] += _repeat(lambda: _forget_settled(office, settled), going_on)
        done["contents"] += _drop_contents(office, ago(rules.deleted_contents_days))

    with app.app_context():
        each_office(of_office)
        done["deliveries"] = _repeat(lambda: _drop_deliveries(ago(rules.deliveries_days)), going_on)
        done["sign_ins"] = _repeat(lambda: _drop_sign_ins(ago(rules.sign_ins_days)), going_on)
        done["links"] = _repeat(lambda: _drop_links(ago(rules.links_days)), going_on)
        done["requests"] = _repeat(lambda: _drop_requests(ago(rules.requests_days)), going_on)
        done["attempts"] = _repeat(lambda: _drop_attempts(now), going_on)
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
    seen, made = (now - dt.timedelta(days=days) for days in (rules.notices_seen_days, rules.notices_days))
    with reading(office) as store:
        if not store.retention.ended_notices(seen_before=seen, made_before=made, most=1):
            return 0
    with writing(office) as store:
        store.lock()
        ended = store.retention.ended_notices(seen_before=seen, made_before=made, most=AT_ONCE)
        end(store, ended, now)
    return len(ended)


def _drop_form_drafts(office: str, saved_before: dt.datetime) -> int:
    with writing(office) as store:
        return store.drafts.drop_old(saved_before, AT_ONCE)


def _drop_traces(office: str, gone_before: dt.datetime) -> int:
    with reading(office) as store:
        traces = store.retention.traces_of_notices(gone_before=gone_before, most=AT_ONCE)
    if traces:
        with writing(office) as store:
            store.lock()
            store.retention.drop_notices(traces)
    return len(traces)


def _drop_contents(office: str, deleted_before: dt.datetime) -> int:
    """Unlink the contents of what was deleted. Whether it is still deleted is asked again at a moment at which nobody
    can undo it.
    """
    kept, dropped = _blobs(), 0
    with reading(office) as store:
        contents = [
            each
            for each in store.retention.contents_of_deleted(deleted_before=deleted_before)
            if kept.path(office, each)
        ]
    for start in range(0, len(contents), AT_ONCE):
        with writing(office) as store:
            store.lock()
            still = store.retention.contents_of_deleted(
                deleted_before=deleted_before, only=contents[start : start + AT_ONCE]
            )
            dropped += sum(kept.drop(office, each) for each in still)
    return dropped


def _drop_deliveries(ended_before: dt.datetime) -> int:
    with directory(write=True) as lookup:
        return lookup.drop_deliveries(ended_before, most=AT_ONCE)


def _drop_sign_ins(ended_before: dt.datetime) -> int:
    with directory(write=True) as lookup:
        return lookup.drop_sign_ins(ended_before, most=AT_ONCE)


def _drop_links(ended_before: dt.datetime) -> int:
    with directory(write=True) as lookup:
        return lookup.drop_links(ended_before, most=AT_ONCE)


def _drop_requests(ended_before: dt.datetime) -> int:
    with directory(write=True) as lookup:
        return lookup.drop_requests(ended_before, most=AT_ONCE)


def _drop_attempts(now: dt.datetime) -> int:
    with attempts(write=True) as store:
        return store.drop_ended(now, most=AT_ONCE)


def _forget_settled(office: str, offered_before: dt.datetime) -> int:
    with reading(office) as store:
        if not store.recovery.has_waited():
            return 0
    with writing(office) as store:
        store.lock()
        forgotten = store.recovery.forget_settled(offered_before, AT_ONCE)
        drop_held(store, map(json.loads, forgotten))
        return len(forgotten)


def _blobs() -> Blobs:
    return installation().blobs
