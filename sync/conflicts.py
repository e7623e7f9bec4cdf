"""Conflicts as records: raised for what was not taken, closed when somebody who has seen both values chooses."""

from __future__ import annotations

from collections.abc import Mapping

from sync.fields import Json
from sync.merge import Disputed, lay_over
from sync.proposal import Proposal
from sync.store import Entry, Record


def own_earlier_proposals(proposal: Proposal, record: Record) -> list[Record]:
    """The open conflicts that the author raised on the way to this change, over fields that it gives another value."""
    own = proposal.ledger.branch(proposal.change.base)
    if not own:
        return []
    return [
        conflict
        for conflict in proposal.ledger.open_conflicts(record.id)
        if conflict.fields.get("proposed_change") in own and conflict.fields["field"] in proposal.fields
    ]


def named_conflicts(proposal: Proposal, record: Record) -> list[Record]:
    """The conflicts that the change resolves, as far as they are about this record and still open."""
    named = (proposal.ledger.record(conflict_id) for conflict_id in proposal.change.resolves)
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
    ledger, author = proposal.ledger, proposal.author.user
    current_by, proposed_by, proposed_change = (
        _last_writer(proposal, record, disputed.field),
        author,
        proposal.change.id,
    )
    if disputed.field == "deleted" and record.deleted:
        deletion = next(e for e in reversed(ledger.entries_after(record.id, 0)) if e.after.get("deleted"))
        current_by, proposed_by, proposed_change = author, deletion.author, deletion.id
    fields: dict[str, Json] = {
        "about": record.id,
        "about_kind": record.kind,
        "scope": record.scope,
        "field": disputed.field,
        "was": disputed.was,
        "current": disputed.current,
        "proposed": disputed.proposed,
        "current_by": current_by,
        "proposed_by": proposed_by,
        "proposed_change": proposed_change,
        "raised_at": ledger.now,
        "state": "open",
    }
    values = {name: value for name, value in fields.items() if value is not None}
    change_id = ledger.new_id()
    conflict = Record("conflict", conflict_id, record.scope, ledger.next_seq(), change_id, author, values)
    ledger.stage(conflict, entry_of_the_server(proposal, conflict, change_id, None, {}, values), created=True)


def close(proposal: Proposal, conflict: Record, state: str) -> None:
    """Close a conflict as ``resolved`` or ``superseded``."""
    values = {"state": state, "resolved_by": proposal.author.user}
    before = {name: conflict.fields.get(name) for name in values}
    change_id = proposal.ledger.new_id()
    closed = Record(
        kind=conflict.kind,
        id=conflict.id,
        scope=conflict.scope,
        seq=proposal.ledger.next_seq(),
        head=change_id,
        created_by=conflict.created_by,
        fields=lay_over(conflict.fields, values),
    )
    entry = entry_of_the_server(proposal, closed, change_id, conflict.head, before, values)
    proposal.ledger.stage(closed, entry, created=False)


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
        made_at=proposal.ledger.now,
        received_at=proposal.ledger.now,
        status="applied",
    )


def _last_writer(proposal: Proposal, record: Record, field: str) -> str:
    """Who gave a field the value it has."""
    writers = (entry.author for entry in reversed(proposal.ledger.entries_after(record.id, 0)) if field in entry.after)
    return next(writers, record.created_by)
