"""Taking records out for good, with all that was ever written about them; a little in each transaction.

The trail tells what a transaction takes out (``server.services.erasing``). A record goes once the last of its changes
has gone, so that a process that is killed can be carried on from there.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, case, func, select, update

from server.ground.ids import ids_in
from server.models import Base
from server.models.change import Change
from server.models.erasure import ErasedChange, ErasedRecord
from server.models.form_draft import FormDraft
from server.models.office import Office
from server.models.record import Record
from server.models.recovery import WaitingChange
from server.models.user import SignIn
from server.store import chain
from server.store.erased_tables import ERASED, Rows
from server.store.erasures import ErasedRow
from server.store.statements import among
from server.store.tenant import Room
from sync.records import KINDS

_ROOTS: Final = ("case", "person", "household")
"""They go last: while they are there, marked as deleted, nobody sees what is left of the rest."""

_PERSONAL: Final = tuple(name for name, kind in KINDS.items() if kind.is_personal)
"""The kinds whose records belong to a member of the office, and may name a client's."""

_ROW: Final = (Record.id, Record.kind, Record.scope)

_ROWS_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Step:
    """What one transaction erased. ``digest`` is the digest of the digests that stand in the place of the changes."""

    number: int
    records: tuple[str, ...]
    changes: int
    digest: str


class Erasing(Room):
    """Takes out what an erasure has listed."""

    def in_scopes(self, scopes: Collection[str]) -> list[ErasedRow]:
        """Every record of some cases, persons and households."""
        query = self.tenant.select(Record, *_ROW).where(among(Record.scope, scopes))
        return [ErasedRow(*row) for row in self.connection.execute(query)]

    def of_members(self, ids: Collection[str]) -> list[ErasedRow]:
        """What belongs to members of the office and names one of these records. Reads all that belongs to them."""
        query = self.tenant.select(Record, *_ROW, Record.fields).where(Record.kind.in_(_PERSONAL))
        rows = self.connection.execute(query)
        return [ErasedRow(*row[:3]) for row in rows if not ids_in(row.fields).isdisjoint(ids)]

    def in_log(self, erasure: str) -> list[ErasedRow]:
        """The members' own records that name a listed one, read from the log, which has those too that the retention
        has taken out (notices). Without those that are listed already. Reads the whole log.
        """
        listed = set(self.connection.scalars(self._listed(erasure)))
        columns = (Change.record, Change.kind, Change.fields)
        query = self.tenant.select(Change, *columns).where(Change.kind.in_(_PERSONAL), Change.base.is_(None))
        unlisted = []
        with self.connection.execute(query.execution_options(yield_per=_ROWS_AT_ONCE)) as rows:
            for record, kind, fields in rows:
                if record not in listed and not listed.isdisjoint(ids_in(fields)):
                    unlisted.append(ErasedRow(record, kind, str(json.loads(fields)[KINDS[kind].scope])))
        return unlisted

    def contents(self, erasure: str) -> list[str]:
        """The attachments of an erasure that are not erased yet."""
        query = self._listed(erasure).where(ErasedRecord.kind == "attachment", ErasedRecord.erased_at.is_(None))
        return list(self.connection.scalars(query.order_by(ErasedRecord.id)))

    def some(self, erasure: str, now: dt.datetime, *, most_records: int, most_changes: int) -> Step | None:
        """Erase some of what is left of an erasure, its cases, persons and households last; ``None`` where nothing is
        left. The caller holds the office's counter.
        """
        is_root = case((ErasedRecord.kind.in_(_ROOTS), 1), else_=0)
        left = self._listed(erasure).where(ErasedRecord.erased_at.is_(None)).order_by(is_root, ErasedRecord.id)
        records = list(self.connection.scalars(left.limit(most_records)))
        if not records:
            return None
        number = self._next_step(erasure)
        digests = self._erase_changes(erasure, number, records, most_changes)
        rest = self.tenant.select(Change, Change.record).where(among(Change.record, records)).distinct()
        remaining = set(self.connection.scalars(rest))
        done = tuple(record for record in records if record not in remaining)
        self._erase_rows(done)
        self.connection.execute(
            self.tenant.update(ErasedRecord).where(among(ErasedRecord.id, done)).values(erased_at=now)
        )
        return Step(number, done, len(digests), chain.digest_of_all(digests))

    def loose_ends(self, erasure: str) -> list[str]:
        """Forget what people have typed and what waits, where it names a listed record; and forget what was searched
        for. Returns the changes that waited, as JSON.
        """
        listed = set(self.connection.scalars(self._listed(erasure)))
        drafts = self.connection.execute(
            self.tenant.select(FormDraft, FormDraft.user_id, FormDraft.form, FormDraft.fields)
        ).all()
        for user, form, fields in drafts:
            if not listed.isdisjoint(ids_in(f"{form} {fields}")):
                mine = (FormDraft.user_id == user, FormDraft.form == form)
                self.connection.execute(self.tenant.delete(FormDraft).where(*mine))
        waiting = self.connection.execute(self.tenant.select(WaitingChange, WaitingChange.id, WaitingChange.body)).all()
        going = {id_: body for id_, body in waiting if not listed.isdisjoint(ids_in(body))}
        self.connection.execute(self.tenant.delete(WaitingChange).where(among(WaitingChange.id, going)))
        sought = SignIn.case_words.is_not(None) | SignIn.search_words.is_not(None)
        self.connection.execute(self.tenant.update(SignIn).where(sought).values(case_words=None, search_words=None))
        return list(going.values())

    def _listed(self, erasure: str) -> Select[str]:
        return self.tenant.select(ErasedRecord, ErasedRecord.id).where(ErasedRecord.erasure_id == erasure)

    def _next_step(self, erasure: str) -> int:
        last = self.tenant.select(ErasedChange, func.max(ErasedChange.step)).where(ErasedChange.erasure_id == erasure)
        return int(self.connection.scalar(last) or 0) + 1

    def _erase_changes(self, erasure: str, step: int, records: Collection[str], most: int) -> list[str]:
        """Put digests in the place of changes. Returns these, in the order of the log."""
        query = self.tenant.select(Change, Change.__table__).where(among(Change.record, records))
        rows = self.connection.execute(query.order_by(Change.seq).limit(most)).mappings().all()
        digests = [chain.digest_of_change(row) for row in rows]
        self.tenant.insert_all(
            ErasedChange,
            [
                {"seq": row["seq"], "erasure_id": erasure, "step": step, "digest": digest}
                | {"mark": chain.mark_of(row["seq"], row["id"], row["stamp"])}
                for row, digest in zip(rows, digests, strict=True)
            ],
        )
        ids = [row["id"] for row in rows]
        self.connection.execute(self.tenant.delete(Change).where(among(Change.id, ids)))
        self._keep_an_anchor(ids)
        return digests

    def _keep_an_anchor(self, gone: Collection[str]) -> None:
        """Where the log's last change is among those that go, let cursors name the last change of a
        record that stays.
        """
        last = self.connection.scalar(select(Office.last_change).where(Office.id == self.tenant.office))
        if last not in gone:
            return
        listed = self.tenant.select(ErasedRecord, ErasedRecord.id).scalar_subquery()
        newest = self.tenant.select(Record, func.max(Record.seq)).where(Record.id.not_in(listed)).scalar_subquery()
        record = self.tenant.select(Record, Record.id).where(Record.seq == newest).scalar_subquery()
        change = (
            self.tenant.select(Change, Change.id).where(Change.record == record).order_by(Change.seq.desc()).limit(1)
        )
        anchor = self.connection.scalar(change)
        self.connection.execute(update(Office).where(Office.id == self.tenant.office).values(last_change=anchor))

    def _erase_rows(self, records: Collection[str]) -> None:
        for name, how in ERASED.items():
            if isinstance(how, Rows):
                table = Base.metadata.tables[name]
                for column in how.columns:
                    self.connection.execute(self.tenant.delete(table).where(among(table.c[column], records)))
