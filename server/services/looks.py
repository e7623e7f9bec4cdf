"""What was looked at and what went out, appended to an office's trail once the answer has gone out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from marshmallow import ValidationError

from server.ground.trail import Act, Detail, Noted, note_later, origin
from server.store import Office, Seen, writing
from server.store.directory import SessionRow
from sync.fields import canonical_id
from sync.records import KINDS
from sync.store import Grant, Page, Position

_HELD_BY_OFFICE = "meeting"
"""The kind whose records stand in no case and talk about several."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A record about which a page shows a change that was not applied, and the record's scope."""

    kind: str
    record: str
    scope: str | None


def append(office: str, looks: Sequence[Noted]) -> None:
    """Append what was noted while requests were answered, with the case that each record stands in."""
    with writing(office) as store:
        scopes = store.trail.scopes_of({each.about for each in looks if each.about is not None})
        for each in looks:
            store.trail.note(_placed(store, each, scopes))


def shown_in(store: Office, changes: Iterable[Any]) -> list[Shown]:
    """What changes about clients show, each record once, in their order. Nobody may have checked them: where the office
    has the record, it says in which case it stands, and otherwise the change does, if it names one.
    """
    named: dict[str, tuple[str, str | None]] = {}
    for change in changes:
        read = _read(change)
        if read is not None:
            kind, record, scope = read
            named[record] = (kind, named.get(record, (kind, None))[1] or scope)
    stored = store.trail.scopes_of(named)
    scopes = {record: stored.get(record, scope) for record, (_, scope) in named.items()}
    return [Shown(kind, record, scopes[record]) for record, (kind, _) in named.items() if scopes[record] != store.id]


def withheld_records(store: Office, seen: Seen, changes: Iterable[Any]) -> set[str]:
    """The records that changes are about and that stand in a case that is withheld from a reader."""
    shown = shown_in(store, changes)
    withheld = seen.restrictions.withheld({each.scope for each in shown if each.scope})
    return {each.record for each in shown if each.scope in withheld}


def _read(change: Any) -> tuple[str, str, str | None] | None:
    """The kind, the record and the scope that a change names; ``None`` where it is not about a client."""
    if not isinstance(change, dict) or not isinstance(fields := change.get("fields"), dict):
        return None
    kind, record = KINDS.get(str(change.get("kind"))), _id(change.get("record"))
    if kind is None or record is None or not kind.is_about_a_client:
        return None
    return kind.name, record, record if kind.scope is None else _id(fields.get(kind.scope))


def _id(value: object) -> str | None:
    try:
        return canonical_id(value)
    except ValidationError:
        return None


def note_delivered(store: Office, who: SessionRow, position: Position, page: Page, now: dt.datetime) -> None:
    """Note what a phone at a position is given that it was not given before: which cases, persons and households, and
    how many records of them. What comes later in those is no news."""
    scopes = {record.scope for record in page.records if KINDS[record.kind].is_about_a_client}
    grants = store.records.grants(who.user_id, scopes) if scopes else {}
    fresh = {scope for scope, grant in grants.items() if _is_ahead(grant, position)}
    if fresh:
        records = sum(record.scope in fresh for record in page.records)
        details: dict[str, Detail] = {"records": records, "scopes": tuple(sorted(_clients(store, fresh)))}
        note_later(store.id, Noted(Act.DELIVERED, details=details, origin=origin(), at=now))


def _clients(store: Office, scopes: set[str]) -> set[str]:
    """The cases, persons and households that some scopes are; of a consent, those that it opens to a partner."""
    consents = [record for record in store.records.by_id(scopes).values() if record.kind == "consent"]
    opened = {str(consent.fields[name]) for consent in consents for name in ("case", "person")}
    return scopes - {consent.id for consent in consents} | opened


def _is_ahead(grant: Grant, position: Position) -> bool:
    """Whether a reader at a position has not gone past a grant yet."""
    return Position(grant.granted_seq, grant.granted_seq) > position


def _placed(store: Office, look: Noted, scopes: Mapping[str, str]) -> Noted:
    if look.scope is not None or look.about is None:
        return look
    if look.about_kind == _HELD_BY_OFFICE:
        cases = store.trail.scopes_at(look.about)
        return replace(look, details={**look.details, "scopes": tuple(cases)}) if cases else look
    scope = scopes.get(look.about)
    return look if scope == store.id else replace(look, scope=scope)
