"""A file of unsent work as the page tells it: what became of each part, and the whole text of what did not get in."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from server.office.problems import in_words
from server.office.words import Words
from server.store import OfficeStore
from server.unsent.file import Draft, Paper
from server.unsent.taking import Brought, Fate, PaperFate
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
class Line:
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
class PaperLine:
    """One photo or paper, with an address that holds its content where the office does not have it."""

    name: str
    size: int
    status: str
    reason: str
    content: str | None


def lines(store: OfficeStore, brought: Brought, words: Words) -> list[Line]:
    """The changes of a file."""
    clients = _clients(store, brought)
    return [_line(fate, clients, words) for fate in brought.changes]


def paper_lines(brought: Brought) -> list[PaperLine]:
    """The photos and papers of a file."""
    return [_paper_line(fate) for fate in brought.papers]


def drafts(brought: Brought, words: Words) -> list[tuple[Draft, list[tuple[str, str]]]]:
    """What had been begun, with every field of it in words, in the order of the file."""
    return [(draft, list(_texts(_kind_like(draft.fields), draft.fields, words))) for draft in brought.drafts]


def ids_in(brought: Brought) -> set[str]:
    """The ids that changes and drafts name, so that they can be told by name."""
    fields = [_fields(fate.change) for fate in brought.changes] + [draft.fields for draft in brought.drafts]
    values = [value for each in fields for value in each.values()]
    flat = [one for value in values for one in (value if isinstance(value, list) else [value])]
    return {one for one in flat if isinstance(one, str) and len(one) == ID_LENGTH}


ID_LENGTH = 36


def status_words() -> dict[str, str]:
    """What each status is called."""
    return {
        "applied": gettext("taken in"),
        "merged": gettext("taken in, put together with another change"),
        "conflict": gettext("taken in, and there is a disagreement"),
        "already_here": gettext("is here already"),
        "waiting": gettext("waits for something that the office does not have"),
        "rejected": gettext("not taken in"),
        "kept": gettext("taken in"),
        "refused": gettext("not taken in"),
        "of_a_draft": gettext("belongs to a draft"),
    }


def problem_of_file(code: str) -> str:
    """Why a file cannot be read at all."""
    sentences: dict[str, str] = {
        "file_missing": gettext("Please choose the file."),
        "file_too_large": gettext("This file is too large."),
        "file_not_from_a_phone": gettext("This is not a file that a phone has saved."),
        "file_version_unknown": gettext("This file is of a newer version of the app."),
        "file_malformed": gettext("This file is damaged. Please have it saved once more."),
        "file_of_nobody": gettext("Nobody was signed in on the phone that saved this file."),
        "file_of_another_office": gettext("This file is from another office."),
        "file_author_unknown": gettext("The person who wrote this has no account in this office."),
    }
    return sentences[code]


def _line(fate: Fate, clients: Mapping[str, str], words: Words) -> Line:
    change = fate.change if isinstance(fate.change, dict) else {}
    kind, fields = str(change.get("kind", "")), _fields(change)
    named = KINDS.get(kind)
    case = fields.get("case") or change.get("record")
    reasons = [
        f"{words.field(kind, field)}: {said}" if named and field in named.fields else said
        for field, said in in_words(fate.result).items()
    ]
    is_out = fate.status in {"rejected", "waiting"}
    return Line(
        title=words.kind(kind) if named else kind or "?",
        client=clients.get(str(case), ""),
        made_at=str(change.get("made_at", "")),
        status=fate.status,
        reasons=reasons if fate.status == "rejected" else [],
        texts=list(_texts(kind if named else None, fields, words)),
        conflict=fate.result.conflicts[0] if fate.status == "conflict" else None,
        open=is_out,
    )


def _paper_line(fate: PaperFate) -> PaperLine:
    is_here = fate.status in {"kept", "already_here"}
    reasons = {
        "attachment_unknown": gettext("The note that it belongs to is not with the office."),
        "unsupported_media_type": gettext("It is not the file that was announced."),
        "content_differs": gettext("It is not the file that was announced."),
    }
    return PaperLine(
        name=fate.paper.name,
        size=len(fate.paper.content),
        status=fate.status,
        reason="" if fate.code is None else reasons.get(fate.code, fate.code),
        content=None if is_here else _address(fate.paper),
    )


def _address(paper: Paper) -> str:
    """The content itself, as something to be saved and never to be shown: it may be anything."""
    return f"data:application/octet-stream;base64,{base64.b64encode(paper.content).decode()}"


def _clients(store: OfficeStore, brought: Brought) -> dict[str, str]:
    """The client's name by the id of a record that a change is about or names as its case."""
    changes = [fate.change for fate in brought.changes if isinstance(fate.change, dict)]
    about = {str(change.get("record")) for change in changes} | {str(_fields(change).get("case")) for change in changes}
    records = store.records(about)
    cases = store.records({record.scope for record in records.values()})
    people = store.names({str(case.fields.get("person")) for case in cases.values()})
    found = {id_: people.get(str(cases[id_].fields.get("person")), "") for id_ in about if id_ in cases}
    in_cases = {id_: record.scope for id_, record in records.items() if record.scope in cases}
    return found | {id_: people.get(str(cases[scope].fields.get("person")), "") for id_, scope in in_cases.items()}


def _fields(change: Any) -> Mapping[str, Any]:
    fields = change.get("fields") if isinstance(change, dict) else None
    return fields if isinstance(fields, dict) else {}


def _kind_like(fields: Mapping[str, Any]) -> str | None:
    """The kind whose form this was, by its fields: a draft does not say."""
    shared = {name: len(kind.fields.keys() & fields.keys()) for name, kind in KINDS.items()}
    best = max(shared, key=lambda name: shared[name])
    return best if shared[best] else None


def _texts(kind: str | None, fields: Mapping[str, Any], words: Words) -> Iterator[tuple[str, str]]:
    """Every field that holds something, in words where it can be told, and as it stands where it cannot."""
    for name, value in fields.items():
        if value in (None, "", []):
            continue
        known = kind is not None and name in KINDS[kind].fields
        label = words.field(kind, name) if kind is not None and known else name
        try:
            yield label, words.value(kind, name, value) if kind is not None and known else str(value)
        except (ValueError, TypeError, KeyError, AttributeError):
            yield label, str(value)
