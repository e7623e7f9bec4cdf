"""What a register asks for, before anybody looks at what is already on record."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from server.registers.findings import Finding, Findings
from server.registers.headers import known_words
from server.registers.table import Row, Shape, open_table
from sync.fields import Json


@dataclass(frozen=True, slots=True)
class RegisterRecord:
    """A record as a register gives it."""

    kind: str
    id: str
    fields: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file says. In ``wanted`` every record stands once, and after those it refers to."""

    lines: int
    wanted: tuple[RegisterRecord, ...]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> list[Finding]:
        """What could not be read."""
        return [finding for finding in self.findings if finding.severity == "error"]

    @property
    def warnings(self) -> list[Finding]:
        """What was read and looks wrong."""
        return [finding for finding in self.findings if finding.severity == "warning"]

    @property
    def notices(self) -> list[Finding]:
        """What was left out, as it should be."""
        return [finding for finding in self.findings if finding.severity == "notice"]


@dataclass
class RecordCollector:
    """Collects the records that one file asks for, with ids that are the same whenever the same thing is asked for.

    Persons are known by their initials, and 「#2」 for a namesake; every register means the same person by the same.
    """

    office: str
    records: dict[str, RegisterRecord] = field(default_factory=dict)

    def id_of(self, *key: Json) -> str:
        """The id that stands for ``key`` in this office."""
        return str(uuid.uuid5(uuid.UUID(self.office), json.dumps(["register", *key], ensure_ascii=False)))

    def put(self, kind: str, record_id: str, fields: Mapping[str, Json]) -> str:
        """Ask for a record, once."""
        self.records.setdefault(record_id, RegisterRecord(kind, record_id, fields))
        return record_id

    def case_of(self, initials: str, nth: int = 1) -> str:
        """The case of the ``nth`` person with these initials, the person asked for as well.

        A case is left open: a register says that a plan has ended, not why the consultation has.
        """
        identity = initials if nth == 1 else f"{initials}#{nth}"
        person = self.id_of("person", identity)
        known: dict[str, Json] = {"name": initials, "source": "register"}
        if nth > 1:
            known["notes"] = f"名簿の同じ月に、同じ頭文字で載っている{nth}人目の方です。"
        self.put("person", person, known)
        case = self.id_of("case", identity)
        return self.put("case", case, {"person": person, "state": "open", "source": "register"})


@dataclass(frozen=True, slots=True)
class Register:
    """A kind of register. A new one is one more file with one of these in it, and its name in ``REGISTERS``.

    ``words`` are the columns, each with the words by which a list may head it besides its own name. ``place`` puts the
    records that the rows ask for into the collector. ``part_of`` names the part of the register that
    a record's fields stand in, where a record that a corrected file no longer has is withdrawn; ``None`` where nothing
    ever is.
    """

    name: str
    words: Mapping[str, tuple[str, ...]]
    place: Callable[[Sequence[Row], RecordCollector], None]
    part_of: Callable[[Mapping[str, Json]], str | None] = lambda _: None

    def read(self, content: bytes, file: str, office: str) -> Reading:
        """Read a file's content. ``file`` is the name that findings carry."""
        findings = Findings(file)
        shape = Shape(tuple(self.words), known_words(self.words), self.words)
        rows = open_table(content, shape, findings).rows
        collector = RecordCollector(office)
        self.place(rows, collector)
        ordered = sorted(findings.all, key=lambda finding: finding.line)
        return Reading(len(rows), tuple(collector.records.values()), tuple(ordered))
