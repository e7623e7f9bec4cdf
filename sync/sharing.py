"""What partners see: what a consent in force shares with them, and nothing else (docs/decisions/0024-consent.md).

A partner is whoever may read what is shared (``Permission.READ_SHARED``). What each category of a consent opens is
told here, field by field: a kind or a field that is not named is shared with nobody.

A consent is a scope of its own for its partner: what it opens comes to the phone under its id, so that the phone
forgets just that at its end. A household is opened under its own id, and only while everybody has consented who is
known to belong to it (``_households``). Neither the office's scope nor their own is a partner's, so that a phone whose
user has become one forgets what stood there.
Days begin and end in the office's time zone. What is in force is reckoned anew whenever somebody reads: that a grant
still stands opens nothing.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sync.consents import SHARING, state
from sync.fields import Json, read_moment, write_moment
from sync.kinds import Values
from sync.roles import Permission, may
from sync.store import Grant, Page, Position, Record, Store, WireRecord, Written

Opened = Mapping[str, frozenset[str]]
"""By kind, the fields that are shown."""

_ALWAYS: Final[Opened] = {
    "case": frozenset({"person", "state", "main_worker"}),
    "person": frozenset({"name", "kana"}),
}
"""Who it is, and whom to ask: what every consent opens."""

_CONSENT: Final[Opened] = {
    "consent": frozenset(
        {"case", "person", "member", "receiver", "shares", "purpose", "given_on", "begins_on", "ends_on", "form"}
        | {"taken_by"}
    )
}

CATEGORIES: Final[Mapping[str, Opened]] = {
    "contact": {"person": frozenset({"born_on", "gender", "phone", "address"})},
    "household": {
        "person": frozenset({"household"}),
        "household": frozenset({"name", "address", "members", "safety_notes"}),
    },
    "situation": {"case": frozenset({"opened_on", "route", "age_band", "issues", "programmes", "summary"})},
    "schedule": {
        "appointment": frozenset(
            {"case", "worker", "method", "programme", "starts_at", "ends_at", "place", "companions"}
            | {"purpose", "reason", "state", "series", "occurrence"}
        ),
        "series": frozenset(
            {"case", "worker", "repeats", "starts_on", "until", "closed_days", "from_time", "to_time", "method"}
            | {"programme", "place", "companions", "purpose", "reason"}
        ),
    },
    "course": {
        "support": frozenset(
            {"case", "worker", "method", "programme", "started_at", "ended_at", "dated", "place", "met", "outcome"}
            | {"companions", "purpose", "reason", "accompaniment_level", "topics", "narrative", "noticed"}
            | {"next_action", "next_on", "safety_note"}
        )
    },
    "plan": {
        "plan": frozenset(
            {"case", "number", "goal", "period_start", "period_end", "next_monitoring", "agreed_on", "decision"}
            | {"evaluated", "evaluation", "evaluation_note", "result"}
        ),
        "plan_support": frozenset({"case", "plan", "programme", "what", "worker", "agency", "frequency"}),
    },
}
"""What each code of the list ``shared`` opens."""

_HOUSEHOLD: Final[Opened] = {"household": CATEGORIES["household"]["household"]}
_COLLEAGUES: Final[Opened] = {"staff": frozenset({"name", "role", "active"})}
_DELETED: Final = frozenset({"deleted"})


@dataclass(frozen=True, slots=True)
class Source:
    """Some records of a scope, as far as they are shown; with ``only``, this record alone."""

    scope: str
    opened: Opened
    only: str | None = None


def scopes_of(store: Store, user: str, now: str) -> set[str]:
    """The scopes that a user should see at a moment, as the records stand."""
    staff = _staff(store, user)
    return set(_readable(store, user, staff, now)) if _is_partner(staff) else store.seen_by(user)


def readable(store: Store, user: str, now: str) -> dict[str, list[Source]]:
    """What a partner reads at a moment, by the scope under which it comes to them: the names of the office's staff, and
    what is shared with them. Empty for an account that is out of use, and for a user who is no partner.
    """
    return _readable(store, user, _staff(store, user), now)


def _readable(store: Store, user: str, staff: Values, now: str) -> dict[str, list[Source]]:
    if not _is_partner(staff) or staff.get("active") is not True:
        return {}
    colleagues = str(uuid.uuid5(uuid.UUID(user), "colleagues"))
    return {colleagues: [Source(store.office, _COLLEAGUES)], **_shared_with(store, user, now)}


def _shared_with(store: Store, user: str, now: str) -> dict[str, list[Source]]:
    withheld = store.withheld_from(user)
    consents = {
        record.id: record
        for record in store.consents_for(user)
        if not record.deleted and withheld.isdisjoint((record.fields["case"], record.fields["person"]))
    }
    in_force = _in_force(store, consents, now)
    about = store.by_id({str(consent.fields[name]) for consent in consents.values() for name in ("case", "person")})
    shared = {id_: sources for id_ in in_force if (sources := _opened_by(consents[id_], about))}
    for household in _households(store, list(consents.values()), shared.keys(), about):
        shared[household] = [Source(household, _with_deleted(_HOUSEHOLD))]
    return shared


def _households(
    store: Store, consents: Iterable[Record], in_force: Collection[str], about: Mapping[str, Record]
) -> Iterator[str]:
    """The households that are opened. Of each, somebody shares it by a consent in force, and everybody who is known to
    belong to it does so. Known are the persons of the office who belong to it, and those whom consents name. Where only
    the client has been asked, and the household's description tells of others, it stays closed.
    """
    agreed: dict[str, set[str]] = {}
    named: dict[str, dict[str, bool]] = {}
    for consent in consents:
        person = about.get(str(consent.fields["person"]))
        household = None if person is None else person.fields.get("household")
        if person is None or household is None:
            continue
        shares = consent.id in in_force and "household" in consent.fields["shares"]
        member = consent.fields.get("member")
        if member is not None:
            shares_by_member = named.setdefault(household, {})
            shares_by_member[member] = shares_by_member.get(member, False) or shares
        elif shares:
            agreed.setdefault(household, set()).add(person.id)
    described = store.by_id(agreed)
    for household, persons in agreed.items():
        others = named.get(household, {})
        alone = "members" not in described[household].fields if household in described else False
        if store.members(household) <= persons and all(others.values()) and (alone or others or len(persons) > 1):
            yield household


def partners_concerned(store: Store, written: Written) -> set[str]:
    """The partners whose view of what is shared may change with what a push wrote: all whom any consent names, where
    the push changed a consent or anything that may end one.
    """
    touched = any(_may_concern(written.records[entry.record], entry.after) for entry in written.entries)
    return store.partners() if touched else set()


def pull(store: Store, user: str, position: Position, limit: int, now: dt.datetime) -> Page:
    """The next page for a partner who has read up to ``position``: no record and no field but what is shared with them
    now. A scope in which nothing is shared any more is gone, whether its grant was taken back yet or not.

    What comes under another consent than before is news, so each record bears the larger of its own seq and that since
    which it is shared.
    """
    held = store.grants(user)
    present = {scope: grant for scope, grant in held.items() if grant.revoked_seq is None}
    shown = readable(store, user, write_moment(now))
    unread: dict[str, tuple[Position, WireRecord]] = {}
    for scope in sorted(shown.keys() & present.keys()):
        for place, record in _unread_in(store, shown[scope], present[scope], position):
            unread[record.id] = (place, record)
    ordered = sorted(unread.values(), key=lambda each: each[0])
    more, last = len(ordered) > limit, store.last_seq()
    lost = {scope for scope, grant in held.items() if (grant.revoked_seq or 0) > position.effective}
    lost |= present.keys() - shown.keys()
    reached = ordered[limit - 1][0] if more else Position(last, last)
    records = [record for _, record in ordered[:limit]]
    return Page(records, sorted(lost), reached, more, len(ordered[limit:]), store.anchor())


def _unread_in(
    store: Store, sources: Iterable[Source], grant: Grant, position: Position
) -> Iterator[tuple[Position, WireRecord]]:
    """What a reader at a position has not read of a scope. Where it was granted before, only what was written since is
    asked for; at (e, s) with s < e, what was written at e itself is still to be read (``server/store/pages.py``).
    """
    is_new = grant.granted_seq >= position.effective
    after = 0 if is_new else position.effective - (position.seq < position.effective)
    for source in sources:
        for record in store.in_scope(source.scope, sorted(source.opened), after):
            place = Position(max(record.seq, grant.granted_seq), record.seq)
            if place > position and source.only in (None, record.id):
                yield place, _shown(record, grant.scope, source.opened[record.kind], place.effective)


def _shown(record: Record, scope: str, opened: frozenset[str], seq: int) -> WireRecord:
    fields = {name: value for name, value in record.fields.items() if name in (_DELETED if record.deleted else opened)}
    body = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return WireRecord(record.kind, record.id, scope, seq, record.head, body)


def _in_force(store: Store, consents: Mapping[str, Record], now: str) -> list[str]:
    """Those of the consents to one partner by which something is shared at a moment: one a person."""
    today = read_moment(now).astimezone(store.zone).date()
    disputed = store.open_proposals(list(consents)) if consents else {}
    values = {
        id_: _as_disputed(record, store.open_conflicts(id_)) if disputed.get(id_) else record.fields
        for id_, record in consents.items()
    }
    return [id_ for id_ in consents if state(id_, values[id_], values.items(), today) in SHARING]


def _as_disputed(consent: Record, conflicts: Iterable[Record]) -> Values:
    """A consent while people disagree about it: the sooner end holds, and a withdrawal that nobody has decided on yet
    is one.
    """
    values: dict[str, Json] = dict(consent.fields)
    for conflict in conflicts:
        name, proposed = conflict.fields["field"], conflict.fields.get("proposed")
        if name == "ends_on" and proposed is not None:
            values["ends_on"] = min(values["ends_on"], proposed)
        if name == "withdrawn_on" and proposed is not None:
            values.setdefault("withdrawn_on", proposed)
    return values


def _opened_by(consent: Record, about: Mapping[str, Record]) -> list[Source]:
    """What one consent opens. Nothing, where its case or its person is not there."""
    case, person = (about.get(str(consent.fields[name])) for name in ("case", "person"))
    if case is None or person is None or case.deleted or person.deleted:
        return []
    itself = Source(consent.scope, _with_deleted(_CONSENT), consent.id)
    if "member" in consent.fields:
        return [itself]
    shares = [share for share in consent.fields["shares"] if share in CATEGORIES]
    opened = _with_deleted(_ALWAYS, *(CATEGORIES[share] for share in shares))
    of_person = {kind: names for kind, names in opened.items() if kind == "person"}
    of_case = {kind: names for kind, names in opened.items() if kind not in ("person", "household")}
    sources = [itself, Source(person.id, of_person)]
    # What stands in a case is its client's to share; who else lives there shares what stands about themselves.
    return [*sources, Source(case.id, of_case)] if case.fields["person"] == person.id else sources


def _with_deleted(*opened: Opened) -> Opened:
    """Several together; of each kind also whether a record was deleted."""
    kinds = {kind for each in opened for kind in each}
    return {kind: _DELETED.union(*(each[kind] for each in opened if kind in each)) for kind in kinds}


def _may_concern(record: Record, after: Mapping[str, Json]) -> bool:
    altered = {
        "consent": after.keys(),
        "conflict": after.keys() if record.fields.get("about_kind") == "consent" else (),
        "case": after.keys() & {"deleted", "person", "restricted_to"},
        "person": after.keys() & {"deleted", "household"},
        "household": after.keys() & {"members"},
        "staff": after.keys() & {"role", "active"},
    }
    return bool(altered.get(record.kind, ()))


def _is_partner(staff: Values) -> bool:
    """Whether somebody reads what is shared, and only that."""
    return may(str(staff.get("role", "")), Permission.READ_SHARED)


def _staff(store: Store, user: str) -> Values:
    record = store.by_id([user]).get(user)
    return {} if record is None or record.kind != "staff" or record.deleted else record.fields
