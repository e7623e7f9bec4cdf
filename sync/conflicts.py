"""Conflicts as records: raised for what was not taken, closed when somebody who has seen both values chooses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from sync.fields import Json
from sync.merge import Disputed, lay_over
from sync.proposal import Proposal
from sync.store import Entry, Record
from sync.text import sentences


class Earlier(NamedTuple):
    """The author's own open proposals that a change replaces.

    ``built_on``: the author saw their proposal as the field's value, and gives it another one. ``seen``: the author had
    heard of the dispute, and saw the current value.
    """

    built_on: list[Record]
    seen: list[Record]


class ValueSource(NamedTuple):
    """Who gave a field one of its two values: from which phone (none: at the office), when, and by which change."""

    by: str
    device: str | None = None
    at: str | None = None
    change: str | None = None


def own_earlier_proposals(proposal: Proposal, record: Record) -> Earlier:
    """The open conflicts over the author's own proposals that the change replaces.

    A conflict is older than the state of the record that was written with it, and a page never brings the later before
    the earlier (``sync.store.Store.page``): whoever saw a later state of the record had the conflict before them.
    """
    own = proposal.push_state.own_proposals(record.id, proposal.author.user, proposal.fields)
    if not own:
        return Earlier([], [])
    line, seen_seq = proposal.push_state.line(record, proposal.change.base)
    built_on = [conflict for conflict in own if conflict.fields.get("proposed_change") in line]
    seen = [
        conflict
        for conflict in own
        if conflict not in built_on
        and conflict.seq < seen_seq
        and conflict.id not in proposal.change.resolves
        and _replaces(proposal, conflict)
    ]
    return Earlier(built_on, seen)


def _replaces(proposal: Proposal, conflict: Record) -> bool:
    """Whether the value that the change gives stands in place of the proposal.

    A narrative can be gone on with while it is disputed: it replaces the proposal only where it holds all the sentences
    that the proposal brought.
    """
    name = conflict.fields["field"]
    if proposal.kind.merge_rules[name] != "text":
        return True
    was, proposed, now = (
        Counter(map(str.strip, sentences(text or "")))
        for text in (conflict.fields.get("was"), conflict.fields.get("proposed"), proposal.fields[name])
    )
    return proposed - was <= now


def named_conflicts(proposal: Proposal, record: Record) -> list[Record]:
    """The conflicts that the change resolves, as far as they are about this record and still open."""
    proposal.push_state.read_records(proposal.change.resolves)
    named = (proposal.push_state.record(conflict_id) for conflict_id in proposal.change.resolves)
    return [
        conflict
        for conflict in named
        if conflict is not None
        and conflict.kind == "conflict"
        and conflict.fields["about"] == record.id
        and conflict.fields["state"] == "open"
    ]


def raise_conflict(proposal: Proposal, record: Record, conflict_id: str, disputed: Disputed) -> None:
    """Keep what was not taken, to be seen by everybody who sees the record."""
    push_state, author = proposal.push_state, proposal.author.user
    last = push_state.last_write(record.id, disputed.field)
    tied = _tied(proposal, record, disputed.field)
    this = ValueSource(author, proposal.author.device, proposal.change.made_at, proposal.change.id)
    current, proposed = _current(proposal, record, disputed.field, tied), this
    if disputed.field == "deleted" and record.deleted and last is not None:
        current, proposed = this, ValueSource(last.author, last.device, last.made_at, last.id)
    fields: dict[str, Json] = {
        "about": record.id,
        "about_kind": record.kind,
        "scope": record.scope,
        "field": disputed.field,
        "was": disputed.was,
        "current": disputed.current,
        "proposed": disputed.proposed,
        "current_by": current.by,
        "current_device": current.device,
        "current_at": current.at,
        "proposed_by": proposed.by,
        "proposed_device": proposed.device,
        "proposed_at": proposed.at,
        "proposed_with": tied or None,
        "proposed_change": proposed.change,
        "raised_at": push_state.now,
        "state": "open",
    }
    values = {name: value for name, value in fields.items() if value is not None}
    change_id = push_state.new_id()
    conflict = Record("conflict", conflict_id, record.scope, push_state.next_seq(), change_id, author, values)
    push_state.stage(conflict, entry_of_the_server(proposal, conflict, change_id, None, {}, values), created=True)


def _tied(proposal: Proposal, record: Record, field: str) -> dict[str, Json]:
    """What the proposer has in the fields that are decided together with ``field``; ``None`` for no value.

    These are the fields of its group, and those of a record rule that the proposed value would break beside what is
    there now. Other fields of a rule stay what somebody else has made of them.
    """
    seen = lay_over(proposal.view, proposal.fields)
    alone = lay_over(record.fields, {field: proposal.fields.get(field)})
    groups = [group for group in proposal.kind.together if field in group]
    groups += [rule.about for rule in proposal.kind.broken_rules(alone) if field in rule.about]
    names = {name for group in groups for name in group} - {field}
    return {name: seen.get(name) for name in sorted(names)}


def _current(proposal: Proposal, record: Record, field: str, tied: Mapping[str, Json]) -> ValueSource:
    """Who the proposer disagrees with: the author of the present value. Where the proposer had seen that value, it is
    the author of the value that contradicts it.
    """
    names = [field]
    if record.fields.get(field) == proposal.view.get(field):
        names = [name for name in tied if record.fields.get(name) != proposal.view.get(name)] or names
    writings = (proposal.push_state.last_write(record.id, name) for name in names)
    last = max((entry for entry in writings if entry is not None), key=lambda entry: entry.seq, default=None)
    return (
        ValueSource(record.created_by) if last is None else ValueSource(last.author, last.device, last.made_at, last.id)
    )


def close(proposal: Proposal, conflict: Record, state: str) -> None:
    """Close a conflict as ``resolved`` or ``superseded``."""
    values = {"state": state, "resolved_by": proposal.author.user}
    before = {name: conflict.fields.get(name) for name in values}
    change_id = proposal.push_state.new_id()
    closed = Record(
        kind=conflict.kind,
        id=conflict.id,
        scope=conflict.scope,
        seq=proposal.push_state.next_seq(),
        head=change_id,
        created_by=conflict.created_by,
        fields=lay_over(conflict.fields, values),
    )
    entry = entry_of_the_server(proposal, closed, change_id, conflict.head, before, values)
    proposal.push_state.stage(closed, entry, created=False)


def entry_of_the_server(
    proposal: Proposal,
    record: Record,
    change_id: str,
    base: str | None,
    before: Mapping[str, Json],
    after: Mapping[str, Json],
) -> Entry:
    """The log's row for what the server wrote itself, on account of a person's change."""
    return Entry(
        id=change_id,
        kind=record.kind,
        record=record.id,
        base=base,
        fields=after,
        resolves=(),
        before=before,
        after=after,
        seq=record.seq,
        head=record.head,
        author=proposal.author.user,
        device=None,
        made_at=proposal.push_state.now,
        received_at=proposal.push_state.now,
        status="applied",
        stamp=proposal.push_state.stamp,
    )
