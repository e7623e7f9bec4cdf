"""What an office asked to erase, what it decided, what it holds back, and what was erased: ids and counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Select, func

from server.models.erasure import ErasedCount, ErasedRecord, Erasure, ErasureCase, ErasureHold
from server.reports.tallies import Tally
from server.store.rows import Listing
from server.store.statements import among
from server.store.tenant import Room, Tenant

APPROVED: Final = "approved"


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """An erasure (``server.models.erasure.Erasure``), with the cases that it is about."""

    id: str
    asked_by: str
    asked_at: dt.datetime
    decided_by: str | None = None
    decided_at: dt.datetime | None = None
    outcome: str | None = None
    begun_at: dt.datetime | None = None
    searched_at: dt.datetime | None = None
    written_down_at: dt.datetime | None = None
    finished_at: dt.datetime | None = None
    records: int = 0
    changes: int = 0
    contents: int = 0
    cases: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided."""
        return self.outcome is None

    @property
    def is_under_way(self) -> bool:
        """Whether it was approved and has not come to its end."""
        return self.outcome == APPROVED and self.finished_at is None


@dataclass(frozen=True, slots=True)
class ErasedRow:
    """A record that was erased, or is being."""

    id: str
    kind: str
    scope: str


@dataclass(frozen=True, slots=True)
class HoldRow:
    """That a case is not to be erased until a day, that day included."""

    case: str
    reason: str
    until: dt.date
    held_by: str
    held_at: dt.datetime


_COLUMNS: Final = tuple(getattr(Erasure, name) for name in ErasureRow.__dataclass_fields__ if name != "cases")


class Erasures(Room):
    """The erasures of one office."""

    def __init__(self, tenant: Tenant) -> None:
        super().__init__(tenant)
        self._has_counts: bool | None = None

    def add(self, erasure: ErasureRow) -> None:
        """Keep what somebody asked for."""
        values = {column.key: getattr(erasure, column.key) for column in _COLUMNS}
        self.connection.execute(self.tenant.insert(Erasure, **values))
        self.tenant.insert_all(ErasureCase, [{"erasure_id": erasure.id, "case_id": case} for case in erasure.cases])

    def one(self, erasure: str) -> ErasureRow | None:
        """One erasure."""
        return next(iter(self._rows(self._listed().where(Erasure.id == erasure))), None)

    def waiting(self) -> list[ErasureRow]:
        """What nobody has decided on, the oldest first."""
        return self._rows(self._listed().where(Erasure.outcome.is_(None)).order_by(Erasure.asked_at, Erasure.id))

    def waiting_count(self) -> int:
        """How many wait for a second person."""
        query = self.tenant.select(Erasure, func.count()).where(Erasure.outcome.is_(None))
        return int(self.connection.scalar(query) or 0)

    def under_way(self) -> list[ErasureRow]:
        """What was approved and has not come to its end, the oldest first."""
        query = self._listed().where(Erasure.outcome == APPROVED, Erasure.finished_at.is_(None))
        return self._rows(query.order_by(Erasure.decided_at, Erasure.id))

    def done(self, *, page: int = 1, per_page: int = 50) -> Listing[ErasureRow]:
        """What was approved, the newest first."""
        query = self._listed().where(Erasure.outcome == APPROVED)
        total = self.connection.execute(self.tenant.count(query)).scalar_one()
        query = query.order_by(Erasure.decided_at.desc(), Erasure.id).limit(per_page).offset((page - 1) * per_page)
        return Listing(self._rows(query), total, page, per_page)

    def decide(self, erasure: str, outcome: str, by: str, now: dt.datetime) -> bool:
        """Note a decision. Returns whether there was still one to be made."""
        decided = self.connection.execute(
            self.tenant.update(Erasure)
            .where(Erasure.id == erasure, Erasure.outcome.is_(None))
            .values(outcome=outcome, decided_by=by, decided_at=now)
        )
        return decided.rowcount > 0

    def note(self, erasure: str, **came: dt.datetime | None) -> None:
        """Note how far an erasure has come: its moments, by their names."""
        self.connection.execute(self.tenant.update(Erasure).where(Erasure.id == erasure).values(**came))

    def count(self, erasure: str, *, records: int = 0, changes: int = 0, contents: int = 0) -> None:
        """Count what was erased."""
        counts = {
            Erasure.records: Erasure.records + records,
            Erasure.changes: Erasure.changes + changes,
            Erasure.contents: Erasure.contents + contents,
        }
        self.connection.execute(self.tenant.update(Erasure).where(Erasure.id == erasure).values(counts))

    # Records

    def list_records(self, erasure: str, records: Iterable[ErasedRow], seq: int) -> tuple[int, list[str]]:
        """List records to be erased, those left out that are listed already. Returns the number of the listing, and the
        ids in their order."""
        rows = {row.id: row for row in records}
        known = set(
            self.connection.scalars(
                self.tenant.select(ErasedRecord, ErasedRecord.id).where(among(ErasedRecord.id, rows))
            )
        )
        last = self.tenant.select(ErasedRecord, func.max(ErasedRecord.listing)).where(
            ErasedRecord.erasure_id == erasure
        )
        number = int(self.connection.scalar(last) or 0) + 1
        fresh = sorted(rows.keys() - known)
        self.tenant.insert_all(
            ErasedRecord,
            [
                {"id": id_, "erasure_id": erasure, "kind": rows[id_].kind, "scope": rows[id_].scope}
                | {"seq": seq, "listing": number, "erased_at": None}
                for id_ in fresh
            ],
        )
        return number, fresh

    def records_of(self, erasure: str) -> list[ErasedRow]:
        """All records of an erasure."""
        columns = (ErasedRecord.id, ErasedRecord.kind, ErasedRecord.scope)
        query = self.tenant.select(ErasedRecord, *columns).where(ErasedRecord.erasure_id == erasure)
        return [ErasedRow(*row) for row in self.connection.execute(query.order_by(ErasedRecord.id))]

    # Holds

    def hold(self, hold: HoldRow) -> None:
        """Keep a case from being erased until a day. An earlier hold is replaced."""
        self.release(hold.case)
        values = {"case_id": hold.case, "reason": hold.reason, "until": hold.until}
        self.connection.execute(self.tenant.insert(ErasureHold, **values, held_by=hold.held_by, held_at=hold.held_at))

    def release(self, case: str) -> bool:
        """End the hold on a case. Returns whether there was one."""
        gone = self.connection.execute(self.tenant.delete(ErasureHold).where(ErasureHold.case_id == case))
        return gone.rowcount > 0

    def holds(self) -> dict[str, HoldRow]:
        """The holds by case, also those whose day has passed."""
        columns = (ErasureHold.case_id, ErasureHold.reason, ErasureHold.until, ErasureHold.held_by, ErasureHold.held_at)
        rows = self.connection.execute(self.tenant.select(ErasureHold, *columns))
        return {row.case_id: HoldRow(*row) for row in rows}

    # Counts

    def keep_counts(self, erasure: str, report: str, month: str, totals: Mapping[str, int]) -> None:
        """Keep what the erased counted for in a report's totals of a month."""
        key = {"erasure_id": erasure, "report": report, "month": month}
        self.tenant.insert_all(ErasedCount, [key | {"total": name, "count": count} for name, count in totals.items()])
        self._has_counts = None

    def counts(self, report: str, since: str, until: str) -> dict[str, int]:
        """What the erased counted for in a report's totals, from one month to another, both included."""
        if not self._any_counts():
            return {}
        query = (
            self.tenant.select(ErasedCount, ErasedCount.total, func.sum(ErasedCount.count))
            .where(ErasedCount.report == report, ErasedCount.month.between(since, until))
            .group_by(ErasedCount.total)
        )
        return {total: int(count) for total, count in self.connection.execute(query)}

    def tallies(self, report: str, since: str, until: str) -> list[Tally]:
        """The same by month, for a report that tells its months apart."""
        if not self._any_counts():
            return []
        columns = (ErasedCount.month, ErasedCount.total, func.sum(ErasedCount.count))
        query = (
            self.tenant.select(ErasedCount, *columns)
            .where(ErasedCount.report == report, ErasedCount.month.between(since, until))
            .group_by(ErasedCount.month, ErasedCount.total)
        )
        return [Tally(month, total, int(count)) for month, total, count in self.connection.execute(query)]

    def _any_counts(self) -> bool:
        """Whether any were kept. Most offices have erased nothing, and every table asks: it is asked once."""
        if self._has_counts is None:
            found = self.connection.scalar(self.tenant.select(ErasedCount, ErasedCount.report).limit(1))
            self._has_counts = found is not None
        return self._has_counts

    def _listed(self) -> Select[*tuple[Any, ...]]:
        return self.tenant.select(Erasure, *_COLUMNS)

    def _rows(self, query: Select[*tuple[Any, ...]]) -> list[ErasureRow]:
        rows = [ErasureRow(*row) for row in self.connection.execute(query)]
        cases = self._cases([row.id for row in rows])
        return [replace(row, cases=cases.get(row.id, ())) for row in rows]

    def _cases(self, erasures: Collection[str]) -> dict[str, tuple[str, ...]]:
        by_erasure: dict[str, tuple[str, ...]] = {}
        query = self.tenant.select(ErasureCase, ErasureCase.erasure_id, ErasureCase.case_id)
        for erasure, case in self.connection.execute(query.where(among(ErasureCase.erasure_id, erasures))):
            by_erasure[erasure] = (*by_erasure.get(erasure, ()), case)
        return {erasure: tuple(sorted(cases)) for erasure, cases in by_erasure.items()}
