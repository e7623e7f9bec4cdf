"""What a push writes: records, their projections, the change log and visibility, in a handful of statements."""

from __future__ import annotations

import zoneinfo
from collections import defaultdict
from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import cast

from sqlalchemy import Connection, Table, select, update

from server.models import PROJECTIONS, Assignment, Change, HouseholdMember, Office, Record, Visibility
from server.store.database import encode_json
from server.store.projections import TABLES, to_row
from server.store.statements import Row, among, insert_rows
from sync import store as sync_store
from sync.fields import Json
from sync.store import Entry, Grant, Written

_seq = attrgetter("seq")

_RECORD = cast(Table, Record.__table__)
_CHANGE = cast(Table, Change.__table__)
_VISIBILITY = cast(Table, Visibility.__table__)
_ASSIGNMENT = cast(Table, Assignment.__table__)
_MEMBER = cast(Table, HouseholdMember.__table__)


class Writer:
    """Writes for one office, within the caller's transaction. The caller holds the office's counter."""

    def __init__(self, connection: Connection, office: str, zone: zoneinfo.ZoneInfo) -> None:
        self._connection = connection
        self._office = office
        self._zone = zone

    def write(self, written: Written) -> None:
        """Store everything that a push wrote, and the office's last seq."""
        new = [record for key, record in written.records.items() if key in written.created]
        known = [record for key, record in written.records.items() if key not in written.created]
        self._insert(_RECORD, [self._record(record) for record in new])
        self._replace(_RECORD, [self._record(record) for record in known])
        self.project(new, known)
        self._assign(new, known, written.entries)
        self._join(written.entries)
        self._insert(_CHANGE, [self._change(entry) for entry in written.entries])
        self._replace(_VISIBILITY, [self._visibility(grant) for grant in written.grants])
        newest = {"last_change": max(written.entries, key=_seq).id} if written.entries else {}
        self._connection.execute(update(Office).where(Office.id == self._office).values(seq=written.last_seq, **newest))

    def project(self, new: Iterable[sync_store.Record], known: Iterable[sync_store.Record] = ()) -> None:
        """Write the rows of ``new`` records into the tables of their kinds, and replace those of ``known`` ones."""
        inserted, replaced = self._rows(new), self._rows(known)
        for kind in PROJECTIONS:
            self._insert(TABLES[kind], inserted[kind])
            self._replace(TABLES[kind], replaced[kind])

    def _rows(self, records: Iterable[sync_store.Record]) -> defaultdict[str, list[Row]]:
        rows: defaultdict[str, list[Row]] = defaultdict(list)
        for record in records:
            rows[record.kind].append(to_row(record, self._office, self._zone))
        return rows

    def _assign(self, new: list[sync_store.Record], known: list[sync_store.Record], entries: Iterable[Entry]) -> None:
        """Keep the history of who is in charge of a case."""
        cases = [record for record in (*new, *known) if record.kind == "case"]
        if not cases:
            return
        received = {entry.record: entry.received_at for entry in entries if entry.kind == "case"}
        held = self._present_parts([record.id for record in known if record.kind == "case"])
        started: list[Row] = []
        for record in cases:
            before, after = held.get(record.id, {}), _parts(record.fields)
            for user in before:
                if after.get(user) != before[user]:
                    self._end(record.id, user, received[record.id])
            started += [
                {
                    "office_id": self._office,
                    "case_id": record.id,
                    "user_id": user,
                    "since_seq": record.seq,
                    "part": part,
                    "since": received[record.id],
                    "until": None,
                }
                for user, part in after.items()
                if before.get(user) != part
            ]
        self._insert(_ASSIGNMENT, started)

    def _join(self, entries: Iterable[Entry]) -> None:
        """Keep who has ever belonged to which household."""
        persons = (entry for entry in entries if entry.kind == "person")
        joined = {(household, entry.record) for entry in persons if (household := entry.after.get("household"))}
        rows = [{"office_id": self._office, "household": household, "person": person} for household, person in joined]
        self._replace(_MEMBER, rows)

    def _present_parts(self, cases: list[str]) -> dict[str, dict[str, str]]:
        held: dict[str, dict[str, str]] = {}
        if not cases:
            return held
        rows = self._connection.execute(
            select(Assignment.case_id, Assignment.user_id, Assignment.part).where(
                Assignment.office_id == self._office, among(Assignment.case_id, cases), Assignment.until.is_(None)
            )
        )
        for row in rows:
            held.setdefault(row.case_id, {})[row.user_id] = row.part
        return held

    def _end(self, case: str, user: str, at: str) -> None:
        self._connection.execute(
            update(Assignment)
            .where(
                Assignment.office_id == self._office,
                Assignment.case_id == case,
                Assignment.user_id == user,
                Assignment.until.is_(None),
            )
            .values(until=at)
        )

    def _insert(self, table: Table, rows: list[Row]) -> None:
        insert_rows(self._connection, table, rows)

    def _replace(self, table: Table, rows: list[Row]) -> None:
        insert_rows(self._connection, table, rows, replace=True)

    def _record(self, record: sync_store.Record) -> Row:
        return {
            "office_id": self._office,
            "id": record.id,
            "kind": record.kind,
            "scope": record.scope,
            "seq": record.seq,
            "head": record.head,
            "created_by": record.created_by,
            "fields": encode_json(record.fields),
        }

    def _change(self, entry: Entry) -> Row:
        fields, after = entry.fields, entry.after
        own = {name: value for name, value in after.items() if name not in fields or fields[name] != value}
        untaken = [name for name in fields if name not in after]
        return {
            "office_id": self._office,
            "id": entry.id,
            "kind": entry.kind,
            "record": entry.record,
            "base": entry.base,
            "fields": encode_json(entry.fields),
            "resolves": encode_json(entry.resolves) if entry.resolves else None,
            "before": encode_json(entry.before),
            "own": encode_json(own) if own else None,
            "untaken": encode_json(untaken) if untaken else None,
            "seq": entry.seq,
            "head": entry.head,
            "author": entry.author,
            "device": entry.device,
            "made_at": entry.made_at,
            "received_at": entry.received_at,
            "status": entry.status,
            "conflicts": encode_json(entry.conflicts) if entry.conflicts else None,
            "late": entry.late,
            "stamp": entry.stamp,
            "brought_by": entry.brought_by,
        }

    def _visibility(self, grant: Grant) -> Row:
        return {
            "office_id": self._office,
            "user_id": grant.user,
            "scope": grant.scope,
            "granted_seq": grant.granted_seq,
            "revoked_seq": grant.revoked_seq,
            "revoked_at": grant.revoked_at,
        }


def _parts(fields: Mapping[str, Json]) -> dict[str, str]:
    """Who is in charge of a case, and in which part."""
    parts = dict.fromkeys(fields.get("co_workers", ()), "co")
    if "main_worker" in fields:
        parts[fields["main_worker"]] = "main"
    return parts
