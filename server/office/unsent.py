"""A file of unsent work as the page shows it: what became of each part, and the whole text of what was not taken in."""

from __future__ import annotations

import base64
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from flask_babel import LazyString, lazy_gettext

from server.language.problems import reasons
from server.language.words import Words
from server.store import Seen
from server.unsent.file import Draft, UnsentAttachment
from server.unsent.taking import AttachmentFate, Brought, Fate
from sync.records import KINDS

SHAPES = {
    "applied": "done",
    "merged": "done",
    "already_here": "done",
    "kept": "done",
    "conflict": "conflict",
    "waiting": "waiting",
    "rejected": "rejected",
    "refused": "rejected",
    "of_a_draft": "draft",
}


@dataclass(frozen=True, slots=True)
class UnsentLine:
    """One part of the file. ``texts`` are what it says, by label; ``open`` where somebody must read them."""

    title: str
    client: str
    made_at: str
    status: str
    reasons: list[str]
    texts: list[tuple[str, str]]
    conflict: str | None
    open: bool


@dataclass(frozen=True, slots=True)
class AttachmentLine:
    """One attachment, with an address that holds its content where the office does not have it."""

    name: str
    size: int
    status: str
    reason: str
    content: str | None


def as_open_to(brought: Brought, withheld: Collection[str]) -> Brought:
    """A file without what it says of some records: those of cases that are not open to whoever brings it."""

    def shown(change: Any) -> Any:
        hidden = isinstance(change, dict) and change.get("record") in withheld
        return {name: value for name, value in change.items() if name != "fields"} if hidden else change

    def is_open(form: str | None) -> bool:
        about = _about(form or "")
        return about is None or about[1] not in withheld

    return replace(
        brought,
        changes=tuple(replace(fate, change=shown(fate.change)) for fate in brought.changes),
        attachments=tuple(
            fate
            for fate in brought.attachments
            if fate.attachment.id not in withheld and is_open(fate.attachment.draft)
        ),
        drafts=tuple(draft for draft in brought.drafts if is_open(draft.key)),
    )


def lines(seen: Seen, brought: Brought, words: Words) -> list[UnsentLine]:
    """The changes of a file."""
    clients = _clients(seen, brought)
    return [_line(fate, clients, words) for fate in brought.changes]


def attachment_lines(brought: Brought) -> list[AttachmentLine]:
    """The attachments of a file."""
    return [_attachment_line(fate) for fate in brought.attachments]


def drafts(brought: Brought, words: Words) -> list[tuple[Draft, list[tuple[str, str]]]]:
    """What had been begun, with every field of it in words, in the order of the file."""
    return [(draft, list(_texts(_kind_like(draft.fields), draft.fields, words))) for draft in brought.drafts]


def ids_in(brought: Brought) -> set[str]:
    """The ids that changes and drafts name, so that they can be told by name."""
    fields = [_fields(fate.change) for fate in brought.changes] + [draft.fields for draft in brought.drafts]
    values = [value for each in fields for value in each.values()]
    flat = [one for value in values for one in (value if isinstance(value, list) else [value])]
    return {one for one in flat if isinstance(one, str) and len(one) == ID_LENGTH}


def shown_of(brought: Brought) -> list[Any]:
    """What the page shows, as changes: those of the file, and of each draft the record that its form is about."""
    begun = [form for draft in brought.drafts if (form := _about(draft.key))]
    about: list[Any] = [{"kind": kind, "record": record, "fields": {}} for kind, record in begun]
    return [fate.change for fate in brought.changes] + about


def held_of(brought: Brought) -> list[Any]:
    """What the page holds besides, as changes: the attachments."""
    return [{"kind": "attachment", "record": fate.attachment.id, "fields": {}} for fate in brought.attachments]


def _about(key: str) -> tuple[str, str] | None:
    """What the form of a draft with this key is about: the kind and the record."""
    form = _FORM.match(key)
    return None if form is None else (_KINDS_OF_FORMS.get(form[1], form[1]), form[2])


_FORM: Final = re.compile(r"(?:#/)?([a-z]+)/([0-9a-f-]{36})(?![0-9a-f-])")
"""A draft is kept under the path of its form on the phone: what it is about, and which one."""

_KINDS_OF_FORMS: Final = {"note": "support", "plansupport": "plan_support"}
"""Where a path does not say it as the kind is called."""

ID_LENGTH = 36


STATUS_WORDS: Final[Mapping[str, LazyString]] = {
    "applied": lazy_gettext("taken in"),
    "merged": lazy_gettext("taken in, put together with another change"),
    "conflict": lazy_gettext("taken in, and there is a disagreement"),
    "already_here": lazy_gettext("is here already"),
    "waiting": lazy_gettext("waits for something that the office does not have"),
    "rejected": lazy_gettext("not taken in"),
    "kept": lazy_gettext("taken in"),
    "refused": lazy_gettext("not taken in"),
    "of_a_draft": lazy_gettext("belongs to a draft"),
}
"""What each status is called."""

_PROBLEMS_OF_FILES: Final[Mapping[str, LazyString]] = {
    "file_missing": lazy_gettext("Please choose the file."),
    "file_too_large": lazy_gettext("This file is too large."),
    "file_not_from_a_phone": lazy_gettext("This is not a file that a phone has saved."),
    "file_version_unknown": lazy_gettext("This file is of a newer version of the app."),
    "file_malformed": lazy_gettext("This file is damaged. Please have it saved once more."),
    "file_of_nobody": lazy_gettext("Nobody was signed in on the phone that saved this file."),
    "file_of_another_office": lazy_gettext("This file is from another office."),
    "file_author_unknown": lazy_gettext("The person who wrote this has no account in this office."),
}

_REFUSED_ATTACHMENTS: Final[Mapping[str, LazyString]] = {
    "attachment_unknown": lazy_gettext("The note that it belongs to is not with the office."),
    "unsupported_media_type": lazy_gettext("It is not the file that was announced."),
    "content_differs": lazy_gettext("It is not the file that was announced."),
}


def problem_of_file(code: str) -> str:
    """Why a file cannot be read at all."""
    return str(_PROBLEMS_OF_FILES[code])


def _line(fate: Fate, clients: Mapping[str, str], words: Words) -> UnsentLine:
    change = fate.change if isinstance(fate.change, dict) else {}
    kind, fields = str(change.get("kind", "")), _fields(change)
    named = KINDS.get(kind)
    case = fields.get("case") or change.get("record")
    is_out = fate.status in {"rejected", "waiting"}
    return UnsentLine(
        title=words.kind(kind) if named else kind or "?",
        client=clients.get(str(case), ""),
        made_at=str(change.get("made_at", "")),
        status=fate.status,
        reasons=reasons(kind, fate.result, words) if fate.status == "rejected" else [],
        texts=list(_texts(kind if named else None, fields, words)),
        conflict=fate.result.conflicts[0] if fate.status == "conflict" else None,
        open=is_out,
    )


def _attachment_line(fate: AttachmentFate) -> AttachmentLine:
    is_here = fate.status in {"kept", "already_here"}
    return AttachmentLine(
        name=fate.attachment.name,
        size=len(fate.attachment.content),
        status=fate.status,
        reason="" if fate.code is None else str(_REFUSED_ATTACHMENTS.get(fate.code, fate.code)),
        content=None if is_here else _address(fate.attachment),
    )


def _address(attachment: UnsentAttachment) -> str:
    """The content itself, as something to be saved and never to be shown: it may be anything."""
    return f"data:application/octet-stream;base64,{base64.b64encode(attachment.content).decode()}"


def _clients(seen: Seen, brought: Brought) -> dict[str, str]:
    """The client's name by the id of a record that a change is about or names as its case."""
    changes = [fate.change for fate in brought.changes if isinstance(fate.change, dict)]
    about = {str(change.get("record")) for change in changes} | {str(_fields(change).get("case")) for change in changes}
    records = seen.records(about)
    cases = seen.cases.by_id({record.scope for record in records.values()})
    return {id_: cases[record.scope].person_name or "" for id_, record in records.items() if record.scope in cases}


def _fields(change: Any) -> Mapping[str, Any]:
    fields = change.get("fields") if isinstance(change, dict) else None
    return fields if isinstance(fields, dict) else {}


def _kind_like(fields: Mapping[str, Any]) -> str | None:
    """The kind whose form this was, by its fields: a draft does not say. Of two kinds that have as many of them it is
    the larger one, whose form leaves more empty.
    """
    shared = {name: len(kind.fields.keys() & fields.keys()) for name, kind in KINDS.items()}
    best = max(shared, key=lambda name: (shared[name], len(KINDS[name].fields)))
    return best if shared[best] else None


def _texts(kind: str | None, fields: Mapping[str, Any], words: Words) -> Iterator[tuple[str, str]]:
    """Every field that holds something, in words where it can be told, and as it stands where it cannot."""
    for name, value in fields.items():
        if value in (None, "", []):
            continue
        known = kind is not None and name in KINDS[kind].fields
        label = words.field(kind, name) if kind is not None and known else name
        yield label, words.unchecked_value(kind, name, value)
