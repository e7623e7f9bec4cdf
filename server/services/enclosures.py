"""The contents of attachments that a phone handed over without being able to read them: opened, and kept as they are.

Such a content lies on its phone under a key of its own, and that key is sealed for the office as an envelope is
(``server.services.outbox``). So what is asked of a content that comes in the open is asked here: the record says how
long it is and what its digest is, and whose it is. Where the change that makes the record is held, the content is held
with it, until a supervisor has put the one in its place and thereby the other.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import GCM

from server.ground.base64url import read_base64url
from server.ground.errors import AppError, AttachmentUnknown, ContentDiffers, ContentOfAnotherType
from server.ground.outbox_keys import Unopenable
from server.services.attachments import blobs, keep, receive
from server.services.outbox import ERASED, HELD_FOR_A_PERSON, TOO_MUCH_HELD, UNREADABLE, open_sealed
from server.store import Office, reading
from server.store.directory import SessionRow
from server.store.recovery import WaitingRow
from sync.codes import CODE_LISTS
from sync.records.attachment import LARGEST_BYTES

SEALED_BYTES: Final = 28
"""By how much a sealed content is longer than it was: a nonce of 12 bytes before it, a tag of 16 behind it."""

RECEIVED: Final = "received"
DELETED: Final = "record_deleted"
CODES: Final = (
    *(RECEIVED, HELD_FOR_A_PERSON, ERASED, DELETED),
    *(UNREADABLE, AttachmentUnknown.code, ContentDiffers.code, ContentOfAnotherType.code, TOO_MUCH_HELD),
)
"""What a sealed content may be answered with."""

MOST_HELD: Final = 200
"""How many contents are held of one phone. What is more waits on the phone alone."""

_PURPOSE: Final = "banso-content-1"
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_KEY_BYTES: Final = 32
_PART_BYTES: Final = 64 << 10
_PARTS: Final = 3


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a sealed content. With ``taken`` the phone may let go of it; ``code`` is one of ``CODES``."""

    taken: bool
    code: str


def take_content(who: SessionRow, attachment: str, sealed_key: str, sealed: Iterable[bytes]) -> Taken:
    """Take the content of an attachment, of which ``sealed`` are the parts as they lay on the phone. ``sealed_key`` is
    the id of the office's key, HPKE's encapsulated key and the sealed key, the latter two in base64url, with dots
    between them.
    """
    key = _key(who, attachment, sealed_key)
    if key is None:
        return Taken(False, UNREADABLE)
    try:
        return _take(who, attachment, opened(key, attachment, sealed))
    except (ContentDiffers, ContentOfAnotherType) as differs:
        return Taken(False, differs.code)
    except Unopenable:
        return Taken(False, UNREADABLE)


def _take(who: SessionRow, attachment: str, content: Iterable[bytes]) -> Taken:
    try:
        receive(who, attachment, content)
    except AttachmentUnknown:
        return _hold(who, attachment, content)
    return Taken(True, RECEIVED)


def put_in_place(who: SessionRow, changes: Iterable[Mapping[str, Any]]) -> None:
    """Take the contents that were held with some changes that are held no longer, as those of their records."""
    for change in changes:
        path = held_path(who.office.id, change)
        if path is None:
            continue
        try:
            receive(who, path.name, _parts_of(path))
        except AppError:
            path.unlink(missing_ok=True)


def held_path(office: str, change: Mapping[str, Any]) -> Path | None:
    """The file of the content that is held with a change, which may be anything; ``None`` where there is none."""
    record = change.get("record")
    if change.get("kind") != "attachment" or change.get("base") is not None or not _is_id(record):
        return None
    return blobs().path(office, str(record))


def drop_held(store: Office, changes: Iterable[Mapping[str, Any]]) -> int:
    """Drop the contents that were held with some changes, of which nothing is kept any more. Returns how many."""
    paths = {path.name: path for change in changes if (path := held_path(store.id, change)) is not None}
    orphans = paths.keys() - store.records.by_id(list(paths)).keys()
    return sum(blobs().drop(store.id, orphan) for orphan in orphans)


def opened(key: bytes, attachment: str, sealed: Iterable[bytes]) -> Iterator[bytes]:
    """A content as it was taken, part by part. Raises ``Unopenable``, at its end at the latest, where it is not what
    was sealed under ``key`` as the content of this attachment.
    """
    decryptor, rest = None, b""
    for part in sealed:
        rest += part
        if decryptor is None and len(rest) >= _NONCE_BYTES:
            decryptor = Cipher(AES256(key), GCM(rest[:_NONCE_BYTES])).decryptor()
            decryptor.authenticate_additional_data(f"contents/{attachment}".encode())
            rest = rest[_NONCE_BYTES:]
        if decryptor is not None and len(rest) > _TAG_BYTES:
            yield decryptor.update(rest[:-_TAG_BYTES])
            rest = rest[-_TAG_BYTES:]
    if decryptor is None or len(rest) != _TAG_BYTES:
        raise Unopenable
    try:
        yield decryptor.finalize_with_tag(rest)
    except InvalidTag as error:
        raise Unopenable from error


def _key(who: SessionRow, attachment: str, sealed_key: str) -> bytes | None:
    parts = sealed_key.split(".")
    if len(parts) != _PARTS:
        return None
    key_id, enc, sealed = parts[0], read_base64url(parts[1]), read_base64url(parts[2])
    if enc is None or sealed is None:
        return None
    info = "\n".join((_PURPOSE, who.office.id, who.user_id, attachment)).encode()
    key = open_sealed(who.office.id, key_id, enc, sealed, info)
    return key if key is not None and len(key) == _KEY_BYTES else None


def _hold(who: SessionRow, attachment: str, content: Iterable[bytes]) -> Taken:
    """Keep a content whose record is not here with the change that would make it, where that is held."""
    with reading(who.office.id) as store:
        if store.records.erased({attachment}):
            return Taken(True, ERASED)
        record = store.records.by_id([attachment]).get(attachment)
        held = store.recovery.held_about(who.user_id, attachment)
        beside = store.recovery.held_with(held[0]) if held else []
    described = _description(held)
    if record is not None and record.deleted and record.created_by == who.user_id:
        return Taken(True, DELETED)
    if record is not None or described is None:
        return Taken(False, AttachmentUnknown.code)
    if _held_contents(who.office.id, beside) >= MOST_HELD:
        return Taken(False, TOO_MUCH_HELD)
    media_type, size, sha256 = described
    keep(who.office.id, attachment, content, media_type=media_type, size=size, sha256=sha256)
    return Taken(True, HELD_FOR_A_PERSON)


def _description(held: Sequence[WaitingRow]) -> tuple[str, int, str] | None:
    """Media type, size and digest of an attachment as the held change says that makes it; ``None`` where none does."""
    for row in held:
        change = json.loads(row.body)
        fields = change.get("fields")
        if change.get("kind") != "attachment" or change.get("base") is not None or not isinstance(fields, dict):
            continue
        media_type, size, sha256 = fields.get("media_type"), fields.get("size"), fields.get("sha256")
        if media_type in CODE_LISTS["media_type"] and isinstance(size, int) and isinstance(sha256, str):
            return (media_type, size, sha256) if size <= LARGEST_BYTES else None
    return None


def _held_contents(office: str, rows: Iterable[WaitingRow]) -> int:
    return sum(held_path(office, json.loads(row.body)) is not None for row in rows)


def _parts_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while part := file.read(_PART_BYTES):
            yield part


def _is_id(text: object) -> bool:
    """Whether something is an id in its canonical spelling, and so a name that leads nowhere else."""
    try:
        return isinstance(text, str) and str(uuid.UUID(text)) == text
    except ValueError:
        return False
