"""What was brought in from lists, what can be taken back of it, and what their columns were said to be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Row, Table

from server.models.change import Change
from server.models.imports import ImportColumn, ImportRun
from server.models.record import Record
from server.store.records import select_records, to_record
from server.store.statements import among, insert_rows
from server.store.tenant import Room
from sync import store as sync_store


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One import: the changes that it wrote are those after ``after_seq`` up to ``last_seq``."""

    id: str
    sort: str
    by: str
    at: dt.datetime
    after_seq: int
    last_seq: int
    counts: Mapping[str, int]
    undone_at: dt.datetime | None = None
    undone_by: str | None = None


class Imports(Room):
    """The imports of one office."""

    def note(self, run: ImportRow) -> None:
        """Keep that something was brought in."""
        values = {"id": run.id, "sort": run.sort, "by": run.by, "at": run.at, "counts": dict(run.counts)}
        values |= {"after_seq": run.after_seq, "last_seq": run.last_seq}
        self.connection.execute(self.tenant.insert(ImportRun, **values))

    def runs(self) -> list[ImportRow]:
        """What was brought in, newest first."""
        query = self.tenant.select(ImportRun, *_RUN).order_by(ImportRun.at.desc(), ImportRun.last_seq.desc())
        return [_run(row) for row in self.connection.execute(query)]

    def run(self, run: str) -> ImportRow | None:
        """One import."""
        row = self.connection.execute(self.tenant.select(ImportRun, *_RUN).where(ImportRun.id == run)).first()
        return None if row is None else _run(row)

    def note_undone(self, run: str, by: str, at: dt.datetime) -> None:
        """Keep that an import was taken back."""
        change = self.tenant.update(ImportRun).where(ImportRun.id == run)
        self.connection.execute(change.values(undone_at=at, undone_by=by))

    def brought(self, run: ImportRow) -> list[sync_store.Record]:
        """The records that an import made, as they stand now."""
        made = self.tenant.select(Change, Change.record).where(
            Change.seq > run.after_seq, Change.seq <= run.last_seq, Change.base.is_(None)
        )
        return [
            to_record(row) for row in self.connection.execute(select_records(self.tenant).where(Record.id.in_(made)))
        ]

    def since(self, scopes: Collection[str], seq: int) -> list[sync_store.Record]:
        """The live records in some scopes that were written after a change."""
        query = select_records(self.tenant).where(among(Record.scope, scopes), Record.seq > seq)
        return [record for row in self.connection.execute(query) if not (record := to_record(row)).deleted]

    def columns(self, sort: str) -> dict[str, str]:
        """Which columns the words of headers were said to mean."""
        query = self.tenant.select(ImportColumn, ImportColumn.word, ImportColumn.column)
        return {row.word: row.column for row in self.connection.execute(query.where(ImportColumn.sort == sort))}

    def keep_columns(self, sort: str, columns: Mapping[str, str]) -> None:
        """Keep what words of headers mean, in place of what they meant before."""
        of = {"office_id": self.tenant.office, "sort": sort}
        rows = [{**of, "word": word, "column": column} for word, column in columns.items()]
        insert_rows(self.connection, cast(Table, ImportColumn.__table__), rows, replace=True)


_RUN = (
    ImportRun.id,
    ImportRun.sort,
    ImportRun.by,
    ImportRun.at,
    ImportRun.after_seq,
    ImportRun.last_seq,
    ImportRun.counts,
    ImportRun.undone_at,
    ImportRun.undone_by,
)


def _run(row: Row[*tuple[Any, ...]]) -> ImportRow:
    return ImportRow(**row._asdict())
