"""What an office lost and what comes back, as its supervisors read it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from marshmallow import ValidationError

from server.language.problems import reasons
from server.language.words import Words, as_text, named_ids
from server.services.looks import withheld_records
from server.services.refusals import read_refusal
from server.store import Office, Seen
from server.store.backups import Covered, RestorationRow
from server.store.numbers import PhoneNumbers
from server.store.recovery import HELD, WaitingRow
from server.store.rows import Listing
from sync.fields import Json, canonical_moment
from sync.numbers import count
from sync.records import KINDS


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change that waits or is held, with what it says, and ``made_at``, when it was made by its phone's clock. Nobody
    may have checked any of it. One that is ``withheld`` is of a case that is not open to the reader, and says nothing.
    """

    row: WaitingRow
    kind: str
    record: Json
    fields: dict[str, Json]
    made_at: str | None
    withheld: bool = False

    @property
    def shows(self) -> dict[str, Json]:
        """What is shown of it, as a change."""
        return {"kind": self.kind, "record": self.record, "fields": self.fields}

    @property
    def names(self) -> set[str]:
        """The ids of the records whose names it is shown with."""
        return {self.row.author} | (named_ids(self.kind, [self.fields]) if self.kind in KINDS else set())

    @property
    def is_held(self) -> bool:
        """Whether it came sealed and is not applied."""
        return self.row.state == HELD

    def reasons(self, words: Words) -> list[str]:
        """Why it was refused when it was last tried; empty where it was not tried, or was tried before reasons were
        kept.
        """
        if self.row.refusal is None:
            return []
        return reasons(self.kind, read_refusal(self.row.id, self.row.refusal), words)

    def title(self, words: Words) -> str:
        """What kind of record it is about."""
        return words.kind(self.kind) if self.kind in KINDS else as_text(self.kind)

    def facts(self, words: Words) -> list[tuple[str, str]]:
        """What it says, field by field."""
        kind = self.kind if self.kind in KINDS else None
        known = {name for name in self.fields if kind is not None and name in KINDS[kind].fields}
        return [
            (words.field(self.kind, name) if name in known else as_text(name), words.unchecked_value(kind, name, value))
            for name, value in self.fields.items()
            if name in known or self.is_held
        ]


@dataclass(frozen=True, slots=True)
class Gap:
    """A phone whose numbers have a gap: ``lost`` counts those that the phone does not say it still has."""

    phone: PhoneNumbers
    lost: int


@dataclass(frozen=True, slots=True)
class Recovery:
    """The whole page, of ``waiting`` the part that is shown. ``silent`` are the phones that have not been in touch
    since the office was last put back."""

    covered: Covered | None
    restorations: Sequence[RestorationRow]
    silent: Sequence[PhoneNumbers]
    waiting: Sequence[Waiting]
    gaps: Sequence[Gap]


def recovery(store: Office, seen: Seen, listing: Listing[WaitingRow]) -> Recovery:
    """How far the office is safe, what it lost, and what has come back; of what waits one page, ``listing``, as far as
    it is open to the reader.
    """
    restorations, phones = store.backups.restorations(), store.numbers.phones()
    silent = silent_since(phones, restorations[0].at) if restorations else []
    return Recovery(store.backups.covered(), restorations, silent, _as_seen(store, seen, listing.rows), gaps(phones))


def is_withheld(store: Office, seen: Seen, row: WaitingRow) -> bool:
    """Whether a change that waits is of a case that is not open to the reader."""
    return any(each.withheld for each in _as_seen(store, seen, [row]))


def _as_seen(store: Office, seen: Seen, rows: Iterable[WaitingRow]) -> list[Waiting]:
    waiting = [read_waiting(row) for row in rows]
    if not seen.restrictions.all():
        return waiting
    # Which case an edit is of, the creation of its record says, which may be held beside it.
    phones = {(each.row.author, each.row.device): each.row for each in waiting if each.is_held}
    beside = [read_waiting(each) for row in phones.values() for each in store.recovery.held_with(row)]
    withheld = withheld_records(store, seen, [each.shows for each in (*waiting, *beside)])
    return [replace(each, fields={}, withheld=True) if each.record in withheld else each for each in waiting]


def silent_since(phones: Iterable[PhoneNumbers], moment: dt.datetime) -> list[PhoneNumbers]:
    """The phones in use that have not been in touch since."""
    return [phone for phone in phones if phone.revoked_at is None and phone.last_seen_at < moment]


def gaps(phones: Iterable[PhoneNumbers]) -> list[Gap]:
    """The phones of which the office misses numbers. Those come first that no longer have all of these changes."""
    all_gaps = [Gap(phone, max(0, count(phone.missing) - phone.queued)) for phone in phones if phone.missing]
    return sorted(all_gaps, key=lambda gap: (gap.lost == 0, -gap.phone.last_seen_at.timestamp()))


def read_waiting(row: WaitingRow) -> Waiting:
    """A change that waits, as its phone sent it. One that cannot be read has no fields."""
    body = json.loads(row.body)
    fields, kind = body.get("fields"), body.get("kind")
    readable = isinstance(fields, dict) and (row.state == HELD or kind in KINDS)
    return Waiting(row, str(kind), body.get("record"), dict(fields) if readable else {}, _moment(body.get("made_at")))


def _moment(value: object) -> str | None:
    try:
        return canonical_moment(value)
    except ValidationError:
        return None
