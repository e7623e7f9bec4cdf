"""What counts as a contact: the table that the phone answers as well (``tests/app/followup.test.ts``)."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from server.followup.contacts import contact_of
from server.followup.outings import due

CASES = json.loads((Path(__file__).parents[2] / "cases" / "contacts.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=json.dumps)
def test_what_counts_as_a_contact(case: dict[str, Any]) -> None:
    fields = {name: value for name, value in case.items() if name != "is"}
    assert contact_of(fields) == case["is"]


def moment(clock: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2026-11-30T{clock}:00Z")


@pytest.mark.parametrize(
    ("started", "end", "received", "expected"),
    [
        ("10:00", "11:00", "10:00", "11:00"),
        ("10:00", "11:00", None, "11:00"),
        # The phone was out of reach for two hours: what it says of its start may well be so.
        ("08:00", "09:00", "10:00", "09:00"),
        # Three hours ahead: nobody begins after the office has heard of it.
        ("13:00", "14:00", "10:00", "11:00"),
    ],
)
def test_a_visit_is_over_by_the_offices_clock(started: str, end: str, received: str | None, expected: str) -> None:
    heard = None if received is None else moment(received)
    assert due(moment(started), moment(end), heard) == moment(expected)
