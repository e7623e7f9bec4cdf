"""The matrix kind × viewer: who has a record of each kind on their phone follows from the kind's scope, on every store.

A new kind is in it by itself.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from sync.changes import Author
from sync.fields import Json
from sync.kinds import OFFICE_SCOPE, Kind
from sync.records import KINDS
from tests.sync.offices import SATO, SERVER, SUZUKI, Office
from tests.sync.values import Values


@dataclass
class World:
    """An office with a record of every kind; what is about a client is in the charge of ``SATO``, and what is personal
    is theirs. ``ids`` are the records by kind.
    """

    office: Office
    ids: dict[str, str] = field(default_factory=lambda: {"staff": SATO.user})
    values: Values = field(init=False)

    def fill(self) -> None:
        """Write a record of each kind, those first that others name."""
        words = (f"語{number}" for number in itertools.count())
        self.values = Values(random.Random(0), lambda: next(words), self.office.new_id, self.find)
        self.write(KINDS["household"])
        self.write(KINDS["person"], household=self.ids["household"])
        self.write(KINDS["case"], person=self.ids["person"], state="open", main_worker=SATO.user)
        for kind in KINDS:
            self.find(kind)

    def write(self, kind: Kind, **given: Json) -> None:
        """Write a record with what it cannot do without."""
        fields = {name: self.values.value(kind.fields[name]) for name in sorted(kind.required - given.keys())} | given
        if kind.scope in kind.fields and kind.references.get(kind.scope) is None:
            fields[kind.scope] = self.ids["case"]
        if kind.name == "support":
            fields["started_at"] = "2026-11-21T00:30:00Z"
        if kind.name == "outing":
            fields |= {"started_at": "2026-11-21T00:30:00Z", "expected_end": "2026-11-21T01:30:00Z"}
        if kind.name == "consent":
            fields |= {"agency": "見本の機関", "form": "signed_on_paper", "given_by": "self"}
            fields |= dict.fromkeys(("given_on", "begins_on", "ends_on"), "2026-11-21")
        self.ids[kind.name] = self.office.create(SERVER, kind.name, **fields).id

    def find(self, kind: str) -> Sequence[str]:
        """The one record of a kind. It is written now where there is none."""
        if kind not in self.ids:
            self.write(KINDS[kind])
        return [self.ids[kind]]

    def kinds_of(self, viewer: Author) -> set[str]:
        """The kinds of which a phone has the record."""
        pulled = {record.id for record in self.office.pull(viewer).records}
        return {kind for kind, record in self.ids.items() if record in pulled}


class VisibilityContract:
    """Mixed into ``StoreContract``."""

    def test_a_record_of_every_kind_is_seen_by_whom_its_scope_says(self, office: Office) -> None:
        world = World(office)
        world.fill()
        of_the_office = {kind.name for kind in KINDS.values() if kind.scope == OFFICE_SCOPE}
        personal = {kind.name for kind in KINDS.values() if kind.is_personal}
        of_clients = {kind.name for kind in KINDS.values() if kind.is_about_a_client}
        assert world.kinds_of(SATO) == KINDS.keys()
        assert world.kinds_of(SUZUKI) == of_the_office
        office.assign(world.ids["case"], SUZUKI.user, [])
        assert world.kinds_of(SATO) == of_the_office | personal
        assert world.kinds_of(SUZUKI) == of_the_office | of_clients
