"""What becomes of a whole when one of its parts is written: what was judged with the part as it was is judged anew."""

from __future__ import annotations

from sync.conflicts import entry_of_the_server
from sync.kinds import SUPERVISORS
from sync.merge import lay_over
from sync.proposal import Proposal
from sync.records import KINDS
from sync.store import Record


def reopen_whole(proposal: Proposal, part: Record) -> None:
    """Write what a kind says of its records when a part of them was written by somebody who does not judge them."""
    ledger, author, field = proposal.ledger, proposal.author, proposal.kind.part_of
    if field is None or author.may_write_server_fields or author.role in SUPERVISORS:
        return
    whole = ledger.record(str(part.fields.get(field)))
    if whole is None or whole.deleted:
        return
    after = KINDS[whole.kind].reopened(whole.fields)
    if not after:
        return
    change_id = ledger.new_id()
    reopened = Record(
        kind=whole.kind,
        id=whole.id,
        scope=whole.scope,
        seq=ledger.next_seq(),
        head=change_id,
        created_by=whole.created_by,
        fields=lay_over(whole.fields, after),
    )
    before = {name: whole.fields.get(name) for name in after}
    entry = entry_of_the_server(proposal, reopened, change_id, whole.head, before, after)
    ledger.stage(reopened, entry, created=False)
