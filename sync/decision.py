"""What becomes of one change: the result that goes back, and what is staged in the state of the push."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from sync import conflicts
from sync.changes import Author, Change, FieldError, Result, Status, made_in_future, rejected
from sync.differences import MOST, Effort
from sync.fields import Json
from sync.kinds import Kind, WriteContext
from sync.merge import Disputed, Merged, dispute_whole, lay_over, merge
from sync.parts import reopen_whole
from sync.permission import asked_instead
from sync.proposal import InvalidChange, Proposal, Waits, check, check_id, read, refuse_erased, view_of
from sync.push_state import PushState
from sync.store import Entry, Record


def decide(push_state: PushState, author: Author, change: Change, now: dt.datetime) -> Result:
    """Decide one change and stage its effects. The same change under the same id gets the same answer again."""
    try:
        kind, fields = read(author, change)
        known = push_state.entry(change.id)
        if known is not None:
            return _answer_again(known, author, change, kind, fields)
        if made_in_future(change, author, now):
            raise InvalidChange("made_in_future", FieldError("made_at", "made_in_future"))
        refuse_erased(push_state, author, change, kind, fields)
        record = push_state.record(change.record)
        view = view_of(push_state, author, record, change)
        if view is None:
            return _without_base(Proposal(push_state, author, change, kind, fields, record, {}, late=author.late))
        proposal = Proposal(push_state, author, change, kind, fields, record, view, late=author.late)
        check_id(proposal)
        check(proposal)
        return _create(proposal) if record is None else _edit(proposal, record)
    except Waits as waits:
        return _wait(push_state, change, waits.code)
    except InvalidChange as refused:
        return rejected(change.id, refused.code, *refused.errors)


def _answer_again(known: Entry, author: Author, change: Change, kind: Kind, fields: Mapping[str, Json]) -> Result:
    first = (known.id, known.author, known.kind, known.record, known.base, known.resolves)
    again = (change.id, author.user, change.kind, change.record, change.base, change.resolves)
    # What was stored before values had the spelling of today is read again.
    if first != again or (fields != known.fields and fields != kind.read(known.fields)[0]):
        raise InvalidChange("id_reused", FieldError("id", "id_reused"))
    return _result(known)


def _result(entry: Entry) -> Result:
    return Result(entry.id, entry.status, entry.seq, entry.head, entry.conflicts, entry.late)


def _wait(push_state: PushState, change: Change, code: str) -> Result:
    """A change waits for what it names, until it is given up: then it is for the caller to lay before a person
    (``base_lost``), since there is nothing here to disagree about."""
    if change.id not in push_state.given_up:
        return Result(change.id, "waiting", code=code)
    return Result(change.id, "conflict", seq=push_state.seq, code="base_lost")


def _without_base(proposal: Proposal) -> Result:
    """A change whose base is not known: once it is given up, a disagreement over all that it says."""
    push_state, change, record = proposal.push_state, proposal.change, proposal.record
    if record is None or change.id not in push_state.given_up:
        return _wait(push_state, change, "base_unknown")
    as_now = replace(proposal, view=lay_over(record.fields, {"deleted": None}))
    check(as_now)
    proposal.late = as_now.late
    disputed = dispute_whole(proposal.kind, record.fields, proposal.fields)
    return _store_edit(proposal, record, disputed, conflicts.Earlier([], []))


def _create(proposal: Proposal) -> Result:
    push_state, change, kind = proposal.push_state, proposal.change, proposal.kind
    values = {name: value for name, value in proposal.fields.items() if value is not None}
    values |= _stamped(proposal, None, values)
    scope = kind.scope_of(change.record, values, push_state.store.office)
    author = proposal.author.user
    record = Record(kind.name, change.record, scope, push_state.next_seq(), change.id, author, values)
    entry = _entry(proposal, record, {}, values, "applied", ())
    push_state.stage(record, entry, created=True)
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
    proposal.push_state.effort.spend(MOST - effort.left)
    return _store_edit(proposal, record, merged, earlier)


def _store_edit(proposal: Proposal, record: Record, merged: Merged, earlier: conflicts.Earlier) -> Result:
    """Stage what a merge gave: the record, the log's entry, and the conflicts that are closed and raised by it."""
    push_state, change = proposal.push_state, proposal.change
    newest = change.base == record.head
    merged = _with_deletion(proposal, record, merged)
    values = _with_request(proposal, record, merged)
    as_sent = newest and values == merged.values
    if values:
        values |= _stamped(proposal, record.fields, lay_over(record.fields, values))
    status: Status = "conflict" if merged.disputed else "applied" if as_sent else "merged"
    conflict_ids = tuple(push_state.new_id() for _ in merged.disputed)
    for conflict_id, disputed in zip(conflict_ids, merged.disputed, strict=True):
        conflicts.raise_conflict(proposal, record, conflict_id, disputed)
    stored = Record(
        kind=record.kind,
        id=record.id,
        scope=record.scope,
        seq=push_state.next_seq(),
        head=change.id if status == "applied" else push_state.new_id(),
        created_by=record.created_by,
        fields=lay_over(record.fields, values),
    )
    before = {name: record.fields.get(name) for name in values}
    entry = _entry(proposal, stored, before, values, status, conflict_ids)
    resolved = conflicts.named_conflicts(proposal, record)
    push_state.stage(stored, entry, created=False)
    if values:
        reopen_whole(proposal, stored)
    for conflict in (*earlier.built_on, *earlier.seen):
        conflicts.close(proposal, conflict, "superseded")
    for conflict in resolved:
        if conflict not in earlier.built_on:
            conflicts.close(proposal, conflict, "resolved")
    return _result(entry)


def _with_deletion(proposal: Proposal, record: Record, merged: Merged) -> Merged:
    """Where a deletion meets an edit, the edit survives and a conflict on ``deleted`` is raised, unless the deletion
    stays.
    """
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
    """The values that a merge gives. A deletion that its author may not make is replaced by the request for it."""
    author, values = proposal.author, dict(merged.values)
    asks = None if author.trusted else asked_instead(proposal.kind, author.role, record)
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
    stamped = proposal.kind.stamp(
        WriteContext(before, after, author.user, author.role, proposal.late, proposal.push_state.now)
    )
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
        received_at=proposal.push_state.now,
        status=status,
        conflicts=conflict_ids,
        late=proposal.late,
        stamp=proposal.push_state.stamp,
        brought_by=author.brought_by,
    )
