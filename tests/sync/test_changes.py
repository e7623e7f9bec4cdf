"""The envelope of a change."""

from __future__ import annotations

import datetime as dt

from sync.changes import new_change, read_change

CHANGE = "0199c2a0-1111-7000-8000-00000000abcd"
RECORD = "0199c2a0-2222-7000-8000-00000000abcd"
BASE = "0199c2a0-3333-7000-8000-00000000abcd"
NOON_IN_OTARU = dt.datetime(2026, 11, 21, 12, 0, 0, 999, tzinfo=dt.timezone(dt.timedelta(hours=9)))


def test_what_the_office_makes_itself_is_read_like_what_a_phone_sends() -> None:
    made = new_change(CHANGE, "task", RECORD, {"what": "電話"}, base=BASE, made_at=NOON_IN_OTARU, resolves=[RECORD])
    read = read_change(made)
    assert (read.id, read.kind, read.record, read.base) == (CHANGE, "task", RECORD, BASE)
    assert (read.fields, read.made_at, read.resolves) == ({"what": "電話"}, "2026-11-21T03:00:00Z", (RECORD,))


def test_a_change_that_decides_nothing_says_nothing_of_it() -> None:
    made = new_change(CHANGE, "task", RECORD, {}, base=None, made_at=NOON_IN_OTARU)
    assert made.keys() == {"id", "kind", "record", "base", "fields", "made_at"}
