"""The whole office in one archive, and back into an office that has no records yet."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import IO, Final

from marshmallow import ValidationError

from server.ground.blobs import Blobs
from server.ground.trail import Act, Noted
from server.imports.files import (
    CONTENTS,
    EXPLAINED,
    ID,
    KINDS_IN_FILES,
    README,
    cell_of,
    columns_of,
    fields_of,
    file_of,
    table_rows,
    table_text,
)
from server.imports.judging import NewRecord
from server.imports.running import Progress, importer_of, write
from server.store import Office, Seen, utcnow, writing
from server.store.reader import THE_OFFICE
from sync.fields import Elements, Id, Json, canonical_id
from sync.records import KINDS
from sync.store import Record

WHOLE: Final = "office"
"""What the trail and the command call it."""

_LARGEST_TABLE: Final = 1 << 30


class NoArchive(ValueError):
    """This is no archive of an office, or a damaged one."""


class NotEmpty(Exception):
    """The office has records already: an archive is taken into an empty one."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came back: how many records of each kind, and how many contents of attachments."""

    records: Mapping[str, int]
    contents: int


def pack(store: Office, seen: Seen, blobs: Blobs, target: IO[bytes]) -> Mapping[str, int]:
    """Write every record that a reader sees into an archive, with the contents of the attachments among them, and note
    that in the trail. What names a record that is not in it comes without that name, or where it must have it not at
    all. Returns how many records there are of each kind.
    """
    records = _closed({record.id: record for kind in KINDS_IN_FILES for record in seen.of_kind(kind)})
    counts = {kind: sum(record.kind == kind for record in records.values()) for kind in KINDS_IN_FILES}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(README, EXPLAINED)
        for kind in KINDS_IN_FILES:
            columns = columns_of(kind)[1:]
            rows = (
                [record.id, *(cell_of(record.fields.get(name)) for name in columns)]
                for record in records.values()
                if record.kind == kind
            )
            archive.writestr(file_of(kind), table_text([ID, *columns], rows))
        for record in records.values():
            path = blobs.path(store.id, record.id) if record.kind == "attachment" else None
            if path is not None:
                archive.write(path, f"{CONTENTS}{record.id}", zipfile.ZIP_STORED)
    store.trail.note(Noted(Act.EXPORTED, details={"list": WHOLE, "records": len(records)}))
    return counts


def unpack(office: str, content: bytes, blobs: Blobs, progress: Progress = lambda done, of: None) -> TakenIn:
    """Take an archive into an office that has no records, all of it in one transaction or nothing. Raises
    ``NoArchive``, ``NotEmpty``, and ``running.NotTaken``.
    """
    now = utcnow()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, writing(office) as store:
            store.lock()
            if store.cases.known() or store.as_seen_by(THE_OFFICE).persons.all():
                raise NotEmpty
            records = _in_order(list(_read(archive)))
            author = importer_of(store, now)
            records = [each for each in records if each.id != author.user]
            write(store, replace(author, brought_by=None), records, now, progress)
            store.trail.note(Noted(Act.IMPORTED, details={"sort": WHOLE, "records": len(records)}))
            contents = _keep(archive, records, office, blobs)
    except (zipfile.BadZipFile, zlib.error, KeyError, UnicodeDecodeError, EOFError) as error:
        raise NoArchive(str(error)) from error
    counts = {kind: sum(each.kind == kind for each in records) for kind in KINDS_IN_FILES}
    return TakenIn(counts, contents)


def _closed(records: Mapping[str, Record]) -> dict[str, Record]:
    """The records without what names anything that is not among them."""
    left = dict(records)
    while lost := {id_ for id_, record in left.items() if _must_name_missing(record, left)}:
        left = {id_: record for id_, record in left.items() if id_ not in lost}
    return {id_: replace(record, fields=_without_missing(record, left)) for id_, record in left.items()}


def _must_name_missing(record: Record, there: Mapping[str, Record]) -> bool:
    kind = KINDS[record.kind]
    return any(name in kind.required and record.fields.get(name) not in there for name in kind.references)


def _without_missing(record: Record, there: Mapping[str, Record]) -> dict[str, Json]:
    references = KINDS[record.kind].references
    return {name: value for name, value in record.fields.items() if name not in references or value in there}


def _read(archive: zipfile.ZipFile) -> Iterator[NewRecord]:
    names = set(archive.namelist())
    if file_of("person") not in names:
        raise NoArchive("there is no person.csv")
    for kind in KINDS_IN_FILES:
        if file_of(kind) not in names:
            continue
        if archive.getinfo(file_of(kind)).file_size > _LARGEST_TABLE:
            raise NoArchive(f"{file_of(kind)} is too large")
        try:
            for row in table_rows(archive.read(file_of(kind)).decode("utf-8-sig")):
                yield NewRecord(kind, canonical_id(row[ID]), _said_of_all(kind) | fields_of(kind, row))
        except (ValueError, ValidationError) as error:
            raise NoArchive(f"{file_of(kind)}: {error}") from error


def _said_of_all(kind: str) -> dict[str, Json]:
    """That a record has none of the server's fields but those in its row: as a new one it would be given some."""
    return {name: None for name, rule in KINDS[kind].merge_rules.items() if rule == "server"}


def _in_order(records: Sequence[NewRecord]) -> list[NewRecord]:
    """The records, each after those that it names."""
    there = {record.id for record in records}
    left, placed = list(records), set[str]()
    ordered: list[NewRecord] = []
    while left:
        ready = [each for each in left if all(id_ in placed or id_ not in there for id_ in _named(each) - {each.id})]
        if not ready:
            raise NoArchive("records name each other in a circle")
        ordered += ready
        placed |= {each.id for each in ready}
        left = [each for each in left if each.id not in placed]
    return ordered


def _named(record: NewRecord) -> set[str]:
    kind, named = KINDS[record.kind], set[str]()
    for name, value in record.fields.items():
        declared = kind.fields[name]
        inner = declared.inner if isinstance(declared, Elements) else declared
        if isinstance(inner, Id) and inner.refers_to is not None:
            named |= set(value) if isinstance(value, list) else {value}
    return named


def _keep(archive: zipfile.ZipFile, records: Sequence[NewRecord], office: str, blobs: Blobs) -> int:
    """Keep the contents of the attachments. Returns how many there were; one that is not the right one is left out, as
    its record tells from then on.
    """
    names, kept = set(archive.namelist()), 0
    for record in records:
        if record.kind == "attachment" and (name := f"{CONTENTS}{record.id}") in names:
            with archive.open(name) as content:
                described = {"size": record.fields["size"], "sha256": record.fields["sha256"]}
                kept += blobs.keep(office, record.id, iter(lambda: content.read(1 << 16), b""), **described)
    return kept
