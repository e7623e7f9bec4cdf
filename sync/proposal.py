"""One change under decision, and everything for which it can be refused before it is merged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sync.changes import Author, Change, FieldError
from sync.fields import ANY_KIND, Json
from sync.kinds import Kind
from sync.ledger import Ledger, OtherRecord
from sync.merge import lay_over
from sync.records import KINDS
from sync.store import Record
from sync.visibility import access


class Refused(Exception):
    """A change that is not stored, with the reason."""

    def __init__(self, code: str, *errors: FieldError) -> None:
        super().__init__(code)
        self.code, self.errors = code, errors


@dataclass(slots=True)
class Proposal:
    """What a change says (``fields`` are canonical), the record as it stands, and the ``view`` its author had of it.

    ``late`` is true where the author has lost the right to make it meanwhile, or is found to have lost the case.
    """

    ledger: Ledger
    author: Author
    change: Change
    kind: Kind
    fields: Mapping[str, Json]
    record: Record | None
    view: Mapping[str, Json]
    late: bool = False


def read(author: Author, change: Change) -> tuple[Kind, dict[str, Json]]:
    """The kind and the canonical fields of a change. Raises ``Refused``."""
    kind = KINDS.get(change.kind)
    if kind is None:
        raise Refused("unknown_kind", FieldError("kind", "unknown_kind"))
    if not change.fields and not change.resolves:
        raise Refused("malformed_change", FieldError("fields", "required"))
    fields, errors = kind.read(change.fields)
    if not author.may_write_server_fields:
        errors |= {name: "server_field" for name in change.fields if kind.merge_rules.get(name) == "server"}
    errors |= {name: "required" for name in kind.required if name in fields and fields[name] is None}
    _refuse_fields(errors)
    return kind, fields


def view_of(ledger: Ledger, record: Record | None, change: Change) -> Mapping[str, Json] | None:
    """What the author saw of the record; ``None`` where the base is not known yet. Raises ``Refused``."""
    wrong_record = Refused("malformed_change", FieldError("base", "wrong_record"))
    if record is not None:
        try:
            return ledger.view(record, change.base)
        except OtherRecord:
            raise wrong_record from None
    if change.base is None:
        return {}
    if ledger.entry(change.base) is not None:
        raise wrong_record
    return None


def check(proposal: Proposal) -> None:
    """Check role, access, fixed fields, references and record rules. Raises ``Refused``."""
    _check_role(proposal)
    kind, fields, record = proposal.kind, proposal.fields, proposal.record
    if record is None:
        errors = {name: "required" for name in kind.required if fields.get(name) is None}
        _check_owner(proposal)
    else:
        _check_access(proposal, record.scope)
        fixed = (name for name in fields if kind.merge_rules[name] == "once")
        errors = {name: "fixed_at_creation" for name in fixed if fields[name] != record.fields.get(name)}
        if proposal.view.get("deleted") and fields and "deleted" not in fields:
            raise Refused("record_deleted", FieldError(None, "record_deleted"))
    _refuse_fields(errors | dict.fromkeys(_broken_references(proposal), "unknown_reference"))
    _check_rules(proposal)


def _check_role(proposal: Proposal) -> None:
    if proposal.author.may_write_server_fields:
        return
    kind = proposal.kind
    roles = kind.creators if proposal.record is None else kind.editors
    if "deleted" in proposal.fields:
        roles = roles & kind.deleters
    if proposal.author.role not in roles:
        raise Refused("not_allowed", FieldError(None, "not_allowed"))


def _check_access(proposal: Proposal, scope: str) -> None:
    if not _may_write_in(proposal, scope):
        raise Refused("not_yours", FieldError(None, "not_yours"))


def _check_owner(proposal: Proposal) -> None:
    """What is one user's own, only that user creates; and the office."""
    kind, author = proposal.kind, proposal.author
    if kind.scope is None or not kind.is_personal or author.may_write_server_fields:
        return
    if proposal.fields.get(kind.scope) not in (None, author.user):
        raise Refused("not_yours", FieldError(None, "not_yours"))


def _may_write_in(proposal: Proposal, scope: str) -> bool:
    allowed = access(proposal.ledger, proposal.author, scope, proposal.change.made_at)
    proposal.late = proposal.late or allowed == "late"
    return allowed != "none"


def _broken_references(proposal: Proposal) -> Iterator[str]:
    """The fields that newly name a record which is not there, is of another kind, or is not the author's to see."""
    for name, refers_to in proposal.kind.references.items():
        target_id = proposal.fields.get(name)
        if target_id is None or target_id == proposal.view.get(name):
            continue
        target = proposal.ledger.record(target_id)
        known = target is not None and not target.deleted and refers_to in (ANY_KIND, target.kind)
        if target is None or not known or not _may_write_in(proposal, target.scope):
            yield name


def _check_rules(proposal: Proposal) -> None:
    """A rule that the author's own view breaks, over fields that the change gives."""
    broken = proposal.kind.broken_rules(lay_over(proposal.view, proposal.fields))
    if proposal.record is not None:
        broken = [rule for rule in broken if not proposal.fields.keys().isdisjoint(rule.about)]
    if broken:
        raise Refused("rule_broken", *(FieldError(name, rule.code) for rule in broken for name in rule.about))


def _refuse_fields(errors: Mapping[str, str]) -> None:
    if errors:
        raise Refused("invalid_fields", *(FieldError(name, code) for name, code in sorted(errors.items())))
