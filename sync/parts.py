"""What becomes of a whole when one of its parts is written: what was judged with the part as it was is judged anew."""

from __future__ import annotations

from sync.conflicts import entry_of_the_server
from sync.merge import lay_over
from sync.proposal import Proposal
from sync.records import KINDS
from sync.store import Record


def reopen_whole(proposal: Proposal, part: Record) -> None:
    """Write what a kind says of its records when a part of them was written by somebody who does not judge them."""
    push_state, author, field = proposal.push_state, proposal.author, proposal.kind.part_of
    if field is None or author.trusted:
        return
    whole = push_state.record(str(part.fields.get(field)))
    if whole is None or whole.deleted or author.may(KINDS[whole.kind].judged_by):
        return
    after = KINDS[whole.kind].reopened(whole.fields)
    if not after:
        return
    change_id = push_state.new_id()
    reopened = Record(
        kind=whole.kind,
        id=whole.id,
        scope=whole.scope,
        seq=push_state.next_seq(),
        head=change_id,
        created_by=whole.created_by,
        fields=lay_over(whole.fields, after),
    )
    before = {name: whole.fields.get(name) for name in after}
    entry = entry_of_the_server(proposal, reopened, change_id, whole.head, before, after)
    push_state.stage(reopened, entry, created=False)
