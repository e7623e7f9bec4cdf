"""Japanese is complete: every sentence of the server's pages has its translation, and none is left over."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tools.messages import CATALOGUE, in_catalogue, in_sources

PLACEHOLDER = re.compile(r"%\(\w+\)[ds]")


def test_every_message_is_translated_and_every_translation_used() -> None:
    assert in_catalogue().keys() == set(in_sources())


def test_no_translation_is_empty_or_doubtful() -> None:
    messages = in_catalogue().values()
    assert [message.id for message in messages if message.fuzzy] == []
    assert [message.id for message in messages if not all(_texts(message.string))] == []


def test_translations_hold_the_same_values() -> None:
    for message in in_catalogue().values():
        expected = {name for text in _texts(message.id) for name in PLACEHOLDER.findall(text)}
        for text in _texts(message.string):
            assert set(PLACEHOLDER.findall(text)) == expected, message.id


@pytest.mark.parametrize("suffix", [".po", ".mo"])
def test_the_catalogue_is_compiled(suffix: str) -> None:
    assert CATALOGUE.with_suffix(suffix).exists(), "The translations are not compiled: run `make build`."


def _texts(string: Any) -> tuple[str, ...]:
    return string if isinstance(string, tuple) else (string,)
