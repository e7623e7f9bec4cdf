"""What stands in somebody's name, handed to colleagues in one step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.ground.ids import new_id
from server.office.casefile import Charge, NotOfField
from server.services.casework import change_together
from server.services.restrictions import restricted_to
from server.store import Office, Seen
from server.store.cases import CaseFilter, CaseRow
from server.store.directory import SessionRow
from server.store.handovers import HandoverRow
from sync.fields import Json
from sync.roles import Permission
from sync.store import Record

MOST_CASES: Final = 500
"""As many of somebody's cases as one step takes; what is left stands there afterwards, to be handed over next."""


@dataclass(frozen=True, slots=True)
class Share:
    """What of one case is somebody's: their ``part`` in it (``main`` or ``co``; ``None`` where they only have something
    to do there), and appointments, recurring visits and tasks that are ahead.
    """

    case: CaseRow
    part: str | None
    records: Sequence[Record]

    def count(self, kind: str) -> int:
        """How many records of a kind there are."""
        return sum(record.kind == kind for record in self.records)


class NotNamed(ValueError):
    """Somebody would not see a case that they are to take over: it is restricted to others. ``cases`` are its ids."""

    def __init__(self, cases: Collection[str]) -> None:
        super().__init__()
        self.cases = frozenset(cases)


def work_of(seen: Seen, left_by: str | None, now: dt.datetime) -> list[Share]:
    """What stands in somebody's name and the reader sees, case by case; for ``None`` the open cases of nobody."""
    wanted = CaseFilter("open", worker=left_by, unassigned=left_by is None)
    listing = seen.cases.page(wanted, per_page=MOST_CASES)
    of_case: dict[str, list[Record]] = {row.id: [] for row in listing.rows}
    for record in () if left_by is None else seen.handovers.left_by(left_by, now):
        of_case.setdefault(record.scope, []).append(record)
    rows = {row.id: row for row in listing.rows}
    rows |= seen.cases.by_id(of_case.keys() - rows.keys())
    return [Share(row, _part(row, left_by), of_case[row.id]) for row in rows.values()]


def hand_over(
    store: Office, who: SessionRow, seen: Seen, left_by: str | None, chosen: Mapping[str, str], now: dt.datetime
) -> HandoverRow | None:
    """Hand over what somebody has in the ``chosen`` cases, each to the colleague that is named for it, as it stands by
    now: ``None`` where nothing of it is theirs any more. All of it is written, or nothing.

    Whoever takes over a case's appointments or tasks alone comes to the case beside its main worker, to see what they
    are to do. Raises ``NotOfField``, ``NotNamed``, and ``casework.ChangeRejected``.
    """
    store.lock()
    shares = [share for share in work_of(seen, left_by, now) if share.case.id in chosen]
    _refuse_strangers(store, left_by, {chosen[share.case.id] for share in shares})
    cases = store.records.by_id([share.case.id for share in shares])
    barred = [case.id for case in cases.values() if chosen[case.id] not in (restricted_to(case) or {chosen[case.id]})]
    if barred:
        raise NotNamed(barred)
    wanted: list[tuple[Record, Mapping[str, Json]]] = []
    for share in shares:
        wanted += handed(cases[share.case.id], share.part, share.records, left_by, chosen[share.case.id])
    if not wanted:
        return None
    changes = change_together(store, who, wanted, now)
    further = sum(record.kind != "case" for record, _ in wanted)
    step = HandoverRow(new_id(), left_by, who.user_id, now, changes, len(wanted) - further, further)
    seen.handovers.add(step)
    return step


def handed(
    case: Record, part: str | None, records: Sequence[Record], left_by: str | None, to: str
) -> Iterator[tuple[Record, Mapping[str, Json]]]:
    """What is written where somebody's share of a case goes to a colleague: only what is another than before."""
    present = Charge.of(case.fields)
    main = to if part == "main" else present.main
    others = (present.others | {to}) - {left_by, main}
    fields: dict[str, Json] = {}
    if main != present.main:
        fields["main_worker"] = main
    if others != present.others:
        fields["co_workers"] = sorted(others) or None
    if fields:
        yield case, fields
    for record in records:
        yield record, {"worker": to}


def _part(case: CaseRow, user: str | None) -> str | None:
    if user == case.main_worker:
        return "main"
    return "co" if user in case.co_workers else None


def _refuse_strangers(store: Office, left_by: str | None, chosen: Collection[str]) -> None:
    eligible = {user.id for user in store.accounts.users() if user.may(Permission.BE_IN_CHARGE)} - {left_by}
    if not eligible.issuperset(chosen):
        raise NotOfField
