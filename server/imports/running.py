"""Bringing a list in: looked at as often as wanted, then written in one transaction, or not at all."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from server.ground.ids import new_id
from server.ground.trail import Act, Detail, Noted
from server.imports.checking import settled
from server.imports.judging import Fate, FateCode, NewRecord, judge
from server.imports.rows import read_rows
from server.imports.sorts import SORTS
from server.registers.findings import Finding, Findings
from server.registers.headers import Header
from server.registers.importing import IMPORTER_NAME, importer
from server.registers.table import open_table
from server.services.approvals import take_on
from server.services.passwords import fold_login
from server.store import Office, directory, reading, utcnow, writing
from server.store.imports import ImportRow
from server.store.reader import Reader
from sync.changes import Author, Result, new_change
from sync.exchange import push
from sync.fields import Json
from sync.folding import fold
from sync.roles import REGISTRAR

Progress = Callable[[int, int], None]
"""Is told how many of how many records are written."""

_AT_ONCE: Final = 1_000
"""So many records are written between two tellings of the progress."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A list as somebody wants it brought in: what ``columns`` its headers' words were said to mean this time, whether
    rows in doubt are taken as new, and whether rows that are refused are left out.
    """

    sort: str
    file: str
    content: bytes
    columns: Mapping[str, str] = field(default_factory=dict)
    take_doubtful: bool = False
    leave_out: bool = False


@dataclass(frozen=True, slots=True)
class By:
    """Whose import it is: a user, or a command, and how far they read, by which rows are compared."""

    user: str
    reader: Reader


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a list, or became of it: ``run`` is the id of the import then. Where ``unread`` says why it is no
    list of this sort, it has no rows.
    """

    header: Header
    fates: Sequence[Fate]
    unread: Sequence[Finding]
    notices: Sequence[Finding]
    run: str | None = None

    @property
    def counts(self) -> Counter[FateCode]:
        """How many rows have which fate."""
        return Counter(fate.code for fate in self.fates)


class NotWhole(Exception):
    """Nothing was brought in, because not all of it could be: ``outcome`` says which rows are refused, and why."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__("not whole")
        self.outcome = outcome


class NotTaken(Exception):
    """The engine did not take a record that had been checked, so that nothing was brought in: ``result`` says why."""

    def __init__(self, record: NewRecord, result: Result) -> None:
        super().__init__(f"{record.kind}: {result.code}")
        self.record, self.result = record, result


def look(office: str, wish: Wish, by: By) -> Outcome:
    """What would become of a list. Nothing is stored."""
    logins = _logins_elsewhere(wish)
    with reading(office) as store:
        return _outcome(store, wish, by, logins)


def bring_in(office: str, wish: Wish, by: By, progress: Progress = lambda done, of: None) -> Outcome:
    """Bring a list in, and remember what its columns were said to be. Raises ``NotWhole`` where it is no list of this
    sort, or rows are refused and it was not wished that they be left out; ``NotTaken``.
    """
    logins, now = _logins_elsewhere(wish), utcnow()
    with writing(office) as store:
        store.lock()
        outcome = _outcome(store, wish, by, logins)
        if outcome.unread or (outcome.counts["refused"] and not wish.leave_out):
            raise NotWhole(outcome)
        author = replace(importer_of(store, now), brought_by=by.user)
        before = store.records.last_seq()
        taken = [
            fate for fate in outcome.fates if fate.code == "new" or (fate.code == "doubtful" and wish.take_doubtful)
        ]
        records = [record for fate in taken for record in fate.records]
        write(store, author, records, now, progress)
        _take_on(store, taken, by.user, now)
        counts = {str(code): count for code, count in outcome.counts.items()}
        run = ImportRow(new_id(), wish.sort, by.user, now, before, store.records.last_seq(), counts)
        store.imports.note(run)
        store.imports.keep_columns(wish.sort, wish.columns)
        details: dict[str, Detail] = {"sort": wish.sort, "rows": len(outcome.fates), "records": len(records)}
        store.trail.note(Noted(Act.IMPORTED, details=details))
    return replace(outcome, run=run.id)


def _outcome(store: Office, wish: Wish, by: By, logins: frozenset[str]) -> Outcome:
    sort, findings = SORTS[wish.sort], Findings(wish.file)
    chosen = store.imports.columns(sort.name) | dict(wish.columns)
    table = open_table(wish.content, sort.shape(chosen), findings)
    lines = {row.line for row in table.rows}
    unread = [each for each in findings.all if each.severity == "error" and each.line not in lines]
    notices = [each for each in findings.all if each.severity != "error"]
    if unread:
        return Outcome(table.header, (), unread, notices)
    rows = read_rows(sort, table, findings, _staff(store), store.zone)
    fates = judge(store, store.as_seen_by(by.reader), sort.name, rows, logins)
    return Outcome(table.header, settled(fates, take_doubtful=wish.take_doubtful), (), notices)


def _staff(store: Office) -> dict[str, str]:
    """The ids of accounts by folded names and logins, as far as these are one person's."""
    users = store.accounts.users()
    named = Counter(fold(user.name) for user in users)
    names = {fold(user.name): user.id for user in users if named[fold(user.name)] == 1}
    return names | {fold(user.login): user.id for user in users}


def importer_of(store: Office, now: dt.datetime) -> Author:
    """The author of an office's imports, whom colleagues know by name."""
    author = importer(store.id)
    if not store.records.by_id([author.user]):
        fields: dict[str, Json] = {"name": IMPORTER_NAME, "role": REGISTRAR, "active": False}
        write(store, author, [NewRecord("staff", author.user, fields)], now, lambda done, of: None)
    return author


def write(store: Office, author: Author, records: Sequence[NewRecord], now: dt.datetime, progress: Progress) -> None:
    """Write new records, in their order. Raises ``NotTaken`` for the first that the engine does not take."""
    for begin in range(0, len(records), _AT_ONCE):
        part = records[begin : begin + _AT_ONCE]
        changes = [new_change(new_id(), each.kind, each.id, each.fields, base=None, made_at=now) for each in part]
        for record, result in zip(part, push(store.records, author, changes, now=now, new_id=new_id), strict=True):
            if result.status != "applied":
                raise NotTaken(record, result)
        progress(begin + len(part), len(records))


def _take_on(store: Office, fates: Sequence[Fate], by: str, now: dt.datetime) -> None:
    """Make the accounts. Whoever comes to cases waits for a second person, as everywhere."""
    for fate in fates:
        if fate.account:
            given = {name: str(value) for name, value in fate.account.items()}
            take_on(store, **{"phone": "", **given}, by=by, now=now)


def _logins_elsewhere(wish: Wish) -> frozenset[str]:
    """The logins that accounts of any office have, of those that stand in a list of accounts."""
    if wish.sort != "accounts":
        return frozenset()
    table = open_table(wish.content, SORTS[wish.sort].shape(wish.columns), Findings(wish.file))
    asked = {fold_login(row["account.login"]) for row in table.rows}
    with directory() as lookup:
        return frozenset(login for login in asked if login and lookup.account(login) is not None)
