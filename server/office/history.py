"""The history of a record as it is told: who altered what, and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from flask_babel import gettext

from server.office.words import Words
from server.store.rows import HistoryRow
from server.unsent import BY_COMMAND
from sync.fields import Json
from sync.records import KINDS
from sync.text import sentences

Piece = tuple[Literal["kept", "gone", "new"], str]

_SELF_EVIDENT = frozenset({"reviewed_by", "reviewed_at", "late", "author"})
"""Fields that the server fills in by the way; the entry itself says as much."""


@dataclass(frozen=True, slots=True)
class Alteration:
    """One field that a change altered. ``pieces`` tell a narrative sentence by sentence."""

    label: str
    before: str
    after: str
    pieces: Sequence[Piece] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """One change, told. A creation is told without its fields: they stand in the record."""

    entry: HistoryRow
    creates: bool
    alterations: Sequence[Alteration]
    brought_by: str = ""
    """Who brought it in a file, by name; empty where it came by itself."""


def told(kind: str, history: Sequence[HistoryRow], words: Words) -> list[Told]:
    """A record's history, newest first."""
    found = [
        Told(entry, place == 0, [] if place == 0 else list(_alterations(kind, entry, words)), _bringer(entry, words))
        for place, entry in enumerate(history)
    ]
    return found[::-1]


def _bringer(entry: HistoryRow, words: Words) -> str:
    if entry.brought_by == BY_COMMAND:
        return str(gettext("whoever looks after the server"))
    return words.name(entry.brought_by) if entry.brought_by else ""


def pieces(before: str, after: str) -> list[Piece]:
    """A narrative's way from one wording to the next."""
    was, now = sentences(before), sentences(after)
    found: list[Piece] = []
    for step, i, j, k, m in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if step == "equal":
            found.append(("kept", "".join(was[i:j])))
            continue
        found += [("gone", "".join(was[i:j]))] if i < j else []
        found += [("new", "".join(now[k:m]))] if k < m else []
    return found


def marked(was: Json, value: Json) -> list[Piece]:
    """A narrative with what is new in it since ``was``."""
    return [piece for piece in pieces(str(was or ""), str(value or "")) if piece[0] != "gone"]


def _alterations(kind: str, entry: HistoryRow, words: Words) -> Iterator[Alteration]:
    for name in KINDS[kind].fields:
        if name not in entry.after or name in _SELF_EVIDENT:
            continue
        before, after = entry.before.get(name), entry.after[name]
        label = words.field(kind, name)
        if KINDS[kind].merge_rules[name] == "text":
            yield Alteration(label, "", "", pieces(str(before or ""), str(after or "")))
        else:
            yield Alteration(label, words.value(kind, name, before), words.value(kind, name, after))
