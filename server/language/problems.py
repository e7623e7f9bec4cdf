"""Why a change or a request was not taken, in words: those of ``sync/words/``, which the phone says too."""

from __future__ import annotations

from typing import Any

from flask_babel import get_locale

from server.language.words import Words, as_text, words_of
from sync.changes import Result
from sync.describe import LANGUAGES
from sync.records import KINDS

Errors = dict[str | None, str]
"""What is wrong, by field; ``None`` is the whole."""


def in_words(result: Result) -> Errors:
    """What the exchange found wrong with a change."""
    if not result.errors:
        return {None: sentence(str(result.code))}
    return {error.field: sentence(error.code) for error in result.errors}


def reasons(kind: str, result: Result, words: Words) -> list[str]:
    """What the exchange found wrong with a change, each with the field that it is about. A page can show it whatever a
    phone called a field.
    """
    declared = KINDS[kind].fields if kind in KINDS else {}
    return [
        f"{words.field(kind, field) if field in declared else as_text(field)}: {sentence}" if field else sentence
        for field, sentence in in_words(result).items()
    ]


def sentence(code: str) -> str:
    """What a code of the engine means to whoever filled in the form."""
    sentences = _words()["errors"]
    return str(sentences.get(code) or sentences["other"].replace("{code}", code))


def refusal(code: str) -> str:
    """What the code of a request that was refused (``server.ground.errors``) means to whoever made it. One of the
    framework's own is told as it is called.
    """
    return str(_words()["problems"].get(code) or code.replace("_", " ").capitalize() + ".")


def _words() -> dict[str, Any]:
    locale = get_locale()
    return words_of(LANGUAGES[0] if locale is None else locale.language)
