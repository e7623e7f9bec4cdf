"""What becomes of one change: the result that goes back, and what is staged in the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from sync import conflicts
from sync.changes import Author, Change, FieldError, Result, Status, made_in_future, rejected
from sync.differences import MOST, Effort
from sync.fields import Json
from sync.kinds import Writing
from sync.ledger import Ledger
from sync.merge import Disputed, Merged, dispute_whole, lay_over, merge
from sync.parts import reopen_whole
from sync.permission import asked_instead
from sync.proposal import Proposal, Refused, Waits, check, check_id, read, view_of
from sync.store import Entry, Record


def decide(ledger: Ledger, author: Author, change: Change, now: dt.datetime) -> Result:
    """Decide one change and stage its effects. The same change under the same id gets the same answer again."""
    try:
        kind, fields = read(author, change)
        known = ledger.entry(change.id)
        if known is not None:
            return _answer_again(known, author, change, fields)
        if made_in_future(change, author, now):
            raise Refused("made_in_future", FieldError("made_at", "made_in_future"))
        record = ledger.record(change.record)
        view = view_of(ledger, author, record, change)
        if view is None:
            return _without_base(Proposal(ledger, author, change, kind, fields, record, {}, late=author.late))
        proposal = Proposal(ledger, author, change, kind, fields, record, view, late=author.late)
        check_id(proposal)
        check(proposal)
        return _create(proposal) if record is None else _edit(proposal, record)
    except Waits as waits:
        return _wait(ledger, change, waits.code)
    except Refused as refused:
        return rejected(change.id, refused.code, *refused.errors)


def _answer_again(known: Entry, author: Author, change: Change, fields: Mapping[str, Json]) -> Result:
    first = (known.id, known.author, known.kind, known.record, known.base, known.resolves, known.fields)
    again = (change.id, author.user, change.kind, change.record, change.base, change.resolves, fields)
    if first != again:
        raise Refused("id_reused", FieldError("id", "id_reused"))
    return _result(known)


def _result(entry: Entry) -> Result:
    return Result(entry.id, entry.status, entry.seq, entry.head, entry.conflicts, entry.late)


def _wait(ledger: Ledger, change: Change, code: str) -> Result:
    """A change waits for what it names, until it is given up: then it is for the caller to lay before a person
    (``base_lost``), since there is nothing here to disagree about."""
    if change.id not in ledger.given_up:
        return Result(change.id, "waiting", code=code)
    return Result(change.id, "conflict", seq=ledger.seq, code="base_lost")


def _without_base(proposal: Proposal) -> Result:
    """A change whose base is not known: once it is given up, a disagreement over all that it says."""
    ledger, change, record = proposal.ledger, proposal.change, proposal.record
    if record is None or change.id not in ledger.given_up:
        return _wait(ledger, change, "base_unknown")
    as_now = replace(proposal, view=lay_over(record.fields, {"deleted": None}))
    check(as_now)
    proposal.late = as_now.late
    disputed = dispute_whole(proposal.kind, record.fields, proposal.fields)
    return _store_edit(proposal, record, disputed, conflicts.Earlier([], []))


def _create(proposal: Proposal) -> Result:
    ledger, change, kind = proposal.ledger, proposal.change, proposal.kind
    values = {name: value for name, value in proposal.fields.items() if value is not None}
    values |= _stamped(proposal, None, values)
    scope = kind.scope_of(change.record, values, ledger.store.office)
    author = proposal.author.user
    record = Record(kind.name, change.record, scope, ledger.next_seq(), change.id, author, values)
    entry = _entry(proposal, record, {}, values, "applied", ())
    ledger.stage(record, entry, created=True)
    reopen_whole(proposal, record)
    return _result(entry)


def _edit(proposal: Proposal, record: Record) -> Result:
    """Merge a change into a record.

    Where it was built on a disputed proposal of its author's own, it is merged from what the author saw before that
    proposal: the proposal was never part of the record, so whoever wrote the current value had not seen it.
    Conflicts are numbered before the state of the record, so that whoever has the state has them.
    """
    earlier = conflicts.own_earlier_proposals(proposal, record)
    base = {**proposal.view, **{conflict.fields["field"]: conflict.fields.get("was") for conflict in earlier.built_on}}
    effort = Effort(MOST)
    merged = merge(proposal.kind, base, record.fields, proposal.fields, effort)
    proposal.ledger.effort.spend(MOST - effort.left)
    return _store_edit(proposal, record, merged, earlier)


def _store_edit(proposal: Proposal, record: Record, merged: Merged, earlier: conflicts.Earlier) -> Result:
    """Stage what a merge gave: the record, the log's entry, and the conflicts that are closed and raised by it."""
    ledger, change = proposal.ledger, proposal.change
    newest = change.base == record.head
    merged = _with_deletion(proposal, record, merged)
    values = _with_request(proposal, record, merged)
    as_sent = newest and values == merged.values
    if values:
        values |= _stamped(proposal, record.fields, lay_over(record.fields, values))
    status: Status = "conflict" if merged.disputed else "applied" if as_sent else "merged"
    conflict_ids = tuple(ledger.new_id() for _ in merged.disputed)
    for conflict_id, disputed in zip(conflict_ids, merged.disputed, strict=True):
        conflicts.raise_conflict(proposal, record, conflict_id, disputed)
    stored = Record(
        kind=record.kind,
        id=record.id,
        scope=record.scope,
        seq=ledger.next_seq(),
        head=change.id if status == "applied" else ledger.new_id(),
        created_by=record.created_by,
        fields=lay_over(record.fields, values),
    )
    before = {name: record.fields.get(name) for name in values}
    entry = _entry(proposal, stored, before, values, status, conflict_ids)
    resolved = conflicts.named_conflicts(proposal, record)
    ledger.stage(stored, entry, created=False)
    if values:
        reopen_whole(proposal, stored)
    for conflict in (*earlier.built_on, *earlier.seen):
        conflicts.close(proposal, conflict, "superseded")
    for conflict in resolved:
        if conflict not in earlier.built_on:
            conflicts.close(proposal, conflict, "resolved")
    return _result(entry)


def _with_deletion(proposal: Proposal, record: Record, merged: Merged) -> Merged:
    """Delete against edit: the edit survives, and a conflict on ``deleted`` is raised; but where a deletion stays."""
    if proposal.kind.deletion_stays:
        return merged
    dispute = Disputed("deleted", None, None, True)
    deletes = bool(proposal.fields.get("deleted"))
    if deletes and merged.values.get("deleted") and _unseen_edits(proposal, record):
        kept = {name: value for name, value in merged.values.items() if name != "deleted"}
        return Merged(kept, (*merged.disputed, dispute))
    edits = bool(proposal.fields.keys() - {"deleted"}) and not deletes
    if edits and record.deleted and not proposal.view.get("deleted"):
        return Merged({**merged.values, "deleted": None}, (*merged.disputed, dispute))
    return merged


def _with_request(proposal: Proposal, record: Record, merged: Merged) -> dict[str, Json]:
    """The values that a merge gives; in place of a deletion that is not its author's to make, the request for it."""
    author, values = proposal.author, dict(merged.values)
    asks = None if author.may_write_server_fields else asked_instead(proposal.kind, author.role, record)
    if asks is None or not values.get("deleted"):
        return values
    del values["deleted"]
    return values if record.fields.get(asks) else values | {asks: True}


def _unseen_edits(proposal: Proposal, record: Record) -> bool:
    """Whether somebody gave a field a value that the author of a deletion had not seen."""
    rules = proposal.kind.merge_rules
    names = (record.fields.keys() | proposal.view.keys()) - {"deleted"}
    return any(record.fields.get(name) != proposal.view.get(name) for name in names if rules[name] != "server")


def _stamped(proposal: Proposal, before: Mapping[str, Json] | None, after: Mapping[str, Json]) -> dict[str, Json]:
    """The server's own fields for a write by a person. A write by the server brings its own."""
    author = proposal.author
    stamped = proposal.kind.stamp(Writing(before, after, author.user, author.role, proposal.late, proposal.ledger.now))
    return {name: value for name, value in stamped.items() if name not in proposal.fields}


def _entry(
    proposal: Proposal,
    record: Record,
    before: Mapping[str, Json],
    after: Mapping[str, Json],
    status: Status,
    conflict_ids: tuple[str, ...],
) -> Entry:
    author, change = proposal.author, proposal.change
    return Entry(
        id=change.id,
        kind=record.kind,
        record=record.id,
        base=change.base,
        fields=proposal.fields,
        resolves=change.resolves,
        before=before,
        after=after,
        seq=record.seq,
        head=record.head,
        author=author.user,
        device=None if author.brought_by else author.device,
        made_at=change.made_at,
        received_at=proposal.ledger.now,
        status=status,
        conflicts=conflict_ids,
        late=proposal.late,
        stamp=proposal.ledger.stamp,
        brought_by=author.brought_by,
    )
