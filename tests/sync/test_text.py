"""The merge of narratives, as facts and as properties."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import hostile
from sync.differences import Effort
from sync.fields import NOTE_LENGTH
from sync.text import merge_text, sentences
from tests.steps import lines_run

WORDS = st.lists(st.sampled_from("あいうえおかき"), max_size=6).map(
    lambda words: "".join(f"{word}。" for word in words)
)
NARRATIVES = json.loads((Path(__file__).parents[1] / "cases" / "narratives.json").read_text())
REPEATED = st.lists(st.sampled_from(["変わりなし。", "あ。", "い。", "う\n", "\n", "え"]), max_size=8).map("".join)
ANSWERS = st.sampled_from(["変わりなし。", "変わりなし。", "よい。", "悪い。眠れない。", "", "飲み忘れあり"])
HOSTILE = hostile.texts()
MOST_LINES = 600_000
"""Of Python, for two long texts: about three for each step that one change may take."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("訪問。不在。", ["訪問。", "不在。"]),
        ("訪問。\n不在\n手紙を残す", ["訪問。\n", "不在\n", "手紙を残す"]),
        ("「はい。」と答える。", ["「はい。", "」と答える。"]),
        ("\n\n。", ["\n", "\n", "。"]),
    ],
)
def test_a_sentence_ends_after_its_full_stop_or_line(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged"),
    [
        ("甲。乙。", "甲。乙。丙。", "丁。甲。乙。", "丁。甲。乙。丙。"),
        ("甲。乙。", "甲2。乙。", "甲。乙2。", "甲2。乙2。"),
        ("甲。乙。", "甲。", "甲2。乙。", "甲2。"),
        ("甲。乙。", "甲2。乙。", "甲2。乙。", "甲2。乙。"),
        ("甲。乙。", "甲。乙。丙。", "甲。乙。丁。", None),
        ("甲。乙。", "甲2。乙。", "甲3。乙。", None),
        ("甲。乙。", "乙。", "甲2。乙。", None),
        ("", "甲。", "乙。", None),
    ],
)
def test_different_sentences_merge_and_the_same_one_asks(base: str, ours: str, theirs: str, merged: str | None) -> None:
    assert merge_text(base, ours, theirs) == merged


@given(st.text(st.sampled_from("あ。\nい 」"), max_size=20))
def test_sentences_join_to_the_text(text: str) -> None:
    assert "".join(sentences(text)) == text


@given(WORDS, WORDS)
def test_a_text_that_one_person_changed_is_theirs(base: str, text: str) -> None:
    assert merge_text(base, text, base) == text
    assert merge_text(base, base, text) == text
    assert merge_text(base, text, text) == text


@given(WORDS, WORDS, WORDS)
def test_the_order_of_the_two_does_not_matter(base: str, ours: str, theirs: str) -> None:
    assert merge_text(base, ours, theirs) == merge_text(base, theirs, ours)


@given(WORDS, WORDS, WORDS)
def test_what_either_wrote_new_is_in_the_merge(base: str, ours: str, theirs: str) -> None:
    merged = merge_text(base, ours, theirs)
    if merged is not None:
        was = set(sentences(base))
        for text in (ours, theirs):
            assert set(sentences(text)) - was <= set(sentences(merged))


@pytest.mark.parametrize("told", NARRATIVES, ids=[told["name"] for told in NARRATIVES])
def test_a_narrative_becomes_what_its_two_authors_would_have_wanted(told: dict[str, Any]) -> None:
    wanted = None if told["wanted"] == "disagree" else told["wanted"]
    assert merge_text(told["base"], told["ours"], told["theirs"]) == wanted
    assert merge_text(told["base"], told["theirs"], told["ours"]) == wanted


def test_no_more_than_half_of_the_narratives_ask() -> None:
    """A merge that always asked would pass every other test."""
    assert len(NARRATIVES) >= 51
    assert sum(told["wanted"] != "disagree" for told in NARRATIVES) >= 30


@given(REPEATED, REPEATED)
def test_a_text_of_repeated_sentences_that_one_person_changed_is_theirs(base: str, text: str) -> None:
    assert merge_text(base, base, text) == merge_text(base, text, base) == merge_text(base, text, text) == text


@given(REPEATED, REPEATED, REPEATED, st.integers(1, 400))
def test_the_order_does_not_matter_to_repeated_sentences_either_however_little_is_afforded(
    base: str, ours: str, theirs: str, steps: int
) -> None:
    assert merge_text(base, ours, theirs, Effort(steps)) == merge_text(base, theirs, ours, Effort(steps))


@given(st.one_of(REPEATED, WORDS), st.one_of(REPEATED, WORDS), st.one_of(REPEATED, WORDS), st.integers(1, 400))
def test_no_sentence_is_doubled_or_revived_or_lost_or_made_up(base: str, ours: str, theirs: str, steps: int) -> None:
    merged = merge_text(base, ours, theirs, Effort(steps))
    if merged is not None:
        b, o, t, found = (_counted(text) for text in (base, ours, theirs, merged))
        for sentence in b | o | t | found:
            added = max(o[sentence] - b[sentence], 0) + max(t[sentence] - b[sentence], 0)
            taken = max(b[sentence] - o[sentence], 0) + max(b[sentence] - t[sentence], 0)
            assert max(b[sentence] - taken, 0) <= found[sentence] <= b[sentence] + added
            if o[sentence] == b[sentence]:
                assert found[sentence] == t[sentence]
            if t[sentence] == b[sentence]:
                assert found[sentence] == o[sentence]


@given(st.permutations("あいうえおか"), st.permutations("あいうえおか"))
def test_sentences_that_both_moved_stand_once_or_ask(ours: list[str], theirs: list[str]) -> None:
    merged = merge_text("あ。い。う。え。お。か。", "。".join(ours) + "。", "。".join(theirs) + "。")
    assert merged is None or sorted(sentences(merged)) == ["あ。", "い。", "う。", "え。", "お。", "か。"]


@given(st.lists(ANSWERS, min_size=5, max_size=5), st.integers(0, 1), st.integers(3, 4), ANSWERS, ANSWERS)
def test_two_answers_of_a_form_are_both_taken(
    answers: list[str], mine: int, theirs: int, my_answer: str, their_answer: str
) -> None:
    merged = merge_text(_form(answers), _form(answers, {mine: my_answer}), _form(answers, {theirs: their_answer}))
    assert merged == _form(answers, {mine: my_answer, theirs: their_answer})


@pytest.mark.parametrize("name", HOSTILE)
def test_a_text_made_to_be_slow_takes_few_steps(name: str) -> None:
    """How long they take is what ``make bench`` measures; unbounded, each of these goes through millions of lines."""
    base, ours, theirs = HOSTILE[name]
    assert all(len(text) <= NOTE_LENGTH for text in (base, ours, theirs))
    assert lines_run(lambda: merge_text(base, ours, theirs)) < MOST_LINES


def test_what_is_spent_cannot_be_spent_again() -> None:
    effort = Effort()
    base, ours, theirs = HOSTILE["sentences of 15 letters"]
    assert merge_text(base, ours, theirs, effort) is None
    again: list[str | None] = []
    assert lines_run(lambda: again.append(merge_text(base, ours, theirs, effort))) < 100
    assert again == [None]


def _form(answers: list[str], changed: dict[int, str] | None = None) -> str:
    headings = ["【食事】", "【睡眠】", "【服薬】", "【家計】", "【仕事】"]
    given_answers = [(changed or {}).get(place, answer) for place, answer in enumerate(answers)]
    return "\n".join(f"{heading}\n{answer}\n" for heading, answer in zip(headings, given_answers, strict=True))


def _counted(text: str) -> Counter[str]:
    return Counter(stripped for sentence in sentences(text) if (stripped := sentence.strip()))
