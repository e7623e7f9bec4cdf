"""One change under decision, and everything for which it can be refused before it is merged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sync.changes import Author, Change, FieldError
from sync.fields import ANY_KIND, Json
from sync.kinds import Kind
from sync.merge import lay_over
from sync.permission import refusal
from sync.push_state import OtherRecord, PushState
from sync.records import KINDS
from sync.store import Record
from sync.visibility import Access, access


class InvalidChange(Exception):
    """A change that is not stored, with the reason."""

    def __init__(self, code: str, *errors: FieldError) -> None:
        super().__init__(code)
        self.code, self.errors = code, errors


class Waits(Exception):
    """A change that the office had accepted before and cannot take today, because it has lost what the change rests on:
    a record that another phone may bring back, or the assignment of a case. ``code`` says which.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def not_yours() -> InvalidChange:
    """The one answer about whatever an author may not see."""
    return InvalidChange("not_yours", FieldError(None, "not_yours"))


@dataclass(slots=True)
class Proposal:
    """What a change says (``fields`` are canonical), the record as it stands, and the ``view`` its author had of it.

    ``late`` is true where the author has lost the right to make it meanwhile, or is found to have lost the case.
    """

    push_state: PushState
    author: Author
    change: Change
    kind: Kind
    fields: Mapping[str, Json]
    record: Record | None
    view: Mapping[str, Json]
    late: bool = False


def read(author: Author, change: Change) -> tuple[Kind, dict[str, Json]]:
    """The kind and the canonical fields of a change. Raises ``InvalidChange``."""
    kind = KINDS.get(change.kind)
    if kind is None:
        raise InvalidChange("unknown_kind", FieldError("kind", "unknown_kind"))
    if not change.fields and not change.resolves:
        raise InvalidChange("malformed_change", FieldError("fields", "required"))
    fields, errors = kind.read(change.fields)
    if not author.trusted:
        errors |= {name: "server_field" for name in change.fields if kind.merge_rules.get(name) == "server"}
    errors |= {name: "required" for name in kind.required if name in fields and fields[name] is None}
    _refuse_fields(errors)
    return kind, fields


def refuse_erased(
    push_state: PushState, author: Author, change: Change, kind: Kind, fields: Mapping[str, Json]
) -> None:
    """Refuse a change of a record that was erased, or of one that names such: neither is brought back, whoever still
    has it. What the server itself writes meanwhile is erased with the rest. Raises ``InvalidChange``.
    """
    named = {value for name in (*kind.references, kind.scope) if isinstance(value := fields.get(name or ""), str)}
    if not author.trusted and push_state.names_erased({change.record} | named):
        raise InvalidChange("record_erased", FieldError(None, "record_erased"))


def view_of(push_state: PushState, author: Author, record: Record | None, change: Change) -> Mapping[str, Json] | None:
    """What the author saw of the record; ``None`` where the base is not known yet, or is none of the author's business.
    Raises ``InvalidChange``.
    """
    if record is None:
        entry = None if change.base is None else push_state.entry(change.base)
        elsewhere = None if entry is None else entry.record
        if elsewhere is None:
            return {} if change.base is None else None
    else:
        try:
            return push_state.view(record, change.base)
        except OtherRecord as other:
            elsewhere = other.record
    other_record = push_state.record(elsewhere)
    if other_record is not None and access(push_state, author, other_record.scope) != "none":
        raise InvalidChange("malformed_change", FieldError("base", "wrong_record"))
    return None


def check_id(proposal: Proposal) -> None:
    """Check that the record is of the change's kind, or may be made under its id. Raises ``InvalidChange``.

    What the author may not see has one answer, whatever it is.
    """
    record = proposal.record
    if record is None:
        if proposal.push_state.reserved(proposal.change.record) and not proposal.author.trusted:
            raise not_yours()
    elif record.kind != proposal.kind.name:
        if _access(proposal, record.scope) == "none":
            raise not_yours()
        raise InvalidChange("wrong_kind", FieldError("kind", "wrong_kind"))


def check(proposal: Proposal) -> None:
    """Check permission, access, fixed fields, references and record rules.

    Raises ``InvalidChange``, and ``Waits`` where a change that is offered again names what is not here.
    """
    _check_permission(proposal)
    kind, fields, record = proposal.kind, proposal.fields, proposal.record
    if record is None:
        errors = {name: "required" for name in kind.required if fields.get(name) is None}
    else:
        if not _may_write_in(proposal, record.scope):
            raise Waits("not_yours") if proposal.change.offered_again else not_yours()
        fixed = (name for name in fields if kind.merge_rules[name] == "once")
        errors = {name: "fixed_at_creation" for name in fixed if fields[name] != record.fields.get(name)}
        if proposal.view.get("deleted") and fields and "deleted" not in fields:
            raise InvalidChange("record_deleted", FieldError(None, "record_deleted"))
    broken = list(_broken_references(proposal))
    if broken and not errors and proposal.change.offered_again:
        raise Waits("reference_unknown")
    _refuse_fields(errors | dict.fromkeys(broken, "unknown_reference"))
    _check_rules(proposal)


def _check_permission(proposal: Proposal) -> None:
    author = proposal.author
    if author.trusted:
        return
    code = refusal(proposal.kind, author.user, author.role, proposal.record, proposal.fields)
    if code is not None:
        raise InvalidChange(code, FieldError(None, code))


def _access(proposal: Proposal, scope: str) -> Access:
    return access(proposal.push_state, proposal.author, scope)


def _may_write_in(proposal: Proposal, scope: str) -> bool:
    allowed = _access(proposal, scope)
    proposal.late = proposal.late or allowed == "late"
    return allowed != "none"


def _broken_references(proposal: Proposal) -> Iterator[str]:
    """The fields that newly name a record which is not there, is of another kind, or is not the author's to see.

    One that was deleted meanwhile may be named: whoever wrote without a signal could not know, and it may be restored.
    """
    for name, refers_to in proposal.kind.references.items():
        target_id = proposal.fields.get(name)
        if target_id is None or target_id == proposal.view.get(name):
            continue
        target = proposal.push_state.record(target_id)
        if target is None or refers_to not in (ANY_KIND, target.kind) or not _may_write_in(proposal, target.scope):
            yield name


def _check_rules(proposal: Proposal) -> None:
    """A rule that the author's own view breaks, over fields that the change gives."""
    broken = proposal.kind.broken_rules(lay_over(proposal.view, proposal.fields))
    if proposal.record is not None:
        broken = [rule for rule in broken if not proposal.fields.keys().isdisjoint(rule.about)]
    if broken:
        raise InvalidChange("rule_broken", *(FieldError(name, rule.code) for rule in broken for name in rule.about))


def _refuse_fields(errors: Mapping[str, str]) -> None:
    if errors:
        raise InvalidChange("invalid_fields", *(FieldError(name, code) for name, code in sorted(errors.items())))
