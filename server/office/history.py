"""The history of a record in words: who altered what, and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from flask_babel import gettext

from server.language.words import Words
from server.store.history import HistoryRow
from server.unsent import BY_COMMAND
from sync.differences import MOST, Effort, edits
from sync.fields import Json
from sync.records import KINDS
from sync.text import sentences

Piece = tuple[Literal["kept", "gone", "new"], str]

_SELF_EVIDENT = frozenset({"reviewed_by", "reviewed_at", "late", "author", "edited_at"})
"""Fields that the server fills in by the way; the entry itself says as much."""

_PAGE: Final = 5 * MOST
"""The steps of comparing that one page may take, about a fifth of a second. Beyond them, which only texts made for it
reach, a narrative is shown as replaced whole.
"""


@dataclass(frozen=True, slots=True)
class Alteration:
    """One field that a change altered. ``pieces`` tell a narrative sentence by sentence."""

    label: str
    before: str
    after: str
    pieces: Sequence[Piece] = ()


@dataclass(frozen=True, slots=True)
class ChangeInWords:
    """One change in words. A creation has no alterations: its fields stand in the record."""

    entry: HistoryRow
    creates: bool
    alterations: Sequence[Alteration]
    brought_by: str = ""
    """Who brought it in a file, by name; empty where it came by itself."""


def history_in_words(kind: str, history: Sequence[HistoryRow], words: Words) -> list[ChangeInWords]:
    """A record's history, newest first."""
    effort = Effort(_PAGE)
    return [
        ChangeInWords(
            entry,
            place == 0,
            [] if place == 0 else list(_alterations(kind, entry, words, effort)),
            _bringer(entry, words),
        )
        for place, entry in reversed(list(enumerate(history)))
    ]


def _bringer(entry: HistoryRow, words: Words) -> str:
    if entry.brought_by == BY_COMMAND:
        return gettext("whoever looks after the server")
    return words.name(entry.brought_by) if entry.brought_by else ""


def pieces(before: str, after: str, effort: Effort | None = None) -> list[Piece]:
    """A narrative's way from one wording to the next, in time that is bounded by its length and by ``effort``."""
    effort = effort or Effort()
    if not effort.affords(len(before) + len(after)):
        replaced: list[Piece] = [("gone", before), ("new", after)]
        return [piece for piece in replaced if piece[1]]
    was, now = sentences(before), sentences(after)
    parts: list[Piece] = []
    at = 0
    for edit in edits(was, now, effort):
        steps: list[Piece] = [
            ("kept", "".join(was[at : edit.start])),
            ("gone", "".join(was[edit.start : edit.end])),
            ("new", "".join(edit.by)),
        ]
        parts += [step for step in steps if step[1]]
        at = edit.end
    return [*parts, ("kept", "".join(was[at:]))] if at < len(was) else parts


def marked(was: Json, value: Json) -> list[Piece]:
    """A narrative with what is new in it since ``was``."""
    return [piece for piece in pieces(str(was or ""), str(value or "")) if piece[0] != "gone"]


def _alterations(kind: str, entry: HistoryRow, words: Words, effort: Effort) -> Iterator[Alteration]:
    for name in KINDS[kind].fields:
        if name not in entry.after or name in _SELF_EVIDENT:
            continue
        before, after = entry.before.get(name), entry.after[name]
        label = words.field(kind, name)
        if KINDS[kind].merge_rules[name] == "text":
            yield Alteration(label, "", "", pieces(str(before or ""), str(after or ""), effort))
        else:
            yield Alteration(label, words.value(kind, name, before), words.value(kind, name, after))
