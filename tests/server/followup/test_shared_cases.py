"""The office answers the table that the phone answers (``tests/app/followup.test.ts``): from records, by the store."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from server.ground.ids import new_id
from server.services.casework import change_as_server
from server.store import utcnow, writing
from server.store.followup import FollowUpFilter
from sync.followup import LISTS, Thresholds
from tests.server.people import OfficeUnderTest

CASES = json.loads((Path(__file__).parents[2] / "cases" / "follow_up.json").read_text(encoding="utf-8"))


def answered(office: OfficeUnderTest, case: dict[str, Any]) -> list[list[Any]]:
    """What the store lists, with a plan's number in place of its id, in the order of the lists."""
    case_id, by = office.case_of(None), office.users["manager"]
    with office.app.app_context(), writing(office.id) as store:
        if "opened_on" in case:
            change_as_server(store, "case", case_id, {"opened_on": case["opened_on"]}, by=by, now=utcnow())
        for kind, many in (("plan", case["plans"]), ("support", case["supports"])):
            for fields in many:
                change_as_server(store, kind, new_id(), {"case": case_id} | fields, by=by, now=utcnow())
        thresholds = Thresholds(**case.get("thresholds", {}))
        rows = store.followup.rows(dt.date.fromisoformat(case["today"]), FollowUpFilter(), thresholds)
    return [[row.attention.list, row.plan_number, row.attention.on, row.attention.days] for row in rows]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["fact"])
def test_phone_and_office_ask_for_the_same(office: OfficeUnderTest, case: dict[str, Any]) -> None:
    expected = sorted(case["expected"], key=lambda found: LISTS.index(found[0]))
    assert answered(office, case) == expected
