"""What clients have agreed to share, as pages show it, and taking note of a withdrawal."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import LazyString, gettext, lazy_gettext

from server.ground.filetypes import HEAD_BYTES, type_of
from server.ground.ids import new_id
from server.services import casework
from server.store import Office, Seen
from server.store.cases import CaseRow
from server.store.directory import SessionRow
from sync.changes import Result
from sync.consents import SHARING, State, state
from sync.fields import NAME_LENGTH, Json
from sync.plain import canonical_text
from sync.records.attachment import LARGEST_BYTES
from sync.store import Record

WORDS: Final[Mapping[State, LazyString]] = {
    "in_force": lazy_gettext("in force"),
    "ends_soon": lazy_gettext("ends soon"),
    "not_begun": lazy_gettext("not begun yet"),
    "ended": lazy_gettext("ended"),
    "replaced": lazy_gettext("ended (replaced by a newer consent)"),
    "withdrawn": lazy_gettext("withdrawn"),
}
SHAPES: Final[Mapping[State, str]] = {"in_force": "done", "ends_soon": "due", "not_begun": "waiting"}
"""How the states are marked; those that are over, plainly."""

WITHDRAWAL: Final = ("withdrawn_on", "withdrawn_by", "note")


@dataclass(frozen=True, slots=True)
class ConsentFile:
    """A consent with its case and where it stands today. ``signature`` is the attachment with what was signed on the
    screen, ``papers`` are those with what was signed by hand, the first one first.
    """

    record: Record
    case: CaseRow
    state: State
    signature: Record | None
    papers: Sequence[Record]

    @property
    def open(self) -> bool:
        """Whether it can still be withdrawn."""
        return self.state in SHARING or self.state == "not_begun"


def consents_in(seen: Seen, case: str, today: dt.date) -> Sequence[tuple[Record, State]]:
    """The consents of a case with their states, the one that was given last first."""
    consents = seen.in_case(case, ["consent"]) if seen.reader.sensitive else []
    others = [(record.id, record.fields) for record in consents]
    ordered = sorted(
        consents, key=lambda each: (each.fields["given_on"], each.fields["begins_on"], each.id), reverse=True
    )
    return [(record, state(record.id, record.fields, others, today)) for record in ordered]


def consent_file(seen: Seen, consent: str, today: dt.date) -> ConsentFile | None:
    """A consent, as far as the reader may see it."""
    record = seen.record(consent, "consent")
    case = None if record is None else seen.cases.by_id([record.scope]).get(record.scope)
    if record is None or case is None:
        return None
    states = {each.id: stands for each, stands in consents_in(seen, record.scope, today)}
    signature = record.fields.get("signature")
    signed = None if signature is None else seen.record(signature, "attachment")
    attachments = seen.in_case(record.scope, ["attachment"])
    about = [each for each in attachments if each.fields.get("about") == consent and each.id != signature]
    return ConsentFile(record, case, states[record.id], signed, sorted(about, key=lambda each: each.id))


def attach_paper(
    store: Office, who: SessionRow, file: ConsentFile, name: str, content: bytes, now: dt.datetime
) -> str | None:
    """Write the record of a paper that was signed by hand, a photo or a PDF. Returns its id, under which the content is
    received; ``None`` where it is of no type or size that is taken. Raises ``casework.ChangeRejected``.
    """
    media_type = type_of(content[:HEAD_BYTES])
    if media_type is None or len(content) > LARGEST_BYTES:
        return None
    sha256 = hashlib.sha256(content).hexdigest()
    same = [each for each in file.papers if each.fields["sha256"] == sha256]
    if same:
        return same[0].id
    attachment = new_id()
    fields: dict[str, Json] = {
        "case": file.case.id,
        "about": file.record.id,
        "name": canonical_text(name, line=True)[:NAME_LENGTH] or gettext("Signed paper"),
        "media_type": media_type,
        "size": len(content),
        "sha256": sha256,
    }
    casework.change_record(store, who, "attachment", attachment, fields, seen=None, now=now)
    return attachment


def withdraw(store: Office, who: SessionRow, consent: Record, fields: Mapping[str, Json], now: dt.datetime) -> Result:
    """Take note that a consent is withdrawn: nothing is shared by it any more. Raises ``casework.ChangeRejected``."""
    return casework.change_record(store, who, "consent", consent.id, fields, seen=consent.head, now=now)
