"""What a client agrees to: the table that the phone answers as well (``tests/app/agreement.test.ts``)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sync.agreement import PLAN, SUPPORT, agreed_digest, agreed_text, has_changed
from sync.records import KINDS

CASES = json.loads((Path(__file__).parents[1] / "cases" / "agreed_plans.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["fact"])
def test_what_is_agreed_to_has_one_spelling(case: dict[str, Any]) -> None:
    assert agreed_text(case["plan"], case["supports"]) == case["text"]
    assert agreed_digest(case["plan"], case["supports"]) == case["digest"]


@pytest.mark.parametrize("name", PLAN)
def test_whatever_is_agreed_to_of_a_plan_changes_the_digest(name: str) -> None:
    plan = CASES[2]["plan"] | {"agreed_to": CASES[2]["digest"]}
    assert not has_changed(plan, CASES[2]["supports"])
    assert has_changed(plan | {name: None}, CASES[2]["supports"])


@pytest.mark.parametrize("name", SUPPORT)
def test_whatever_is_agreed_to_of_a_support_changes_the_digest(name: str) -> None:
    plan = CASES[2]["plan"] | {"agreed_to": CASES[2]["digest"]}
    supports = {part: dict(fields) for part, fields in CASES[2]["supports"].items()}
    part = next(part for part, fields in supports.items() if name in fields)
    del supports[part][name]
    assert has_changed(plan, supports)


def test_a_support_that_is_added_or_taken_out_changes_the_digest() -> None:
    plan, supports = CASES[2]["plan"] | {"agreed_to": CASES[2]["digest"]}, CASES[2]["supports"]
    assert has_changed(plan, supports | {"c": {"what": "食料を届ける"}})
    assert has_changed(plan, {"a": supports["a"]})


def test_nothing_is_claimed_of_a_plan_that_was_agreed_to_before_digests_were_kept() -> None:
    assert not has_changed({"number": 1, "agreed_on": "2026-01-01"}, {})


def test_every_field_of_a_support_but_where_it_stands_is_agreed_to() -> None:
    assert set(SUPPORT) == KINDS["plan_support"].merge_rules.keys() - {"case", "plan", "deleted"}
