"""What such a file says. It comes from anywhere: every part of it is checked here, or by the engine."""

from __future__ import annotations

import base64
import binascii
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

FORMAT: Final = "banso-unsent"
VERSION: Final = 1
LARGEST_FILE: Final = 64 << 20
"""Bytes. The contents of photos are in it, as text."""
MOST_PARTS: Final = 2_000
"""Changes, drafts or papers. Trying a file out holds the office's counter for as long as it takes."""


class Unreadable(Exception):
    """A file that is not taken in at all. ``code`` is one of ``CODES``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


CODES: Final = (
    "file_too_large",
    "file_not_from_a_phone",
    "file_version_unknown",
    "file_malformed",
    "file_of_nobody",
    "file_of_another_office",
    "file_author_unknown",
)


@dataclass(frozen=True, slots=True)
class Paper:
    """The content of an attachment, or of one that a ``draft`` would have had."""

    id: str
    name: str
    media_type: str
    draft: str | None
    content: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody had begun to write, as their form held it."""

    key: str
    fields: Mapping[str, Any]
    saved_at: str


@dataclass(frozen=True, slots=True)
class UnsentFile:
    """The file. ``author`` and ``office`` are ids; ``device`` is that of the phone, which older files do not name."""

    author: str
    author_name: str
    office: str
    device: str | None
    exported_at: str
    changes: tuple[Any, ...]
    drafts: tuple[Draft, ...]
    papers: tuple[Paper, ...]


def read_unsent(data: bytes) -> UnsentFile:
    """Read a file. Raises ``Unreadable``. The changes are left to the engine, which answers each by itself."""
    if len(data) > LARGEST_FILE:
        raise Unreadable("file_too_large")
    found = _json(data)
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise Unreadable("file_not_from_a_phone")
    if found.get("version") != VERSION:
        raise Unreadable("file_version_unknown")
    user, office = found.get("user"), found.get("office")
    if not isinstance(user, dict) or not isinstance(office, dict):
        raise Unreadable("file_of_nobody")
    return UnsentFile(
        author=_id(user.get("id")),
        author_name=_text(user.get("name", "")),
        office=_id(office.get("id")),
        device=_id(found["device"]) if "device" in found else None,
        exported_at=_text(found.get("exported_at", "")),
        changes=tuple(_list(found, "changes")),
        drafts=tuple(_draft(each) for each in _list(found, "drafts")),
        papers=tuple(_paper(each) for each in _list(found, "papers")),
    )


def _draft(given: Any) -> Draft:
    fields = _object(given).get("fields")
    return Draft(_text(given.get("key")), _object(fields), _text(given.get("savedAt", "")))


def _paper(given: Any) -> Paper:
    draft = _object(given).get("draft")
    try:
        content = base64.b64decode(_text(given.get("content_base64")), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unreadable("file_malformed") from error
    return Paper(
        id=_id(given.get("id")),
        name=" ".join(_text(given.get("name")).split()),
        media_type=_text(given.get("media_type")),
        draft=None if draft is None else _text(draft),
        content=content,
    )


def _json(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Unreadable("file_not_from_a_phone") from error


def _refuse_constant(_: str) -> NoReturn:
    raise ValueError("not a JSON number")


def _list(found: dict[str, Any], name: str) -> list[Any]:
    parts = found.get(name, [])
    if not isinstance(parts, list) or len(parts) > MOST_PARTS:
        raise Unreadable("file_malformed")
    return parts


def _object(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise Unreadable("file_malformed")
    return given


def _text(given: Any) -> str:
    if not isinstance(given, str):
        raise Unreadable("file_malformed")
    return given


def _id(given: Any) -> str:
    try:
        return str(uuid.UUID(_text(given)))
    except ValueError as error:
        raise Unreadable("file_malformed") from error
