"""Everything about one person, to be given to them (開示請求): their cases and what stands there, with its history, who
looked at it, and the files.

The household is in it, since it is about them as well; whoever hands the file over sees to what it says of others.
"""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from server.ground.blobs import Blobs
from server.ground.trail import Act, Noted
from server.language.words import Words
from server.office.trail import DISCLOSURE_REASONS, LOOKS, looked_at
from server.store import Office
from server.store.trail import TrailFilter
from sync.fields import write_moment
from sync.store import Entry, Record

_MOST_LOOKS: Final = 100_000
_ENDINGS: Final = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}


@dataclass(frozen=True, slots=True)
class RecordWithHistory:
    """A record with its history, oldest change first."""

    record: Record
    history: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class AttachmentFile:
    """An attachment: its ``name``, the name of its ``file`` in what is handed over, and the ``path`` of its content
    here; ``None`` where the content is not here.
    """

    id: str
    name: str
    file: str
    path: Path | None


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Everything about a person. Each of ``looks`` says when, who and what, in words."""

    case: str
    person: str | None
    records: Sequence[RecordWithHistory]
    attachments: Sequence[AttachmentFile]
    looks: Sequence[tuple[str, str, str]]

    @property
    def ids(self) -> set[str]:
        """The ids that stand in the records."""
        values = (value for each in self.records for value in each.record.fields.values())
        return {each for value in values for each in _texts(value)}

    def of(self, *kinds: str) -> list[RecordWithHistory]:
        """The records of some kinds, in the order in which they were made."""
        return [each for each in self.records if each.record.kind in kinds]

    def rest(self, *kinds: str) -> list[RecordWithHistory]:
        """The records of all other kinds."""
        return [each for each in self.records if each.record.kind not in kinds]


def gather(store: Office, case: str, words: Words, blobs: Blobs) -> Disclosure | None:
    """Everything about the person of a case; ``None`` where there is no such case."""
    unit = store.candidates.unit_of(case)
    own = next((each for each in unit.cases if each.id == case), None) if unit else None
    if unit is None or own is None:
        return None
    cases = [each.id for each in unit.cases if each.id == case or (own.person and each.person == own.person)]
    person = store.records.by_id([own.person]).get(own.person) if own.person else None
    household = person.fields.get("household") if person else None
    scopes = {*cases, *([own.person] if own.person else []), *([household] if household else [])}
    about = {row.id for row in store.erasing.in_scopes(scopes)}
    about |= {row.id for row in store.erasing.of_members(about)}
    records = store.records.by_id(about)
    with_histories = [
        RecordWithHistory(record, store.records.entries_after(record.id, 0))
        for record in sorted(records.values(), key=_made)
    ]
    looks = store.trail.all(TrailFilter(what=LOOKS, scopes=tuple(sorted(scopes))), most=_MOST_LOOKS)
    seen = [(words.moment(row.at), words.name(row.actor), looked_at(row, words)) for row in looks]
    return Disclosure(case, own.person, with_histories, list(_attachments(store.id, records.values(), blobs)), seen)


def note(store: Office, disclosed: Disclosure, reason: str) -> None:
    """Note it in the trail, before the file goes out. Raises ``ValueError`` for a reason that is not one of
    ``DISCLOSURE_REASONS``.
    """
    if reason not in DISCLOSURE_REASONS:
        raise ValueError("a reason of the list")
    details = {"records": len(disclosed.records), "attachments": len(disclosed.attachments)}
    store.trail.note(Noted(Act.DISCLOSED, "case", disclosed.case, scope=disclosed.case, reason=reason, details=details))


def write(disclosed: Disclosure, page: str, target: IO[bytes], words: Words, now: dt.datetime) -> None:
    """Write the file: a page to be read and printed, the same as data, and the attachments."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", page)
        archive.writestr("data.json", json.dumps(as_data(disclosed, words, now), ensure_ascii=False, indent=1))
        for attachment in disclosed.attachments:
            if attachment.path is not None:
                archive.write(attachment.path, attachment.file, zipfile.ZIP_STORED)


def as_data(disclosed: Disclosure, words: Words, now: dt.datetime) -> dict[str, Any]:
    """Everything as JSON: the fields as they are stored, and who wrote what when."""
    files = {
        attachment.id: {"file": attachment.file if attachment.path else None} for attachment in disclosed.attachments
    }
    return {
        "made_at": write_moment(now),
        "person": disclosed.person,
        "records": [
            {
                "kind": each.record.kind,
                "id": each.record.id,
                "deleted": each.record.deleted,
                "fields": dict(each.record.fields),
                "names": _names(each.record.fields, words),
                "history": [
                    {"at": entry.received_at, "by": words.name(entry.author), "before": dict(entry.before)}
                    | {"after": dict(entry.after)}
                    for entry in each.history
                ],
                **files.get(each.record.id, {}),
            }
            for each in disclosed.records
        ],
        "looks": [{"at": at, "who": who, "what": what} for at, who, what in disclosed.looks],
    }


def _attachments(office: str, records: Iterable[Record], blobs: Blobs) -> Iterator[AttachmentFile]:
    attachments = sorted((each for each in records if each.kind == "attachment"), key=_made)
    for number, record in enumerate(attachments, 1):
        ending = _ENDINGS.get(str(record.fields.get("media_type")), "bin")
        name, path = str(record.fields.get("name", "")), blobs.path(office, record.id)
        yield AttachmentFile(record.id, name, f"attachments/{number:03}.{ending}", path)


def _made(record: Record) -> str:
    return record.id


def _names(fields: Mapping[str, Any], words: Words) -> dict[str, str]:
    """What the ids in some fields stand for, as far as they have names."""
    ids = (each for value in fields.values() for each in _texts(value))
    return {each: words.names[each] for each in ids if each in words.names}


def _texts(value: Any) -> list[str]:
    return (
        [value]
        if isinstance(value, str)
        else [each for each in value if isinstance(each, str)]
        if isinstance(value, list)
        else []
    )
