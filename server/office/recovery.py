"""What an office lost and what comes back, as its supervisors read it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from server.office.words import Words, named_ids
from server.store import OfficeStore
from server.store.backups import Covered, RestorationRow
from server.store.recovery import PhoneNumbers, WaitingRow
from sync.fields import Json
from sync.numbers import count
from sync.records import KINDS


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change that waits, with what it says. ``about`` is whose record it is about, where anybody knows."""

    row: WaitingRow
    kind: str
    fields: dict[str, Json]
    made_at: str

    @property
    def names(self) -> set[str]:
        """The records that its words need the names of."""
        return {self.row.author} | (named_ids(self.kind, [self.fields]) if self.kind in KINDS else set())

    def facts(self, words: Words) -> list[tuple[str, str]]:
        """What it says, field by field."""
        known = {name: value for name, value in self.fields.items() if name in KINDS[self.kind].fields}
        return [(words.field(self.kind, name), words.value(self.kind, name, value)) for name, value in known.items()]


@dataclass(frozen=True, slots=True)
class Gap:
    """A phone whose numbers have a gap: ``lost`` counts those that the phone does not say it still has."""

    phone: PhoneNumbers
    lost: int


@dataclass(frozen=True, slots=True)
class Recovery:
    """The whole page. ``silent`` are the phones that have not been in touch since the office was last put back."""

    covered: Covered | None
    restorations: Sequence[RestorationRow]
    silent: Sequence[PhoneNumbers]
    waiting: Sequence[Waiting]
    gaps: Sequence[Gap]


def recovery(store: OfficeStore) -> Recovery:
    """How far the office is safe, what it lost, and what has come back."""
    restorations, phones = store.restorations(), store.phone_numbers()
    silent = silent_since(phones, restorations[0].at) if restorations else []
    return Recovery(store.covered(), restorations, silent, [read_waiting(row) for row in store.waiting()], gaps(phones))


def silent_since(phones: Iterable[PhoneNumbers], moment: dt.datetime) -> list[PhoneNumbers]:
    """The phones in use that have not been in touch since."""
    return [phone for phone in phones if phone.revoked_at is None and phone.last_seen_at < moment]


def gaps(phones: Iterable[PhoneNumbers]) -> list[Gap]:
    """The phones with numbers that are not here, those first of which the phone itself does not have all any more."""
    found = [Gap(phone, max(0, count(phone.missing) - phone.queued)) for phone in phones if phone.missing]
    return sorted(found, key=lambda gap: (gap.lost == 0, -gap.phone.last_seen_at.timestamp()))


def read_waiting(row: WaitingRow) -> Waiting:
    """A change that waits, as its phone sent it. One that cannot be read has no fields."""
    body = json.loads(row.body)
    fields = body.get("fields")
    kind = body.get("kind")
    readable = isinstance(fields, dict) and kind in KINDS
    return Waiting(row, str(kind), dict(fields) if readable else {}, str(body.get("made_at", "")))
