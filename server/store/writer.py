"""What a push writes: records, their projections, the change log and visibility, in a handful of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import cast

from sqlalchemy import Table, update

from server.models.case import Assignment
from server.models.change import Change
from server.models.office import Office
from server.models.person import HouseholdMember
from server.models.record import Record
from server.models.search import SearchDue
from server.models.visibility import Visibility
from server.store.database import encode_json
from server.store.projections import TABLES, to_row
from server.store.statements import Row, among, insert_rows, parameter
from server.store.tenant import Tenant
from sync import store as sync_store
from sync.fields import Json
from sync.records import KINDS
from sync.search import SEARCHED
from sync.store import Entry, Grant, Written

_seq = attrgetter("seq")

_RECORD = cast(Table, Record.__table__)
_CHANGE = cast(Table, Change.__table__)
_VISIBILITY = cast(Table, Visibility.__table__)
_ASSIGNMENT = cast(Table, Assignment.__table__)
_MEMBER = cast(Table, HouseholdMember.__table__)
_DUE = cast(Table, SearchDue.__table__)

_ADVANCE = update(Office).where(Office.id == parameter("office"))
"""Its parameters besides the office are columns' new values."""


class Writer:
    """Writes for one office, within the caller's transaction. The caller holds the office's counter."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._connection = tenant.connection
        self._office = tenant.office

    def write(self, written: Written) -> None:
        """Store everything that a push wrote, and the office's last seq."""
        new = [record for key, record in written.records.items() if key in written.created]
        known = [record for key, record in written.records.items() if key not in written.created]
        self._insert(_RECORD, [self._record(record) for record in new])
        self._replace(_RECORD, [self._record(record) for record in known])
        self.project(new, known)
        self._have_searched(written.records.values())
        self._assign(new, known, {entry.record: entry.received_at for entry in written.entries if entry.kind == "case"})
        self.join(households_joined(written.entries))
        changes = [self._change(entry) for entry in written.entries]
        self._insert(_CHANGE, changes)
        self._note(changes, written)
        self._replace(_VISIBILITY, [self._visibility(grant) for grant in written.grants])
        newest = {"last_change": max(written.entries, key=_seq).id} if written.entries else {}
        self._connection.execute(_ADVANCE, {"office": self._office, "seq": written.last_seq, **newest})

    def _note(self, changes: list[Row], written: Written) -> None:
        """Note the changes, so that the end of the transaction anchors them in the trail."""
        touched = (written.records[entry.record] for entry in written.entries)
        self._tenant.noted.changes += changes
        self._tenant.noted.scopes |= {each.scope for each in touched if KINDS[each.kind].is_about_a_client}

    def project(self, new: Iterable[sync_store.Record], known: Iterable[sync_store.Record] = ()) -> None:
        """Write the rows of ``new`` records into the tables of their kinds, where these have one, and replace those of
        ``known`` ones.
        """
        inserted, replaced = self._rows(new), self._rows(known)
        for kind, table in TABLES.items():
            self._insert(table, inserted[kind])
            self._replace(table, replaced[kind])

    def _have_searched(self, records: Iterable[sync_store.Record]) -> None:
        """Note that the texts of records are due to be taken over by the search (``server.store.search_index``)."""
        self._replace(
            _DUE, [{"office_id": self._office, "id": record.id} for record in records if record.kind in SEARCHED]
        )

    def _rows(self, records: Iterable[sync_store.Record]) -> defaultdict[str, list[Row]]:
        rows: defaultdict[str, list[Row]] = defaultdict(list)
        for record in records:
            if record.kind in TABLES:
                rows[record.kind].append(to_row(record, self._office, self._tenant.zone))
        return rows

    def reassign(self, cases: list[sync_store.Record], at: str) -> None:
        """Put cases in the charge of those whom their records name, from a moment on."""
        self._assign([], cases, dict.fromkeys((case.id for case in cases), at))

    def join(self, members: Iterable[tuple[str, str]]) -> None:
        """Note that persons have belonged to households, each as a household and a person."""
        rows = [{"office_id": self._office, "household": household, "person": person} for household, person in members]
        self._replace(_MEMBER, rows)

    def _assign(
        self, new: list[sync_store.Record], known: list[sync_store.Record], received: Mapping[str, str]
    ) -> None:
        """Keep the history of who is in charge of a case."""
        cases = [record for record in (*new, *known) if record.kind == "case"]
        if not cases:
            return
        held = self.present_parts([record.id for record in known if record.kind == "case"])
        started: list[Row] = []
        for record in cases:
            before, after = held.get(record.id, {}), parts_of(record.fields)
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

    def present_parts(self, cases: list[str]) -> dict[str, dict[str, str]]:
        """Who is in charge of some cases and in which part, by case, according to the history."""
        held: dict[str, dict[str, str]] = {}
        if not cases:
            return held
        rows = self._connection.execute(
            self._tenant.select(Assignment, Assignment.case_id, Assignment.user_id, Assignment.part).where(
                among(Assignment.case_id, cases), Assignment.until.is_(None)
            )
        )
        for row in rows:
            held.setdefault(row.case_id, {})[row.user_id] = row.part
        return held

    def _end(self, case: str, user: str, at: str) -> None:
        self._connection.execute(
            self._tenant.update(Assignment)
            .where(Assignment.case_id == case, Assignment.user_id == user, Assignment.until.is_(None))
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


def parts_of(fields: Mapping[str, Json]) -> dict[str, str]:
    """Who is in charge of a case, and in which part."""
    parts = dict.fromkeys(fields.get("co_workers", ()), "co")
    if "main_worker" in fields:
        parts[fields["main_worker"]] = "main"
    return parts


def households_joined(entries: Iterable[Entry]) -> set[tuple[str, str]]:
    """Which persons came to belong to which households by some changes, each a household and a person."""
    persons = (entry for entry in entries if entry.kind == "person")
    return {(household, entry.record) for entry in persons if (household := entry.after.get("household"))}
