"""The contents of attachments, on their way in and out: who may, and whether it is the right one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from server.ground.blobs import Blobs
from server.ground.errors import AttachmentUnknown, ContentDiffers, ContentOfAnotherType, NotFound, UnsupportedMediaType
from server.ground.filetypes import HEAD_BYTES, begins_like
from server.ground.installation import installation
from server.services.casework import change_as_server
from server.store import Office, reading, utcnow, writing
from server.store.directory import SessionRow
from server.store.reader import reader_of
from sync.fields import write_moment
from sync.store import Record


@dataclass(frozen=True, slots=True)
class Content:
    """The content of an attachment, as a file, and under which name to save it (on one line)."""

    path: Path
    name: str
    media_type: str


def blobs() -> Blobs:
    """Where contents are kept."""
    return installation().blobs


def receive(who: SessionRow, attachment: str, content: Iterable[bytes], *, media_type: str | None = None) -> int:
    """Keep the content of an attachment. Returns when it is durable and the record says so, with the record's seq then;
    the same content may come any number of times.

    It is taken from whoever may write in its case, and from whoever made the record although they have lost the case
    since: the record was accepted from them. ``media_type`` is what it is said to be, where something is said. Raises
    ``AttachmentUnknown``, ``UnsupportedMediaType``, ``ContentOfAnotherType`` or ``ContentDiffers``.
    """
    with reading(who.office.id) as store:
        record = _live(store, attachment)
        if not (record.created_by == who.user_id or (not who.only_delivers and _sees(store, who, record))):
            raise AttachmentUnknown
    fields = record.fields
    if media_type not in {None, fields["media_type"]}:
        raise UnsupportedMediaType(f"this attachment is {fields['media_type']}")
    described = {name: fields[name] for name in ("media_type", "size", "sha256")}
    keep(who.office.id, attachment, content, **described)
    with writing(who.office.id) as store:
        store.lock()
        if "received_at" not in _live(store, attachment).fields:
            now = utcnow()
            received = {"received_at": write_moment(now)}
            change_as_server(store, "attachment", attachment, received, by=who.user_id, role=who.role, now=now)
        return _live(store, attachment).seq


def keep(office: str, attachment: str, content: Iterable[bytes], *, media_type: str, size: int, sha256: str) -> None:
    """Keep a content that is as described. Raises ``ContentDiffers`` or ``ContentOfAnotherType``, with nothing kept."""
    if not blobs().keep(office, attachment, content, size=size, sha256=sha256, check=_begins_like(media_type)):
        raise ContentDiffers


def content_of(who: SessionRow, attachment: str) -> Content:
    """The content of an attachment, for whoever sees its case.

    Raises ``AttachmentUnknown``, and ``NotFound`` where the content has not come yet.
    """
    with reading(who.office.id) as store:
        record = _live(store, attachment)
        if not _sees(store, who, record):
            raise AttachmentUnknown
    path = blobs().path(who.office.id, attachment)
    if path is None:
        raise NotFound("the content has not come yet")
    return Content(path, " ".join(record.fields["name"].split()), record.fields["media_type"])


def _begins_like(media_type: str) -> Callable[[Path], None]:
    def look(file: Path) -> None:
        with file.open("rb") as opened:
            head = opened.read(HEAD_BYTES)
        if not begins_like(media_type, head):
            raise ContentOfAnotherType(f"this does not begin like a file of type {media_type}")

    return look


def _live(store: Office, attachment: str) -> Record:
    record = store.records.by_id([attachment]).get(attachment)
    if record is None or record.kind != "attachment" or record.deleted:
        raise AttachmentUnknown
    return record


def _sees(store: Office, who: SessionRow, record: Record) -> bool:
    """Whether somebody sees the case of an attachment; of a case that was removed, nobody."""
    reader = reader_of(who.user_id, who.role)
    return reader.sensitive and store.as_seen_by(reader).record(record.id, "attachment") is not None
