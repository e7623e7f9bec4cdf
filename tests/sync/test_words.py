"""Every kind, field and code has a word in every language, every error and refusal a sentence; none is left over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from server.ground.errors import every_error
from sync.codes import CODE_LISTS
from sync.describe import LANGUAGES, Words, read_words
from sync.records import KINDS
from sync.refusals import FIELD_ERRORS, REJECTIONS


def _keys(words: Words) -> Iterator[str]:
    for group, entries in words.items():
        for name, word in entries.items():
            if isinstance(word, dict):
                yield from (f"{group}.{name}.{inner}" for inner in word)
            else:
                yield f"{group}.{name}"


def _declared() -> set[str]:
    kinds = {f"kinds.{name}" for name in KINDS}
    fields = {f"fields.{name}.{field}" for name, kind in KINDS.items() for field in kind.fields}
    codes = {f"codes.{name}.{code}" for name, listed in CODE_LISTS.items() for code in listed}
    rules = {rule.code for kind in KINDS.values() for rule in kind.rules}
    errors = {f"errors.{code}" for code in (*FIELD_ERRORS, *rules, *REJECTIONS, "other")}
    problems = {f"problems.{error.code}" for error in every_error()}
    return kinds | fields | codes | errors | problems


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_missing(language: str) -> None:
    assert _declared() - set(_keys(read_words(language))) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_left_over(language: str) -> None:
    assert set(_keys(read_words(language))) - _declared() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_empty_and_no_two_codes_of_a_list_read_alike(language: str) -> None:
    for listed in read_words(language)["codes"].values():
        assert all(word.strip() for word in listed.values())
        assert len(set(listed.values())) == len(listed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_about_an_error_ends_and_names_no_code(language: str) -> None:
    words = read_words(language)
    errors = words["errors"] | words["problems"]
    assert [code for code, sentence in errors.items() if not sentence.endswith(("。", "."))] == []
    assert [
        code for code, sentence in errors.items() if "_" in sentence or ("{" in sentence) != (code == "other")
    ] == []


def test_the_japanese_words_are_those_of_the_published_tables() -> None:
    words = read_words("ja")
    assert words["fields"]["support"]["method"] == "支援方法"
    assert words["fields"]["case"]["route"] == "相談経路"
    assert words["fields"]["case"]["closure"] == "終結理由"
    assert words["codes"]["method"]["other_agency_meeting"] == "他機関との会議"
    assert words["codes"]["closure"]["referred"] == "他機関等につなぐ"
