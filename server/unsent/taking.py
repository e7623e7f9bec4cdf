"""Taking a file in: each change and each photo is answered by itself, and doing it again changes nothing.

What is in the file is its author's, as late work: it is taken where the author could write it by what the office knows
of them and of their phone. Whoever brought it is written beside every change.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from server.ground.errors import AppError, ContentOfAnotherType
from server.ground.filetypes import HEAD_BYTES, begins_like
from server.ground.ids import new_id
from server.ground.trail import Act, Detail, Noted
from server.reminders.events import exchanged
from server.services.attachments import blobs, receive
from server.services.delivering import last_field_role
from server.services.enclosures import put_in_place
from server.services.refusals import write_refusal
from server.store import Office, Unavailable, reading, writing
from server.store.accounts import UserRow
from server.store.directory import OfficeRow, SessionRow
from server.store.incidents import log_incident
from server.store.recovery import WaitingRow
from server.unsent.file import Draft, UnreadableFile, UnsentAttachment, UnsentFile
from sync.changes import Author, Malformed, Result, read_change
from sync.exchange import push

_PASSES: Final = 10
"""How often what waits for something later in the file is tried again. Phones write files in the order of making."""


class _OnlyTried(Exception):
    """Rolls back what was only tried."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one change. ``status`` is that of the result, or ``already_here``."""

    change: Any
    status: str
    result: Result


@dataclass(frozen=True, slots=True)
class AttachmentFate:
    """What became of an attachment: ``kept``, ``already_here``, ``refused`` (``code`` says why), ``of_a_draft``."""

    attachment: UnsentAttachment
    status: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of a file. Drafts are nobody's records: somebody reads them."""

    author: UserRow
    changes: tuple[Fate, ...]
    attachments: tuple[AttachmentFate, ...]
    drafts: tuple[Draft, ...]

    @property
    def refused(self) -> bool:
        """Whether anything of the file is not with the office now."""
        return any(fate.status in {"rejected", "waiting"} for fate in self.changes) or any(
            fate.status == "refused" for fate in self.attachments
        )


def bring(office: OfficeRow, file: UnsentFile, *, by: str, now: dt.datetime) -> Brought:
    """Take a file in, on account of the user ``by`` (or ``BY_COMMAND``). Raises ``UnreadableFile`` for a file of
    somebody whom the office does not have.
    """
    with reading(office.id) as store:
        user, author = _author(store, file, by)
        known = _known(store, file)

    def take(change: Any) -> Result:
        try:
            with writing(office.id) as store:
                return _push(store, author, change, now)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - whatever one change breaks must not keep the others out
            return Result(_id_of(change), "rejected", code="internal", incident=log_incident(error))

    fates = _fates(file.changes, _in_order(file.changes, take), known)
    who = _delivering(office, user)
    brought = Brought(user, fates, tuple(_keep(who, attachment) for attachment in file.attachments), file.drafts)
    _note(office, brought, "taken")
    return brought


def bring_held(office: OfficeRow, rows: Sequence[WaitingRow], *, by: str, now: dt.datetime) -> Brought:
    """Take in changes of one author and phone that came sealed and are held, as if they had come in a file, and with
    them the contents that are held. Why one is refused stands with it.
    """
    first = rows[0]
    changes = tuple(json.loads(row.body) for row in rows)
    file = UnsentFile(first.author, "", office.id, first.device, "", changes, (), ())
    brought = bring(office, file, by=by, now=now)
    here = [fate.change for fate in brought.changes if fate.status not in {"rejected", "waiting"}]
    put_in_place(_delivering(office, brought.author), here)
    with writing(office.id) as store:
        for row, fate in zip(rows, brought.changes, strict=True):
            if fate.status == "rejected":
                store.recovery.note_refusal(row.id, write_refusal(fate.result))
    return brought


def try_out(office: OfficeRow, file: UnsentFile, *, by: str, now: dt.datetime) -> Brought:
    """What would become of a file. Nothing is stored. Raises ``UnreadableFile`` as ``bring`` does."""
    tried: Brought | None = None
    try:
        with writing(office.id) as store:
            user, author = _author(store, file, by)
            known = _known(store, file)
            results = _in_order(file.changes, lambda change: _push(store, author, change, now))
            attachments = tuple(_would_keep(store, user, attachment) for attachment in file.attachments)
            tried = Brought(user, _fates(file.changes, results, known), attachments, file.drafts)
            raise _OnlyTried
    except _OnlyTried:
        pass
    assert tried is not None  # noqa: S101 - whatever else ends the transaction is raised
    _note(office, tried, "tried")
    return tried


def _delivering(office: OfficeRow, user: UserRow) -> SessionRow:
    """The author of what is brought, as if they handed it over themselves."""
    return SessionRow("", office, user.id, user.login, user.name, user.role, None, delivery=True)


def _note(office: OfficeRow, brought: Brought, done: str) -> None:
    """Note that whoever takes a file in, or tries it out, reads what stands in it."""
    counts: dict[str, Detail] = {"changes": len(brought.changes), "attachments": len(brought.attachments)}
    counts["drafts"] = len(brought.drafts)
    with writing(office.id) as store:
        store.trail.note(Noted(Act.FILE_TAKEN, "staff", brought.author.id, details={"done": done, **counts}))


def _author(store: Office, file: UnsentFile, by: str) -> tuple[UserRow, Author]:
    """Whose work it is, and what the engine is to know of them: how far their phone has been told, and under which role
    they could write.
    """
    if file.office != store.id:
        raise UnreadableFile("file_of_another_office")
    user = store.accounts.user(file.author)
    if user is None:
        raise UnreadableFile("file_author_unknown")
    devices = store.accounts.devices(user.id)
    named = [device for device in devices if device.id == file.device]
    # A file that names no phone of theirs is judged as from the one that has been told most.
    phone = max(named or devices, key=lambda device: device.told_seq, default=None)
    return user, Author(
        user.id,
        last_field_role(store, user),
        phone.id if phone else None,
        phone.told_seq if phone else store.records.last_seq(),
        dt.timedelta(seconds=phone.clock_offset_s if phone else 0),
        late=True,
        brought_by=by,
    )


def _known(store: Office, file: UnsentFile) -> set[str]:
    """The ids of those changes that the office has already."""
    ids = {id_ for change in file.changes if (id_ := _id_of(change)) is not None}
    return set(store.records.entries(ids))


def _push(store: Office, author: Author, change: Any, now: dt.datetime) -> Result:
    results = push(store.records, author, [change], now=now, new_id=new_id)
    if results[0].status not in {"rejected", "waiting"}:
        exchanged(store, [change], results, now)
        if author.device is not None and isinstance(number := change.get("number"), int):
            store.numbers.note(author.user, author.device, saved=0, received=[number], dropped=[])
    return results[0]


def _in_order(changes: Sequence[Any], take: Callable[[Any], Result]) -> list[Result]:
    """The result of each, in the order given; what waits for another is tried again after it."""
    results: dict[int, Result] = {}
    pending = list(range(len(changes)))
    for _ in range(_PASSES):
        for place in pending:
            results[place] = take(changes[place])
        waiting = [place for place in pending if results[place].status == "waiting"]
        if not waiting or len(waiting) == len(pending):
            break
        pending = waiting
    return [results[place] for place in range(len(changes))]


def _fates(changes: Sequence[Any], results: Sequence[Result], known: set[str]) -> tuple[Fate, ...]:
    return tuple(
        Fate(change, "already_here" if result.id in known and result.status != "rejected" else result.status, result)
        for change, result in zip(changes, results, strict=True)
    )


def _keep(who: SessionRow, attachment: UnsentAttachment) -> AttachmentFate:
    if attachment.draft is not None:
        return AttachmentFate(attachment, "of_a_draft")
    with reading(who.office.id) as store:
        is_here = _is_here(store, attachment)
    try:
        receive(who, attachment.id, [attachment.content], media_type=attachment.media_type)
    except AppError as error:
        return AttachmentFate(attachment, "refused", error.code)
    return AttachmentFate(attachment, "already_here" if is_here else "kept")


def _would_keep(store: Office, user: UserRow, attachment: UnsentAttachment) -> AttachmentFate:
    if attachment.draft is not None:
        return AttachmentFate(attachment, "of_a_draft")
    record = store.records.by_id([attachment.id]).get(attachment.id)
    if record is None or record.kind != "attachment" or record.deleted or record.created_by != user.id:
        return AttachmentFate(attachment, "refused", "attachment_unknown")
    if record.fields["media_type"] != attachment.media_type:
        return AttachmentFate(attachment, "refused", "unsupported_media_type")
    described = (record.fields["size"], record.fields["sha256"])
    if (len(attachment.content), hashlib.sha256(attachment.content).hexdigest()) != described:
        return AttachmentFate(attachment, "refused", "content_differs")
    if not begins_like(attachment.media_type, attachment.content[:HEAD_BYTES]):
        return AttachmentFate(attachment, "refused", ContentOfAnotherType.code)
    return AttachmentFate(attachment, "already_here" if _is_here(store, attachment) else "kept")


def _is_here(store: Office, attachment: UnsentAttachment) -> bool:
    record = store.records.by_id([attachment.id]).get(attachment.id)
    has_come = record is not None and "received_at" in record.fields
    return has_come and blobs().path(store.id, attachment.id) is not None


def _id_of(change: Any) -> str | None:
    """The id of a change, in its canonical spelling, where that much of it can be read."""
    try:
        return read_change(change).id
    except Malformed as malformed:
        return malformed.change_id
