"""Japanese is complete: every sentence of the server's pages has its translation, and none is left over."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "server/translations/ja/LC_MESSAGES/messages.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[ds]")

Key = tuple[str | None, Any]


def wanted() -> set[Key]:
    """The messages of the sources, with their context."""
    found: set[Key] = set()
    for folder, pattern, method in (("server", "**.py", "python"), ("templates", "**.html", "jinja2")):
        for _, _, message, _, context in extract_from_dir(ROOT / folder, [(pattern, method)]):
            found.add((context, message))
    return found


def catalogue() -> dict[Key, Any]:
    with CATALOGUE.open("rb") as file:
        return {(message.context, message.id): message for message in read_po(file, "ja") if message.id}


def test_every_message_is_translated_and_every_translation_used() -> None:
    assert catalogue().keys() == wanted()


def test_no_translation_is_empty_or_doubtful() -> None:
    messages = catalogue().values()
    assert [message.id for message in messages if message.fuzzy] == []
    assert [message.id for message in messages if not all(_texts(message.string))] == []


def test_translations_hold_the_same_values() -> None:
    for message in catalogue().values():
        expected = {name for text in _texts(message.id) for name in PLACEHOLDER.findall(text)}
        for text in _texts(message.string):
            assert set(PLACEHOLDER.findall(text)) == expected, message.id


@pytest.mark.parametrize("suffix", [".po", ".mo"])
def test_the_catalogue_is_compiled(suffix: str) -> None:
    assert CATALOGUE.with_suffix(suffix).exists(), "The translations are not compiled: run `make build`."


def _texts(string: Any) -> tuple[str, ...]:
    return string if isinstance(string, tuple) else (string,)
