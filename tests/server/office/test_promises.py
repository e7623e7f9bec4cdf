"""What comes of a meeting afterwards: the plan's day, and tasks of which their owners are reminded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from server.reminders.ticking import Ticker
from tests.server.office.desk import Desk
from tests.server.office.test_meetings import convened, in_days, on_the_agenda, sent
from tests.server.people import OfficeUnderTest, change
from tests.server.reminders.office import local

DeskFor = Callable[[str], Desk]


@pytest.fixture
def plan(office: OfficeUnderTest, case: str) -> str:
    """A plan that the client has agreed to."""
    return sent(office, "plan", case=case, number=1, agreed_on=in_days(-2))


def promised(office: OfficeUnderTest, desk: Desk, case: str, owner: str, due: str) -> str:
    """A task out of the minutes of a meeting. Returns its id."""
    meeting = convened(office, -1)
    item = on_the_agenda(office, meeting, case)
    desk.open(f"/office/meetings/{meeting}/items/{item}")
    task = desk.form("/tasks").values["task"][0]
    desk.send(form="/tasks", what="決定通知を届ける", worker=office.users[owner], due=due)
    assert "決定通知を届ける" in desk.follow()
    return task


def reminded(office: OfficeUnderTest, role: str, at: str) -> list[dict[str, Any]]:
    """What somebody's phone has been told of tasks, after a look at that time."""
    with office.app.app_context():
        Ticker().tick(office.id, local(at))
    records = [record["fields"] for record in office.client(role).pull()["records"] if record["kind"] == "notice"]
    return [notice for notice in records if notice["reminder"] == "task_due"]


def test_who_promised_something_at_a_meeting_is_reminded_on_its_day_once(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    task = promised(office, desk_for("supervisor"), case, "worker", "2027-02-03")
    assert reminded(office, "worker", "2027-02-02 17:00") == []
    (notice,) = reminded(office, "worker", "2027-02-03 09:00")
    assert (notice["about"], notice["case"], notice["due"]) == (task, case, "2027-02-03")
    assert len(reminded(office, "worker", "2027-02-04 09:00")) == 1
    assert reminded(office, "supervisor", "2027-02-04 09:00") == []


def test_nobody_is_reminded_of_what_is_done(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    task = promised(office, desk_for("supervisor"), case, "worker", "2027-02-03")
    phone = office.client("worker")
    head = next(record["head"] for record in phone.pull()["records"] if record["id"] == task)
    phone.push(change("task", {"done_on": "2027-02-01"}, task, head))
    assert reminded(office, "worker", "2027-02-03 09:00") == []


def test_a_task_is_given_to_those_who_have_the_case_and_to_supervisors(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    meeting = convened(office, -1)
    item = on_the_agenda(office, meeting, case)
    desk = desk_for("supervisor")
    page = desk.open(f"/office/meetings/{meeting}/items/{item}")
    offered = {role for role, user in office.users.items() if f'<option value="{user}"' in page}
    assert offered == {"worker", "supervisor", "manager"}


def test_a_plan_is_at_the_meeting_on_whose_agenda_it_stands_and_moves_along(
    office: OfficeUnderTest, case: str, plan: str, desk_for: DeskFor
) -> None:
    meeting, following = convened(office), convened(office, 30)
    desk = desk_for("supervisor")
    desk.open(f"/office/meetings/{meeting}")
    desk.send(form="/agenda", offer=[f"decide_plan.{plan}"])
    assert office.stored(plan)[plan]["coordination_meeting"] == in_days(3)
    desk.open(f"/office/meetings/{meeting}/edit")
    desk.send(held_at=f"{in_days(5)}T14:00")
    assert office.stored(plan)[plan]["coordination_meeting"] == in_days(5)
    desk.open(f"/office/meetings/{meeting}")
    desk.send(form="/carry", to=following)
    assert office.stored(plan)[plan]["coordination_meeting"] == in_days(30)
    desk.follow()
    desk.send(form="/remove")
    assert "coordination_meeting" not in office.stored(plan)[plan]


def test_a_plan_that_was_decided_keeps_its_days(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    days = {"coordination_meeting": "2026-10-05", "decision": "2026-10-06"}
    plan = sent(office, "plan", case=case, number=1, **days)
    desk = desk_for("worker")
    meeting = convened(office)
    desk.open(f"/office/cases/{case}/agenda")
    desk.send(meeting=meeting, purpose="decide_plan", plan=plan)
    assert desk.follow().count('class="agenda__item"') == 1
    assert office.stored(plan)[plan] | days == office.stored(plan)[plan]
