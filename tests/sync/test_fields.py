"""What the value types take, and the one spelling they give back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sync.fields import LINE_LENGTH, NOTE_LENGTH, SET_SIZE
from sync.records import KINDS

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent.parent / "cases" / "values.json").read_text("utf-8"))
"""What the phone spells the same (``tests/app/values.test.ts``)."""

SUPPORT = KINDS["support"]
AN_ID = "0199c2a0-1111-7000-8000-00000000abcd"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["fact"])
def test_by_the_table(case: dict[str, Any]) -> None:
    kind, field = KINDS[case["kind"]], case["field"]
    if "refused" in case:
        assert kind.read({field: case["given"]}) == ({}, {field: case["refused"]})
    else:
        canonical = {field: case["canonical"]}
        assert kind.read({field: case["given"]}) == (canonical, {})
        assert kind.read(canonical) == (canonical, {})


@pytest.mark.parametrize(
    ("field", "value", "canonical"),
    [
        ("started_at", "2026-11-21T01:30Z", "2026-11-21T01:30:00Z"),
        ("next_on", "2026-02-28", "2026-02-28"),
        ("case", AN_ID.upper(), AN_ID),
        ("companions", [" 保健師 ", "", "民生委員"], ["保健師", "民生委員"]),
        ("place", "  自宅 ", "自宅"),
        ("place", "   ", None),
        ("companions", [""], None),
    ],
)
def test_a_value_has_one_spelling(field: str, value: Any, canonical: Any) -> None:
    assert SUPPORT.read({field: value}) == ({field: canonical}, {})


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("started_at", 1732150000, "not_a_moment"),
        ("next_on", "21/11/2026", "not_a_day"),
        ("case", "7", "not_an_id"),
        ("case", 8, "not_an_id"),
        ("method", "teleport", "unknown_code"),
        ("method", ["visit"], "wrong_type"),
        ("met", ["person", "ghost"], "unknown_code"),
        ("met", "person", "wrong_type"),
        ("met", [["person"]], "wrong_type"),
        ("companions", [str(n) for n in range(SET_SIZE + 1)], "too_long"),
        ("place", "あ" * (LINE_LENGTH + 1), "too_long"),
        ("narrative", "あ" * (NOTE_LENGTH + 1), "too_long"),
        ("narrative", {"text": "x"}, "wrong_type"),
        ("narrative", "a\x00b", "not_plain_text"),
        ("narrative", "\ud800", "not_plain_text"),
        ("travel_minutes", "10", "wrong_type"),
        ("travel_minutes", True, "wrong_type"),
        ("travel_minutes", 1.5, "wrong_type"),
        ("travel_minutes", -1, "out_of_range"),
        ("travel_minutes", 10**30, "out_of_range"),
        ("wants_advice", 1, "wrong_type"),
        ("wants_advice", "yes", "wrong_type"),
        ("shoe_size", 26, "unknown_field"),
        ("", 26, "unknown_field"),
    ],
)
def test_what_cannot_be_read_is_named_by_field_and_code(field: str, value: Any, code: str) -> None:
    assert SUPPORT.read({field: value}) == ({}, {field: code})


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_field_declares_how_it_merges(kind: Any) -> None:
    assert set(kind.merge_rules.values()) <= {"register", "set", "text", "once", "server"}
    assert all(isinstance(field.metadata["sensitive"], bool) for field in kind.fields.values())
    assert set(kind.references.values()) <= {*KINDS, "*"}
