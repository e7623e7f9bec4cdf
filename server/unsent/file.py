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
"""Changes, drafts or attachments. Trying a file out holds the office's counter for as long as it takes."""


class UnreadableFile(Exception):
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
class UnsentAttachment:
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
    attachments: tuple[UnsentAttachment, ...]


def read_unsent(data: bytes) -> UnsentFile:
    """Read a file. Raises ``UnreadableFile``. The changes are left to the engine, which answers each by itself."""
    if len(data) > LARGEST_FILE:
        raise UnreadableFile("file_too_large")
    raw = _json(data)
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise UnreadableFile("file_not_from_a_phone")
    if raw.get("version") != VERSION:
        raise UnreadableFile("file_version_unknown")
    user, office = raw.get("user"), raw.get("office")
    if not isinstance(user, dict) or not isinstance(office, dict):
        raise UnreadableFile("file_of_nobody")
    return UnsentFile(
        author=_id(user.get("id")),
        author_name=_text(user.get("name", "")),
        office=_id(office.get("id")),
        device=_id(raw["device"]) if "device" in raw else None,
        exported_at=_text(raw.get("exported_at", "")),
        changes=tuple(_list(raw, "changes")),
        drafts=tuple(_draft(each) for each in _list(raw, "drafts")),
        attachments=tuple(_attachment(each) for each in _list(raw, "papers")),
    )


def _draft(raw: Any) -> Draft:
    fields = _object(raw).get("fields")
    return Draft(_text(raw.get("key")), _object(fields), _text(raw.get("savedAt", "")))


def _attachment(raw: Any) -> UnsentAttachment:
    draft = _object(raw).get("draft")
    try:
        content = base64.b64decode(_text(raw.get("content_base64")), validate=True)
    except (binascii.Error, ValueError) as error:
        raise UnreadableFile("file_malformed") from error
    return UnsentAttachment(
        id=_id(raw.get("id")),
        name=" ".join(_text(raw.get("name")).split()),
        media_type=_text(raw.get("media_type")),
        draft=None if draft is None else _text(draft),
        content=content,
    )


def _json(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile("file_not_from_a_phone") from error


def _refuse_constant(_: str) -> NoReturn:
    raise ValueError("not a JSON number")


def _list(raw: dict[str, Any], name: str) -> list[Any]:
    parts = raw.get(name, [])
    if not isinstance(parts, list) or len(parts) > MOST_PARTS:
        raise UnreadableFile("file_malformed")
    return parts


def _object(raw: Any) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise UnreadableFile("file_malformed")
    return raw


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise UnreadableFile("file_malformed")
    return raw


def _id(raw: Any) -> str:
    try:
        return str(uuid.UUID(_text(raw)))
    except ValueError as error:
        raise UnreadableFile("file_malformed") from error
