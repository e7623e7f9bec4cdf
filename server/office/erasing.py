"""Carrying out an erasure: listed in one transaction, then taken out a little at a time, however often the process is
killed.

From the listing on nobody sees the cases: they are marked as deleted, so that every phone loses them with its next
pull, and nothing is taken for them any more. What is left to do follows from what is stored; each step may be taken
again.

1. The records are listed (``begin``), in the transaction in which somebody approves.
2. The log is searched for what else names them: notices that had their time.
3. The ids are written down outside the database (``server.services.erased_list``), before anything goes.
4. The contents of attachments go, then records with their changes, a hundred or so in each transaction.
5. What people were typing goes, and the erasure is noted as finished.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from server.ground.blobs import Blobs
from server.ground.trail import Act, Detail, Noted
from server.office.reports import kept_of
from server.services import erased_list
from server.services.casework import change_as_server
from server.services.enclosures import drop_held
from server.services.erased_list import Written
from server.store import Office, chain, reading, settle_log, writing
from server.store.candidates import Unit
from server.store.erasures import ErasedRow, ErasureRow
from sync import store as sync_store

MOST_RECORDS: Final = 20
MOST_CHANGES: Final = 200
"""What one transaction erases: some hundredths of a second."""

_ROOTS: Final = ("case", "person", "household")

log = logging.getLogger("banso.erasing")


def begin(store: Office, erasure: ErasureRow, unit: Unit, *, by: str, now: dt.datetime) -> None:
    """List what is to be erased, and have nobody see it any more. The caller has the office's counter."""
    cases = [case.id for case in unit.cases]
    for report, month, totals in kept_of(store, cases, store.candidates.months_in(cases)):
        store.erasures.keep_counts(erasure.id, report, month, totals)
    _remove(store, unit.scopes, by=by, now=now)
    _list(store, erasure, store.erasing.in_scopes(unit.scopes), now)
    store.erasures.note(erasure.id, begun_at=now)


def carry_on(
    office: str,
    erasure: str,
    *,
    blobs: Blobs,
    anchors: Path,
    now: dt.datetime,
    going_on: Callable[[], bool] = lambda: True,
) -> bool:
    """Take an erasure to its end, from wherever it is, while ``going_on`` says so. Returns whether it has come to its
    end.
    """
    with reading(office) as store:
        row = store.erasures.one(erasure)
        personal = store.erasing.in_log(erasure) if row and row.searched_at is None else []
    if row is None or not row.is_under_way:
        return True
    if row.searched_at is None:
        with writing(office) as store:
            store.lock()
            _list(store, row, personal, now)
            store.erasures.note(erasure, searched_at=now)
    if row.written_down_at is None:
        with reading(office) as store:
            records = store.erasures.records_of(erasure)
        erased_list.write(anchors, office, row, records)
        with writing(office) as store:
            store.erasures.note(erasure, written_down_at=now)
    _drop_contents(office, erasure, blobs)
    while going_on():
        if not _some(office, erasure, now):
            _finish(office, erasure, now)
            settle_log()
            return True
    return False


def carry_on_all(office: str, *, blobs: Blobs, anchors: Path, now: dt.datetime, going_on: Callable[[], bool]) -> int:
    """Carry out what was approved, and what a restored backup brought back. Returns how many came to their end."""
    for written in erased_list.read(anchors).offices.get(office, {}).values():
        _begin_again(office, written, now)
    with reading(office) as store:
        under_way = [row.id for row in store.erasures.under_way()]
    return sum(carry_on(office, each, blobs=blobs, anchors=anchors, now=now, going_on=going_on) for each in under_way)


def _begin_again(office: str, written: Written, now: dt.datetime) -> None:
    """List an erasure's records anew where this office does not know them as erased: it was put back to before that."""
    with reading(office) as store:
        known = store.records.erased(written.records)
    if known == written.records.keys():
        return
    erasure, by = written.erasure, written.erasure.decided_by or written.erasure.asked_by
    roots = {row.id for row in written.records.values() if row.kind in _ROOTS}
    with writing(office) as store:
        store.lock()
        row = store.erasures.one(erasure.id)
        if row is None:
            store.erasures.add(erasure)
            months = store.candidates.months_in(erasure.cases)
            for report, month, totals in kept_of(store, erasure.cases, months):
                store.erasures.keep_counts(erasure.id, report, month, totals)
        elif row.is_open:
            store.erasures.decide(erasure.id, "approved", by, now)
        _remove(store, roots, by=by, now=now)
        records = {each.id: each for each in store.erasing.in_scopes(roots)} | written.records
        _list(store, erasure, records.values(), now)
        store.erasures.note(erasure.id, begun_at=now, searched_at=None, written_down_at=None, finished_at=None)
    log.warning("erased_again", extra={"office": office, "count": len(written.records)})


def _remove(store: Office, roots: Iterable[str], *, by: str, now: dt.datetime) -> None:
    """Mark cases, persons and households as deleted, so that every phone loses them and no page shows them."""
    records = store.records.by_id(list(roots))
    for record in sorted(records.values(), key=lambda each: (_ROOTS.index(each.kind), each.id)):
        if not record.deleted:
            change_as_server(store, record.kind, record.id, {"deleted": True}, by=by, now=now)


def _list(store: Office, erasure: ErasureRow, records: Iterable[ErasedRow], now: dt.datetime) -> None:
    """List records, under a number of the office's counter that no phone has been told yet."""
    seq = store.records.last_seq() + 1
    store.records.write(sync_store.Written(last_seq=seq))
    number, fresh = store.erasures.list_records(erasure.id, records, seq)
    if fresh:
        details: dict[str, Detail] = {"step": number, "records": len(fresh), "digest": chain.digest_of_all(fresh)}
        store.trail.note(Noted(Act.ERASURE_LISTED, about=erasure.id, details=details, at=now))


def _drop_contents(office: str, erasure: str, blobs: Blobs) -> None:
    with reading(office) as store:
        attachments = store.erasing.contents(erasure)
    dropped = sum(blobs.drop(office, attachment) for attachment in attachments)
    if dropped:
        with writing(office) as store:
            store.erasures.count(erasure, contents=dropped)


def _some(office: str, erasure: str, now: dt.datetime) -> bool:
    """Erase some, and note it in the trail in the same transaction. Returns whether anything was left to erase."""
    with writing(office) as store:
        store.lock()
        step = store.erasing.some(erasure, now, most_records=MOST_RECORDS, most_changes=MOST_CHANGES)
        if step is None:
            return False
        store.erasures.count(erasure, records=len(step.records), changes=step.changes)
        details: dict[str, Detail] = {
            "step": step.number,
            "erased": step.records,
            "changes": step.changes,
            "digest": step.digest,
        }
        store.trail.note(Noted(Act.ERASED, about=erasure, details=details, at=now))
    return True


def _finish(office: str, erasure: str, now: dt.datetime) -> None:
    with writing(office) as store:
        store.lock()
        row = store.erasures.one(erasure)
        if row is not None and row.is_under_way:
            drop_held(store, map(json.loads, store.erasing.loose_ends(erasure)))
            store.erasures.note(erasure, finished_at=now)
            counts = {"records": row.records, "changes": row.changes, "contents": row.contents}
            by = {"asked_by": row.asked_by, "approved_by": row.decided_by or row.asked_by}
            case = row.cases[0]
            details: dict[str, Detail] = {"erasure": erasure, **counts, **by}
            store.trail.note(Noted(Act.ERASURE_FINISHED, "case", case, scope=case, details=details, at=now))
