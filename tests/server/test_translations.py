"""Japanese is complete: every sentence of the server's pages has its translation, and none is left over."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message

from tools.messages import CATALOGUE, in_catalogue, in_sources

PLACEHOLDER = re.compile(r"%\(\w+\)[ds]")
PLURAL = re.compile(r"(%\((?!name|when|day\b)\w+\)[ds]|\{count\}) (\w+ )?(?!is\b|was\b)\w+s\b")
"""A number, or what may be one, before an English plural."""
NEVER_ONE = {"A password has at least %(count)s characters."}
"""What is said of a number that cannot be 1."""
OF_COMPUTERS = ("版", "同期", "競合", "レコード")
"""Words that say something to whoever makes programs, and nothing to whoever looks after people."""


def test_every_message_is_translated_and_every_translation_used() -> None:
    assert _messages(in_catalogue()).keys() == _messages(in_sources()).keys()


def test_no_translation_is_empty_or_doubtful() -> None:
    messages = _messages(in_catalogue()).values()
    assert [message.id for message in messages if message.fuzzy] == []
    assert [message.id for message in messages if not all(_texts(message.string))] == []


def test_translations_hold_the_same_values() -> None:
    for message in _messages(in_catalogue()).values():
        expected = {name for text in _texts(message.id) for name in PLACEHOLDER.findall(text)}
        for text in _texts(message.string):
            assert set(PLACEHOLDER.findall(text)) == expected, message.id


def test_a_number_before_a_plural_has_a_singular() -> None:
    """By ``ngettext``, or, where a script puts the number in, by a sentence for one beside it."""
    found = _messages(in_catalogue())
    texts = [message.id for message in found.values() if isinstance(message.id, str)]
    doubtful = [text for text in texts if PLURAL.search(text) and text not in NEVER_ONE]
    beside = {text: PLURAL.sub("One character", text) for text in doubtful if "{count}" in text}
    assert [text for text in doubtful if (None, beside.get(text)) not in found] == []


def test_the_office_speaks_of_its_work_and_not_of_computers() -> None:
    said = [text for message in _messages(in_catalogue()).values() for text in _texts(message.string)]
    assert [text for text in said if any(word in text for word in OF_COMPUTERS)] == []


def test_one_word_means_one_thing() -> None:
    """「やめる」 leaves a form without doing anything; 「見守り」 was a list and a watch, and stands nowhere."""
    found = _messages(in_catalogue()).values()
    assert [message.id for message in found if any("やめる" in text for text in _texts(message.string))] == ["Cancel"]
    assert [message.id for message in found if any("見守" in text for text in _texts(message.string))] == []
    words = json.loads((Path(__file__).parents[2] / "sync/words/ja.json").read_text("utf-8"))
    assert "見守" not in json.dumps(words, ensure_ascii=False)


@pytest.mark.parametrize("suffix", [".po", ".mo"])
def test_the_catalogue_is_compiled(suffix: str) -> None:
    assert CATALOGUE.with_suffix(suffix).exists(), "The translations are not compiled: run `make build`."


def _messages(catalogue: Catalog) -> dict[tuple[str | None, Any], Message]:
    """By context and message, without the head of the file."""
    return {(message.context, message.id): message for message in catalogue if message.id}


def _texts(string: Any) -> tuple[str, ...]:
    return string if isinstance(string, tuple) else (string,)
