"""What a supervisor does with a record as it stands, through the functions that the office pages call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from server.ground.ids import new_id
from server.office import casefile
from server.office.casefile import Charge
from server.services import casework
from server.services.casework import Comment
from server.store import Office
from server.store.directory import SessionRow


def judge(store: Office, who: SessionRow, record: str, decision: str, text: str = "", *, now: dt.datetime) -> None:
    """The word on a note or a plan, with a comment where there is a text."""
    read = store.records.by_id([record])[record]
    seen = store.plans.state(record) if read.kind == "plan" else read.head
    casework.judge(store, who, read, decision, Comment(new_id(), text, seen), now)


def assign(
    store: Office, who: SessionRow, case: str, main: str, others: Iterable[str] = (), *, now: dt.datetime
) -> None:
    """Put a case in somebody's charge, with others beside."""
    shown = Charge.of(store.records.by_id([case])[case].fields)
    casefile.assign(store, who, case, shown, Charge(main, frozenset(others)), now)
