"""A narrative's way from one wording to the next, as the history tells it."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import hostile
from server.language.words import Words
from server.office.history import Piece, history_in_words, pieces
from server.store.history import HistoryRow
from tests.steps import lines_run

TEXTS = st.lists(st.sampled_from(["あ。", "い。", "う。\n", "\n", "え"]), max_size=10).map("".join)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("甲。乙。", "甲。乙。丙。", [("kept", "甲。乙。"), ("new", "丙。")]),
        ("甲。乙。丙。", "甲。乙2。丙。", [("kept", "甲。"), ("gone", "乙。"), ("new", "乙2。"), ("kept", "丙。")]),
        ("甲。", "", [("gone", "甲。")]),
        ("", "甲。", [("new", "甲。")]),
        ("", "", []),
    ],
)
def test_a_narrative_is_told_sentence_by_sentence(before: str, after: str, expected: list[Piece]) -> None:
    assert pieces(before, after) == expected


@given(TEXTS, TEXTS)
def test_what_is_told_is_both_wordings(before: str, after: str) -> None:
    found = pieces(before, after)
    assert "".join(text for how, text in found if how != "new") == before
    assert "".join(text for how, text in found if how != "gone") == after


def test_a_hundred_wordings_made_to_be_slow_are_told_in_a_moment() -> None:
    wordings = [text for three in hostile.texts().values() for text in three] * 2
    day = dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
    history = [
        HistoryRow(
            id=str(number),
            seq=number,
            author="sato",
            author_name="佐藤",
            made_at=day,
            received_at=day,
            status="applied",
            late=False,
            before={"narrative": wordings[number - 1]},
            after={"narrative": wordings[number]},
        )
        for number in range(len(wordings))
    ]
    entries: list[object] = []
    words = Words("ja", zoneinfo.ZoneInfo("Asia/Tokyo"))
    steps = lines_run(lambda: entries.extend(history_in_words("support", history, words)))
    assert len(entries) == len(history) > 100
    assert steps < 10_000_000
