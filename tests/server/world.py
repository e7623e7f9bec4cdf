"""An office with a record of every kind, in whose every text stands a word that stands nowhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from marshmallow import fields as marshmallow_fields

from server.ground.ids import new_id
from server.services.casework import change_as_server
from server.store import utcnow, writing
from sync.fields import Anything, Clock, Code, Count, Day, Digest, Due, Elements, Flag, Id, Json, Moment, Plain
from sync.kinds import Kind
from sync.records import KINDS
from tests.server.people import OfficeUnderTest

Place = tuple[str, str]
"""A kind and one of its fields."""

_ESCAPED: Final = re.compile(r"\\u([0-9a-f]{4})")

CHOSEN: Final[Mapping[Place, Json]] = {
    ("case", "state"): "open",
    ("case", "closed_on"): None,
    ("case", "closure"): None,
    ("case", "opened_on"): "2026-04-01",
    ("case", "restricted_to"): None,
    ("support", "method"): "visit",
    ("support", "outcome"): "met",
    ("support", "met"): ["person"],
    ("support", "review"): "unread",
    ("support", "ended_at"): "2026-11-20T02:00:00Z",
    ("support", "removal_asked"): None,
    ("appointment", "state"): "planned",
    ("appointment", "series"): None,
    ("appointment", "occurrence"): None,
    ("appointment", "starts_at"): "2099-01-10T01:00:00Z",
    ("appointment", "ends_at"): "2099-01-10T02:00:00Z",
    ("series", "until"): None,
    ("plan", "evaluated"): None,
    ("plan", "evaluation"): None,
    ("plan", "result"): None,
    ("plan", "follows"): None,
    ("plan", "signature"): None,
    ("plan", "agreed_to"): None,
    ("meeting", "held_at"): "2099-01-20T05:00:00Z",
    ("task", "done_on"): None,
    ("absence", "until"): None,
    ("outing", "ended_at"): None,
    ("outing", "safe_at"): None,
    ("outing", "answered_by"): None,
    ("outing", "answered_at"): None,
    ("outing", "expected_end"): "2026-11-20T02:00:00Z",
    ("conflict", "about_kind"): "support",
    ("conflict", "field"): "place",
    ("conflict", "state"): "open",
    ("attachment", "received_at"): None,
    ("consent", "receiver"): None,
    ("consent", "ends_on"): "2099-03-31",
    ("consent", "withdrawn_on"): None,
    ("consent", "withdrawn_by"): None,
    ("consent", "withdrawn_at"): None,
    ("consent", "withdrawal_noted_by"): None,
}
"""Where the first value that comes to mind would hide the record, or break a rule."""

PLAINLY: Final[Mapping[type, Json]] = {
    Flag: True,
    Count: 1,
    Moment: "2026-11-20T01:00:00Z",
    Day: "2026-11-20",
    Due: "2026-11-20",
    Clock: "09:30",
    Digest: "0" * 64,
}
"""A value for each type in which no word can stand. A type that is not here stops the test."""


def _new_ids() -> dict[str, str]:
    """An id for a record of each kind, and for a second note."""
    return {kind: new_id() for kind in (*KINDS, "twin") if kind != "staff"}


@dataclass
class World:
    """An office with a record of each kind. ``words`` says where each word stands, ``ids`` are the records by kind."""

    office: OfficeUnderTest
    ids: dict[str, str] = field(default_factory=_new_ids)
    device: str = field(default_factory=new_id)
    words: dict[str, Place] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)

    def fill(self) -> None:
        """Write the records."""
        by = self.office.users["manager"]
        with self.office.app.app_context(), writing(self.office.id) as store:
            for kind in sorted(self.ids.keys() - {"twin"}, key=_place_of):
                change_as_server(store, kind, self.ids[kind], self.values(KINDS[kind]), by=by, now=utcnow())
                self.made.add(kind)
            # A second note of the same visit, for the page that shows two beside each other.
            colleague = self.office.users["supervisor"]
            twin = self.values(KINDS["support"]) | {"worker": colleague, "author": colleague}
            twin |= dict.fromkeys(("appointment", "outing", "not_double_of"))
            change_as_server(store, "support", self.ids["twin"], twin, by=by, now=utcnow())
        self.office.client("worker", device=self.device)

    def values(self, kind: Kind) -> dict[str, Json]:
        """A value for every field of a kind."""
        found = {name: self.value(kind, name, declared) for name, declared in kind.fields.items() if name != "deleted"}
        return {name: value for name, value in found.items() if value is not None}

    def value(self, kind: Kind, name: str, declared: marshmallow_fields.Field[Any]) -> Json:
        """A value for one field; in a text, a word of its own."""
        if (kind.name, name) in CHOSEN:
            return CHOSEN[kind.name, name]
        if isinstance(declared, Elements):
            element = self.value(kind, name, declared.inner)
            return None if element is None else [element]
        if isinstance(declared, Plain | Anything):
            word = f"語{len(self.words):04d}号"
            self.words[word] = (kind.name, name)
            return {"purpose": word} if name == "proposed_with" else word
        if isinstance(declared, Code):
            return min(declared.codes)
        if isinstance(declared, Id):
            return self.reference(kind.name, name, declared.refers_to)
        return next(value for type_, value in PLAINLY.items() if isinstance(declared, type_))

    def reference(self, kind: str, name: str, refers_to: str | None) -> Json:
        """Another record of this world: a colleague is the worker, what a record is about is the note."""
        if name == "attachments":
            return self.ids["attachment"]
        if refers_to == "staff" or name == "subject":
            return self.office.users["worker"]
        if name == "scope" or (kind == "notice" and name == "case"):
            return self.ids["case"]
        if name in {"about", "support"}:
            return self.ids["support"]
        return self.ids[refers_to] if refers_to in self.made else None

    def seen(self, text: str) -> set[Place]:
        """The fields whose words stand in a text, plainly or as JSON may spell them."""
        spelled = text + (_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "\\u" in text else "")
        return {place for word, place in self.words.items() if word in spelled}


def _place_of(kind: str) -> int:
    """Where a kind stands among the others: what is referred to comes first."""
    first = ("household", "person", "case", "series", "appointment", "meeting", "outing", "plan", "support")
    return first.index(kind) if kind in first else len(first)
