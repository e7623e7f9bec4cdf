"""What the exchange needs of a database, and the values it reads and writes there.

``sync.memory`` implements the interface for tests, ``server.store`` on SQLite and PostgreSQL; one suite of
contract tests (``tests/sync/contract.py``) runs on all of them. A store speaks for one office, within one
transaction that its caller opens, commits or rolls back.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from sync.changes import Status
from sync.fields import Json


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it stands.

    ``fields`` holds canonical values, and only those that exist; ``deleted`` is one of them. ``created_by`` is
    a user's id.
    """

    kind: str
    id: str
    scope: str
    seq: int
    head: str
    created_by: str
    fields: Mapping[str, Json]

    @property
    def deleted(self) -> bool:
        """Whether the record is marked as deleted."""
        return bool(self.fields.get("deleted"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the change log: a change, and what became of it.

    ``fields`` is what the author proposed (``None`` clears); ``before`` and ``after`` hold the record's values
    around the write, for the fields that it altered, with ``None`` for no value. ``head`` equals ``id`` exactly
    when the author had seen the record's newest state. ``stamp`` is drawn anew for each push. ``brought_by`` is who
    brought the change in a file; it came from no device then.
    """

    id: str
    kind: str
    record: str
    base: str | None
    fields: Mapping[str, Json]
    resolves: tuple[str, ...]
    before: Mapping[str, Json]
    after: Mapping[str, Json]
    seq: int
    head: str
    author: str
    device: str | None
    made_at: str
    received_at: str
    status: Status
    conflicts: tuple[str, ...] = ()
    late: bool = False
    stamp: str | None = None
    brought_by: str | None = None


class OpenProposal(NamedTuple):
    """What a conflict that is open says of where it came from; ``id`` and ``seq`` are the conflict's own."""

    id: str
    seq: int
    about: str
    field: str
    by: str | None
    change: str | None


@dataclass(frozen=True, slots=True)
class Grant:
    """That a user may see a scope since ``granted_seq``, or could until ``revoked_seq`` (``revoked_at`` is
    canonical)."""

    user: str
    scope: str
    granted_seq: int
    revoked_seq: int | None = None
    revoked_at: str | None = None


@dataclass(slots=True)
class Written:
    """All that one push writes. ``records`` and ``grants`` replace what was stored under the same key."""

    records: dict[str, Record] = field(default_factory=dict)
    created: set[str] = field(default_factory=set)
    entries: list[Entry] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    last_seq: int = 0


class Position(NamedTuple):
    """How far a reader has read: everything up to ``(effective, seq)``, where effective is ``max(seq,
    granted_seq)``."""

    effective: int
    seq: int


START = Position(0, 0)


class Anchor(NamedTuple):
    """The last change of an office's log at some moment, as it was written then: its seq, its id (``None`` while there
    was none) and the stamp of the push that stored it.

    A log that has just this has everything that came before it, and all that its push wrote. One that was put back to
    an earlier point does not have it, however far its counter has come since: the same change may be offered again and
    come to stand at the same seq, but under another stamp.
    """

    seq: int
    change: str | None
    stamp: str | None


BEGINNING = Anchor(0, None, None)
"""What every log begins with."""


class WireRecord(NamedTuple):
    """A record as a page carries it; ``fields_json`` is its fields as JSON text, ready for the wire."""

    kind: str
    id: str
    scope: str
    seq: int
    head: str
    fields_json: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a pull. ``remaining`` counts the records after this page; ``gone`` are scopes the reader has lost,
    and ``erased`` the records that were erased since, of whatever scope the reader has ever seen.

    ``anchor`` is the log that the page was read from.
    """

    records: list[WireRecord]
    gone: list[str]
    position: Position
    more: bool
    remaining: int
    anchor: Anchor = BEGINNING
    erased: Sequence[str] = ()


class Store(Protocol):
    """One office's records, change log and visibility."""

    @property
    def office(self) -> str:
        """The office's id."""

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The office's time zone, in which days begin and end."""

    def lock(self) -> int:
        """Take the office's counter for writing until the transaction ends. Returns the last seq that was given out."""

    def last_seq(self) -> int:
        """The last seq that was given out, as this transaction sees it."""

    def anchor(self) -> Anchor:
        """The last change of the log, as this transaction sees it."""

    def has(self, anchor: Anchor) -> bool:
        """Whether the log has the change that an anchor names, where it names it."""

    def by_id(self, ids: Collection[str]) -> dict[str, Record]:
        """The records with these ids, deleted ones included, by id; unknown ids are left out."""

    def entries(self, ids: Collection[str]) -> dict[str, Entry]:
        """The entries whose id **or** head is among ``ids``, keyed by whichever of the two was asked for."""

    def entries_after(self, record: str, seq: int) -> list[Entry]:
        """The entries on a record with a larger seq, oldest first."""

    def newest_entries(self, record: str) -> Iterator[Entry]:
        """The entries on a record, newest first, read as they are asked for."""

    def open_proposals(self, records: Collection[str]) -> dict[str, list[OpenProposal]]:
        """Over which proposals conflicts about these records are open, by record, oldest first."""

    def open_conflicts(self, record: str) -> list[Record]:
        """The conflicts about a record whose state is ``open``, oldest first."""

    def grants(self, user: str, scopes: Collection[str] | None = None) -> dict[str, Grant]:
        """A user's grants, present and past, by scope; all of them, or those for the given scopes."""

    def seen_by(self, user: str) -> set[str]:
        """The scopes a user should see, as the records stand.

        The office itself; the user's own, where notices are; the cases (not deleted) where the user is
        ``main_worker`` or among ``co_workers``, with their persons, and those persons' households; and persons and
        households that the user created and that nothing has ever led to.

        A user's own assertion opens only what belongs to nobody else (``docs/decisions/0012-who-sees-what.md``). A case
        that is ``self_assigned`` counts as long as every case of its person, past ones included, is live and in their
        charge. A ``household`` of which they are the ``household_by`` counts as long as they see every person who has
        ever belonged to it.

        A case that is ``restricted_to`` others counts as one in whose charge the user is not.
        """

    def withheld_from(self, user: str) -> set[str]:
        """The scopes that are hidden even from a user who works with every case: the cases that are ``restricted_to``
        others, the persons whom no other live case leads the user to, and the households of none but such persons.

        A case that the user has opened with a reason is not among them, for as long as that holds.
        """

    def consents_for(self, user: str) -> list[Record]:
        """The consents that name a user as their receiver, whatever has become of them."""

    def partners(self) -> set[str]:
        """The users whom any consent names as its receiver."""

    def members(self, household: str) -> set[str]:
        """The persons, not deleted, who belong to a household."""

    def in_scope(self, scope: str, kinds: Collection[str], after: int) -> list[Record]:
        """The records of these kinds in a scope with a larger seq than ``after``, deleted ones included."""

    def reserved(self, ids: Collection[str]) -> set[str]:
        """Those of these ids that name an office or an account, where no record may stand."""

    def erased(self, ids: Collection[str]) -> set[str]:
        """Those of these ids that name a record which is erased, wholly or in part: no change of it
        is taken any more.
        """

    def viewers_of(self, scopes: Iterable[str]) -> set[str]:
        """The users with a present grant on any of these scopes."""

    def write(self, written: Written) -> None:
        """Store everything that a push wrote, and the office's last seq."""

    def page(self, user: str, position: Position, limit: int) -> Page:
        """Up to ``limit`` records that the user may see and has not read, in order of ``(effective, seq)``."""
