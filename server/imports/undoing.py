"""Taking an import back: all that nobody has changed or used since. The rest stays, and is named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from server.ground.ids import new_id
from server.ground.trail import Act, Noted
from server.registers.importing import importer
from server.services.accounts import set_active
from server.services.approvals import ACCESS, withdraw
from server.store import Office, utcnow, writing
from server.store.imports import ImportRow
from sync.changes import new_change
from sync.exchange import push
from sync.store import Record

Why = Literal["changed", "used"]

_INWARDS: Final = ("support", "case", "person", "household")
"""The kinds in the order in which they go: what belongs to something before that."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, and what stays because somebody has changed it since, or because it is used by what stays
    or came later.
    """

    gone: Sequence[Record]
    kept: Sequence[tuple[Record, Why]]


class NothingToUndo(Exception):
    """There is no such import, or it has been taken back already."""


def undo(office: str, run_id: str, by: str) -> Undone:
    """Take an import back, in one transaction. Raises ``NothingToUndo``."""
    now = utcnow()
    with writing(office) as store:
        store.lock()
        run = store.imports.run(run_id)
        if run is None or run.undone_at is not None:
            raise NothingToUndo
        made = [record for record in store.imports.brought(run) if not record.deleted]
        kept = _kept(store, run, made)
        gone = [record for record in made if record.id not in kept]
        author = replace(importer(store.id), brought_by=by)
        records = sorted((each for each in gone if each.kind != "staff"), key=_place)
        changes = [
            new_change(new_id(), each.kind, each.id, {"deleted": True}, base=each.head, made_at=now) for each in records
        ]
        push(store.records, author, changes, now=now, new_id=new_id)
        for account in gone:
            if account.kind == "staff":
                withdraw(store, account.id, ACCESS, by=by, now=now)
                set_active(store, account.id, False, by=by, now=now)
        store.imports.note_undone(run.id, by, now)
        store.trail.note(Noted(Act.IMPORT_UNDONE, details={"sort": run.sort, "gone": len(gone), "kept": len(kept)}))
    return Undone(gone, [(record, kept[record.id]) for record in made if record.id in kept])


def _kept(store: Office, run: ImportRow, made: Sequence[Record]) -> dict[str, Why]:
    """Which of the records stay, and why."""
    kept: dict[str, Why] = {each.id: "changed" for each in made if each.seq > run.last_seq or _in_use(store, each)}
    ids = {each.id for each in made}
    persons = [each.id for each in made if each.kind == "person"]
    for later in store.imports.since({each.scope for each in made} - {store.id}, run.last_seq):
        _keep(kept, [later.scope], ids)
    for person, cases in store.cases.of_persons(persons).items():
        if any(case.id not in ids for case in cases):
            _keep(kept, [person], ids)
    # From the inside outwards: what stays is kept with the case and the person that it belongs to.
    for record in sorted(made, key=_place):
        if record.id in kept:
            _keep(kept, [record.scope, str(record.fields.get("person")), str(record.fields.get("household"))], ids)
    return kept


def _keep(kept: dict[str, Why], used: Iterable[str], ids: set[str]) -> None:
    for record in used:
        if record in ids:
            kept.setdefault(record, "used")


def _in_use(store: Office, record: Record) -> bool:
    """Whether an account that was made has been taken into use."""
    return record.kind == "staff" and store.accounts.has_password(record.id)


def _place(record: Record) -> int:
    return _INWARDS.index(record.kind) if record.kind in _INWARDS else 0
