"""The page on which a supervisor says what the office is reminded of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from server.reminders.settings import DEFAULT, ReminderPolicy, policy_of
from server.store import reading
from tests.server.office.desk import Desk
from tests.server.people import OfficeUnderTest

DeskFor = Callable[[str], Desk]
PAGE = "/office/reminders/"


def stored(office: OfficeUnderTest) -> Any:
    with office.app.app_context(), reading(office.id) as store:
        return store.reminders.settings()


def policy(office: OfficeUnderTest) -> ReminderPolicy:
    return policy_of(stored(office))


def test_a_form_that_is_sent_as_it_came_changes_nothing(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    desk = desk_for("supervisor")
    desk.open(PAGE)
    desk.send(form=PAGE)
    assert "The reminders have been changed." in desk.follow()
    assert policy(office) == DEFAULT
    assert stored(office) == {}


def test_what_is_changed_is_kept_and_shown(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    desk = desk_for("manager")
    desk.open(PAGE)
    (on,) = [desk.form(PAGE).values["on"]]
    wanted = [code for code in on if code != "contact_lost"]
    desk.send(form=PAGE, morning="07:45", no_contact_days="14", on=wanted, working_days_only=[])
    page = desk.follow()
    assert stored(office) == {
        "morning": "07:45",
        "no_contact_days": 14,
        "off": ["contact_lost"],
        "working_days_only": False,
    }
    assert 'value="07:45"' in page
    assert desk.form(PAGE).values["on"] == wanted
    assert "working_days_only" not in desk.form(PAGE).values


def test_a_day_of_the_week_is_chosen_for_what_is_late_and_given_up_again(
    office: OfficeUnderTest, desk_for: DeskFor
) -> None:
    desk = desk_for("supervisor")
    desk.open(PAGE)
    assert desk.form(PAGE).values["late_weekday"] == [""]
    desk.send(form=PAGE, late_weekday="monday")
    desk.follow()
    assert stored(office) == {"late_weekday": "monday"}
    assert desk.form(PAGE).values["late_weekday"] == ["monday"]
    desk.send(form=PAGE, late_weekday="")
    desk.follow()
    assert stored(office) == {}


def test_a_day_on_which_offices_are_closed_cannot_be_chosen(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    desk = desk_for("supervisor")
    desk.open(PAGE)
    answer = desk.send(form=PAGE, late_weekday="sunday")
    assert answer.status_code == 422
    assert "Please choose again." in answer.text
    assert "late_weekday-error" in answer.text
    assert stored(office) == {}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"morning": ""}, "Please check the time."),
        ({"evening": "25:00"}, "Please check the time."),
        ({"no_contact_days": ""}, "Please write a number."),
        ({"no_contact_days": "soon"}, "Please write a number."),
        ({"no_contact_days": "2"}, "Please write a number from 7 to 180."),
        ({"overrun_escalated_minutes": "5"}, "This must not be earlier than the reminder to the worker."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(
    office: OfficeUnderTest, desk_for: DeskFor, given: dict[str, str], said: str
) -> None:
    desk = desk_for("supervisor")
    desk.open(PAGE)
    answer = desk.send(form=PAGE, **given)
    assert answer.status_code == 422
    assert said in answer.text
    (field,) = given
    assert f"{field}-error" in answer.text
    assert f'value="{given[field]}"' in answer.text
    assert stored(office) == {}


def test_each_office_has_its_own(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    other = OfficeUnderTest(office.app, "kushiro").open()
    desk = desk_for("supervisor")
    desk.open(PAGE)
    desk.send(form=PAGE, evening="18:00")
    assert stored(office) == {"evening": "18:00"}
    assert stored(other) == {}
