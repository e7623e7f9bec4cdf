"""From what a register asks to what is on record: the changes that an import sends, and what becomes of them.

An import is an author like any other. It knows its own last change of each record, sends only what differs from it, and
names it as the base. So a second import of the same file sends the same changes again, and never overwrites an edit
that a person made meanwhile.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from server.registers.wanted import Reading, Register, RegisterRecord
from sync.changes import Author, Result, new_change, office_author
from sync.exchange import push
from sync.fields import Json, read_moment
from sync.merge import lay_over
from sync.records import KINDS
from sync.roles import REGISTRAR
from sync.store import Entry, Record, Store

log = logging.getLogger("banso.registers")

IMPORTER_NAME: Final = "台帳の取り込み"

Intent = Literal["new", "changed", "unchanged", "withdrawn"]
Effect = Intent | Literal["conflict", "rejected"]


@dataclass(frozen=True, slots=True)
class PlannedWrite:
    """One change of an import, what it was meant to do, and the answer."""

    intent: Intent
    change: Mapping[str, Json]
    result: Result

    @property
    def effect(self) -> Effect:
        """What became of it. A conflict counts once, in the import that raised it."""
        if self.result.status in {"rejected", "waiting"}:
            return "rejected"
        if self.intent != "unchanged" and self.result.status == "conflict":
            return "conflict"
        return self.intent


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did.

    ``missing`` are records of earlier imports that the file no longer has and that stay as they are.
    """

    steps: tuple[PlannedWrite, ...]
    missing: tuple[Record, ...] = ()

    @property
    def counts(self) -> Counter[Effect]:
        """How many records were affected in which way."""
        return Counter(step.effect for step in self.steps)


def importer(office: str) -> Author:
    """The author of an office's imports: staff without an account, so that the history tells where a value is from."""
    return office_author(str(uuid.uuid5(uuid.UUID(office), "register-import")))


def import_reading(
    store: Store,
    register: Register,
    reading: Reading,
    *,
    now: dt.datetime,
    new_id: Callable[[], str],
    earlier: Iterable[Record] = (),
) -> Imported:
    """Bring what a register says into a store, within the caller's transaction.

    ``earlier`` are the records that this register brought before and that a corrected file may have to withdraw. A file
    that was not read without errors withdraws nothing.
    """
    store.lock()
    author = importer(store.office)
    staff = RegisterRecord("staff", author.user, {"name": IMPORTER_NAME, "role": REGISTRAR, "active": False})
    of_register = _under_own_ids(store, author, reading.wanted)
    wanted = [staff, *(_canonical(record) for record in of_register)]
    known = store.by_id({record.id for record in wanted})
    planned: list[tuple[Intent, dict[str, Any]]] = [
        _step(record, _log_of(store, author, record.id) if record.id in known else [], now) for record in wanted
    ]
    gone, missing = _no_longer_there(register, reading, {record.id for record in of_register}, earlier)
    for record in gone:
        log = _log_of(store, author, record.id)
        withdrawn = RegisterRecord(record.kind, record.id, _folded(log) | {"deleted": True})
        intent, change = _step(withdrawn, log, now)
        planned.append(("withdrawn" if intent == "changed" else intent, change))
    results = push(store, author, [change for _, change in planned], now=now, new_id=new_id)
    steps = [PlannedWrite(intent, change, result) for (intent, change), result in zip(planned, results, strict=True)]
    return Imported(tuple(steps[1:]), tuple(missing))


def _under_own_ids(store: Store, author: Author, wanted: Sequence[RegisterRecord]) -> list[RegisterRecord]:
    """The records under ids that are free or the importer's own.

    Ids follow from what a register says, and so can be known beforehand. A record that somebody else has put under one
    is none of the register's: the next id is taken, which follows from that one, so that every import takes the same.
    """
    own = {record.id: record.id for record in wanted}
    while foreign := {
        record.id for record in store.by_id(set(own.values())).values() if record.created_by != author.user
    }:
        log.warning("register_id_taken", extra={"count": len(foreign)})
        own |= {asked: str(uuid.uuid5(uuid.UUID(id_), "again")) for asked, id_ in own.items() if id_ in foreign}
    return [RegisterRecord(record.kind, own[record.id], _renamed(record, own)) for record in wanted]


def _renamed(wanted: RegisterRecord, own: Mapping[str, str]) -> dict[str, Json]:
    references = KINDS[wanted.kind].references
    return {
        name: own.get(value, value) if name in references and isinstance(value, str) else value
        for name, value in wanted.fields.items()
    }


def _canonical(wanted: RegisterRecord) -> RegisterRecord:
    """The record with its fields as the engine keeps them; what the kind refuses stays, and comes back rejected."""
    fields, errors = KINDS[wanted.kind].read(wanted.fields)
    return wanted if errors else RegisterRecord(wanted.kind, wanted.id, fields)


def _log_of(store: Store, author: Author, record_id: str) -> list[Entry]:
    """What earlier imports said about a record, oldest first."""
    return [entry for entry in store.entries_after(record_id, 0) if entry.author == author.user]


def _folded(log: Sequence[Entry]) -> dict[str, Json]:
    """The record as the last import meant it to be."""
    meant: dict[str, Json] = {}
    for entry in log:
        meant = lay_over(meant, entry.fields)
    return meant


def _step(wanted: RegisterRecord, log: Sequence[Entry], now: dt.datetime) -> tuple[Intent, dict[str, Any]]:
    """The change to send: the first about a record, what differs from the last, or the last once more."""
    if not log:
        return "new", _change(wanted, None, wanted.fields, now)
    meant = _folded(log)
    differing = {
        name: wanted.fields.get(name)
        for name in sorted(meant.keys() | wanted.fields.keys())
        if meant.get(name) != wanted.fields.get(name)
    }
    last = log[-1]
    if differing:
        return "changed", _change(wanted, last.id, differing, now)
    again = new_change(last.id, last.kind, last.record, last.fields, base=last.base, made_at=read_moment(last.made_at))
    return "unchanged", again


def _change(wanted: RegisterRecord, base: str | None, fields: Mapping[str, Json], now: dt.datetime) -> dict[str, Any]:
    """A change whose id follows from its content, so that whoever sends it again sends the same change."""
    content = json.dumps([base, fields], ensure_ascii=False, sort_keys=True)
    change = str(uuid.uuid5(uuid.UUID(wanted.id), content))
    return new_change(change, wanted.kind, wanted.id, fields, base=base, made_at=now)


def _no_longer_there(
    register: Register, reading: Reading, ids: Collection[str], earlier: Iterable[Record]
) -> tuple[list[Record], list[Record]]:
    """The earlier records that the file no longer has: those to withdraw, and those that are not its business."""
    parts = {register.part_of(record.fields) for record in reading.wanted} - {None}
    absent = [record for record in earlier if record.id not in ids and not record.deleted]
    if reading.errors:
        return [], absent
    gone = [record for record in absent if register.part_of(record.fields) in parts]
    return gone, [record for record in absent if record not in gone]
