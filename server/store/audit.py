"""Whether the trail, the change log and the records still say the same: what of them was changed past the office's own
ways.

Everything is reckoned from what is stored, and nothing is put right. Findings are codes, ids and numbers.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, Literal

from sqlalchemy import RowMapping, func

from server.ground.trail import Act
from server.models.change import Change
from server.models.erasure import ErasedChange, ErasedRecord
from server.models.record import Record
from server.models.trail import Trail as Entry
from server.models.trail import TrailHead
from server.models.user import SignIn
from server.store import account_state, chain
from server.store.records import to_entry
from server.store.tenant import Room
from sync import store as sync_store

Code = Literal[
    "entry_missing",
    "entry_changed",
    "entry_not_bound",
    "trail_cut",
    "changes_differ",
    "changes_not_anchored",
    "record_missing",
    "record_unexplained",
    "record_differs",
    "account_changed",
    "account_differs",
    "account_unexplained",
    "session_unexplained",
    "erasure_unexplained",
]

_ROWS_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """What is not as it was written. ``place`` is the number of an entry, a range of seqs, a record's id, or an
    account's with what of it (``server.store.account_state.ASPECTS``).
    """

    code: Code
    place: str


@dataclass(frozen=True, slots=True)
class AnchorRow:
    """How far the trail had come when somebody wrote it down elsewhere."""

    number: int
    digest: str


class Audit(Room):
    """Looks for what was changed, removed or put in another order."""

    def trail(self, anchors: Iterable[AnchorRow] = ()) -> list[Finding]:
        """The entries that are not as they were appended, and the ends that are missing."""
        findings: list[Finding] = []
        digests: dict[int, str] = {0: chain.BEGINNING}
        expected, before = 1, chain.BEGINNING
        for row in self._entries():
            number = row["number"]
            findings += [Finding("entry_missing", _span(expected, number - 1))] if number > expected else []
            if chain.link(row) != row["digest"]:
                findings.append(Finding("entry_changed", str(number)))
            elif number == expected and row["previous"] != before:
                findings.append(Finding("entry_not_bound", str(number)))
            expected, before = number + 1, row["digest"]
            digests[number] = before
        last = expected - 1
        return findings + self._ends(last, digests, [*self._head(), *anchors])

    def changes(self) -> list[Finding]:
        """The parts of the change log that are not as they were when the trail anchored them, or that it never did."""
        findings: list[Finding] = []
        anchored: list[tuple[int, int]] = []
        for first, last, count, digest in self._anchors():
            anchored.append((first, last))
            digests = self._digests(first, last)
            if len(digests) != count or chain.digest_of_all(digests) != digest:
                findings.append(Finding("changes_differ", _span(first, last)))
        return findings + [Finding("changes_not_anchored", _span(*gap)) for gap in self._gaps(anchored)]

    def records(self) -> list[Finding]:
        """The records that are not what their changes made of them."""
        made = dict(self._replayed())
        findings: list[Finding] = []
        erased = set(self.connection.scalars(self.tenant.select(ErasedRecord, ErasedRecord.id)))
        query = self.tenant.select(Record, Record.__table__).execution_options(yield_per=_ROWS_AT_ONCE)
        with self.connection.execute(query) as rows:
            for row in rows:
                state = made.pop(row.id, None)
                if row.id in erased:
                    continue  # an erasure is under way
                if state is None:
                    findings.append(Finding("record_unexplained", row.id))
                elif state.digest != _digest_of_record(row.kind, row.head, row.seq, row.created_by, _read(row.fields)):
                    findings.append(Finding("record_differs", row.id))
        # The retention takes notices that are over out of the records (server.store.retention).
        findings += [
            Finding("record_missing", id_) for id_, state in made.items() if not state.may_be_gone and id_ not in erased
        ]
        return findings

    def accounts(self) -> list[Finding]:
        """The aspects of accounts that are not what the office's own acts made of them, now or at the moment of such an
        act.
        """
        findings: list[Finding] = []
        known: dict[tuple[str, str], str] = {}
        sessions: set[str] = set()
        query = self.tenant.select(Entry, Entry.about, Entry.details).where(Entry.what == Act.ACCOUNT_STATE)
        for about, text in self.connection.execute(query.order_by(Entry.number)):
            user, details = str(about), _read(text)
            for name, noted in details.items() if isinstance(details, dict) else ():
                if name == account_state.BEGUN:
                    sessions.update(noted)
                elif name == account_state.ENDED:
                    sessions.difference_update(noted)
                else:
                    # Of what was there before accounts were bound, only what it was taken to be is known.
                    before = known.get((user, name), account_state.NOTHING)
                    if noted[0] not in (before, noted[-1]):
                        findings.append(Finding("account_changed", f"{user} {name}"))
                    known[user, name] = noted[-1]
        return [*dict.fromkeys(findings), *self._accounts_now(known), *self._sessions_now(sessions)]

    def _accounts_now(self, known: Mapping[tuple[str, str], str]) -> Iterator[Finding]:
        for name in account_state.ASPECTS:
            now = account_state.digests(self.tenant, name)
            for user in sorted(now.keys() | {user for user, aspect in known if aspect == name}):
                expected, stands = known.get((user, name)), now.get(user, account_state.NOTHING)
                if expected is None:
                    yield Finding("account_unexplained", f"{user} {name}")
                elif stands != expected:
                    yield Finding("account_differs", f"{user} {name}")

    def _sessions_now(self, begun: Collection[str]) -> Iterator[Finding]:
        query = self.tenant.select(SignIn, *account_state.SESSION).where(SignIn.ended_at.is_(None))
        for row in self.connection.execute(query.order_by(SignIn.user_id, SignIn.token_hash)):
            if account_state.session_digest(row) not in begun:
                yield Finding("session_unexplained", row.user_id)

    def erasures(self) -> list[Finding]:
        """What was taken out without an entry of the trail: by listing, and by step."""
        digests_noted = self._erasures_noted()
        listed: dict[tuple[str, int], list[str]] = {}
        records = self.tenant.select(ErasedRecord, ErasedRecord.erasure_id, ErasedRecord.listing, ErasedRecord.id)
        for erasure, number, id_ in self.connection.execute(records):
            listed.setdefault((erasure, number), []).append(id_)
        gone: dict[tuple[str, int], list[str]] = {}
        changes = self.tenant.select(ErasedChange, ErasedChange.erasure_id, ErasedChange.step, ErasedChange.digest)
        for erasure, number, digest in self.connection.execute(changes.order_by(ErasedChange.seq)):
            gone.setdefault((erasure, number), []).append(digest)
        reckoned = {(Act.ERASURE_LISTED, *key): chain.digest_of_all(sorted(ids)) for key, ids in listed.items()}
        reckoned |= {(Act.ERASED, *key): chain.digest_of_all(digests) for key, digests in gone.items()}
        wrong = [key for key, digest in reckoned.items() if digest not in digests_noted.get(key, ())]
        return [Finding("erasure_unexplained", erasure) for erasure in dict.fromkeys(key[1] for key in wrong)]

    def _erasures_noted(self) -> dict[tuple[Act, str, int], set[str]]:
        """The digests that the trail has of erasures, by act, erasure and number: several where an office that was put
        back erased anew."""
        digests: dict[tuple[Act, str, int], set[str]] = {}
        query = self.tenant.select(Entry, Entry.what, Entry.about, Entry.details)
        for what, about, text in self.connection.execute(query.where(Entry.what.in_([Act.ERASURE_LISTED, Act.ERASED]))):
            details = _read(text)
            if isinstance(details, dict) and isinstance(number := details.get("step"), int):
                digests.setdefault((Act(what), str(about), number), set()).add(str(details.get("digest")))
        return digests

    def _entries(self) -> Iterator[RowMapping]:
        query = self.tenant.select(Entry, Entry.__table__).order_by(Entry.number)
        with self.connection.execute(query.execution_options(yield_per=_ROWS_AT_ONCE)) as rows:
            yield from rows.mappings()

    def _head(self) -> list[AnchorRow]:
        row = self.connection.execute(self.tenant.select(TrailHead, TrailHead.number, TrailHead.digest)).first()
        return [] if row is None else [AnchorRow(*row)]

    def _ends(self, last: int, digests: Mapping[int, str], anchors: Iterable[AnchorRow]) -> list[Finding]:
        """What was cut off or rewritten, judged by what is kept beside the trail."""
        findings = []
        for anchor in dict.fromkeys(anchors):
            if anchor.number > last:
                findings.append(Finding("trail_cut", _span(last + 1, anchor.number)))
            elif digests.get(anchor.number, anchor.digest) != anchor.digest:
                findings.append(Finding("entry_changed", str(anchor.number)))
        if not any(anchor.number == last for anchor in self._head()) and last:
            findings.append(Finding("entry_not_bound", str(last)))
        return list(dict.fromkeys(findings))

    def _anchors(self) -> Iterator[tuple[int, int, int, str]]:
        """What each anchor says. One that cannot be read was changed, which is a finding by itself."""
        query = self.tenant.select(Entry, Entry.details).where(Entry.what.in_([Act.BEGAN, Act.CHANGES]))
        notes = self.connection.scalars(query.order_by(Entry.number)).all()
        yield from (anchored for details in notes if (anchored := _range_of(_read(details))) is not None)

    def _digests(self, first: int, last: int) -> list[str]:
        """The digests of a range's rows in their order, of those that were erased as well."""
        query = self.tenant.select(Change, Change.__table__).where(Change.seq.between(first, last))
        rows = self.connection.execute(query.order_by(Change.seq, Change.id)).mappings()
        there = [(row["seq"], chain.digest_of_change(row)) for row in rows]
        erased = self.tenant.select(ErasedChange, ErasedChange.seq, ErasedChange.digest)
        there += [
            (row.seq, row.digest)
            for row in self.connection.execute(erased.where(ErasedChange.seq.between(first, last)))
        ]
        return [digest for _, digest in sorted(there, key=itemgetter(0))]

    def _gaps(self, anchored: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The ranges of seqs with changes in them that no entry anchors."""
        gaps, reached = [], 0
        newest = self.connection.scalar(self.tenant.select(Change, func.max(Change.seq))) or 0
        for first, last in [*sorted(anchored), (newest + 1, newest + 1)]:
            if first > reached + 1:
                gaps.append((reached + 1, first - 1))
            reached = max(reached, last)
        between = func.count(Change.id)
        return [
            gap
            for gap in gaps
            if self.connection.scalar(self.tenant.select(Change, between).where(Change.seq.between(*gap)))
        ]

    def _replayed(self) -> Iterator[tuple[str, _State]]:
        """What the changes make of each record, by its id."""
        query = self.tenant.select(Change, Change.__table__).order_by(Change.record, Change.seq)
        with self.connection.execute(query.execution_options(yield_per=_ROWS_AT_ONCE)) as rows:
            for record, changes in groupby(rows, key=lambda row: row.record):
                yield record, _state_after(to_entry(row) for row in changes)


@dataclass(frozen=True, slots=True)
class _State:
    """What some changes made of a record, as a digest; and whether it may have been taken out since."""

    digest: str
    may_be_gone: bool


def _state_after(entries: Iterable[sync_store.Entry]) -> _State:
    fields: dict[str, Any] = {}
    last = first = None
    for entry in entries:
        first = first or entry
        last = entry
        fields |= entry.after
    if first is None or last is None:
        raise AssertionError("a group has a row")
    held = {name: value for name, value in fields.items() if value is not None}
    digest = _digest_of_record(last.kind, last.head, last.seq, first.author, held)
    return _State(digest, may_be_gone=last.kind == "notice" and bool(held.get("deleted")))


def _digest_of_record(kind: str, head: str, seq: int, created_by: str, fields: object) -> str:
    return chain.digest_of([kind, head, seq, created_by, fields])


def _read(text: str) -> object:
    """JSON that somebody may have damaged."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _range_of(details: object) -> tuple[int, int, int, str] | None:
    """What an anchor says: the first and the last seq, how many changes, and their digest."""
    if not isinstance(details, dict):
        return None
    values = tuple(details.get(name) for name in ("first", "last", "count", "digest"))
    first, last, count, digest = values
    if isinstance(first, int) and isinstance(last, int) and isinstance(count, int) and isinstance(digest, str):
        return first, last, count, digest
    return None


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"
