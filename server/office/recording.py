"""A support record as it is written at the desk: what its form begins with, and of which case it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from server.language.words import Words
from server.store import Seen
from server.store.cases import CaseFilter, CaseRow
from sync.fields import Json, write_moment

MOST_OFFERED = 8
"""As many cases as are taken in at a glance; whoever is not among them is found by another letter."""


@dataclass(frozen=True, slots=True)
class Pick:
    """The case of a new record: ``chosen``, or what was typed (``words``) with the cases that it finds."""

    words: str = ""
    chosen: CaseRow | None = None
    offered: Sequence[CaseRow] = ()


def begun(by: str, now: dt.datetime) -> dict[str, Json]:
    """What an empty form holds: a call, just now, by whoever writes."""
    return {"method": "phone_mail", "started_at": write_moment(now.replace(second=0)), "worker": by}


def matches(seen: Seen, typed: str) -> list[CaseRow]:
    """The first of the cases that what was typed finds, open ones first: by number, name, reading, telephone or
    address.
    """
    if not typed.strip():
        return []
    return list(seen.cases.page(CaseFilter(words=typed), per_page=MOST_OFFERED).rows)


def pick(seen: Seen, case: str | None, typed: str) -> Pick:
    """The case that was chosen; where none was, those that what was typed finds. One alone is offered as well, and not
    taken: a note in a stranger's case cannot be unread.
    """
    chosen = None if case is None else seen.cases.one(case)
    return Pick(typed, chosen, [] if chosen else matches(seen, typed))


def label(case: CaseRow) -> str:
    """What stands in the field once a case is chosen; typed again, it finds the case."""
    return " ".join(part for part in (case.person_name, case.number) if part)


def particulars(case: CaseRow, words: Words) -> str:
    """What tells a case from another of the same name."""
    in_charge = words.name(case.main_worker) if case.main_worker else ""
    state = "" if case.state == "open" else words.code("case_state", case.state)
    return " · ".join(part for part in (case.number, case.person_kana, in_charge, state) if part)
