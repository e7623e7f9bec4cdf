"""Of a restricted case those are told who see it, and of a colleague's safety all who were told before."""

from __future__ import annotations

from server.calendar.days import is_closed
from server.reminders.giving import DueNotice, give
from server.reminders.settings import policy_of
from server.reminders.situation import Situation
from server.store import reading, utcnow, writing
from sync.roles import Permission
from tests.server.people import OfficeUnderTest, change, visit
from tests.server.restricting import restrict, told


def test_a_notice_about_it_is_no_more_for_those_who_lost_it(office: OfficeUnderTest, case: str, other: str) -> None:
    worker, colleague = office.client("worker"), office.hire("worker2", "worker")
    note = visit(case)
    assert worker.push(note)[0]["status"] == "applied"
    boss = office.client("supervisor")
    comment = {"case": case, "about": note["record"], "text": "確認しました。", "written_at": "2026-11-20T03:00:00Z"}
    assert boss.push(change("comment", comment))[0]["status"] == "applied"
    assert len(told(worker, "comment")) == 1
    restrict(office, case, other)
    assert told(worker, "comment") == []
    assert colleague not in office.stored(case)[case]["restricted_to"]


def test_what_asks_for_somebody_is_told_to_those_who_are_named(office: OfficeUnderTest, case: str, other: str) -> None:
    """The supervisors, who are told of a plan otherwise, do not see it."""
    worker = office.client("worker")
    restrict(office, case, other, office.users["worker"])
    plan = change("plan", {"case": case, "number": 1, "goal": "家賃を払う。", "submitted": True})
    assert worker.push(plan)[0]["status"] == "applied"
    assert len(told(office.client(login=office.login("manager2")), "approval")) == 1
    assert told(office.client("supervisor"), "approval") == []


def test_no_notice_about_it_is_given_to_others_but_what_is_about_a_colleagues_safety(
    office: OfficeUnderTest, case: str, other: str
) -> None:
    restrict(office, case, other)
    supervisor = office.users["supervisor"]
    with office.app.app_context(), writing(office.id) as store:
        due = [
            DueNotice(reminder, supervisor, reminder, about=case, case=case, place="見本町の自宅")
            for reminder in ("no_contact", "visit_overrun_escalated", "alarm")
        ]
        give(store, due, utcnow())
    phone = office.client("supervisor")
    assert told(phone, "no_contact") == []
    assert ["place" in each for each in told(phone, "visit_overrun_escalated")] == [False]
    assert ["place" in each for each in told(phone, "alarm")] == [True]


def test_a_task_of_it_is_given_to_nobody_who_does_not_see_it(office: OfficeUnderTest, case: str, other: str) -> None:
    restrict(office, case, other, office.users["worker"])
    with office.app.app_context(), reading(office.id) as store:
        situation = Situation(utcnow(), policy_of({}), is_closed, store.accounts.users(), store.restrictions.named())
        assert situation.in_charge(office.users["worker"], case) == [office.users["worker"]]
        assert situation.in_charge(office.users["supervisor"], case) == [other]
        assert situation.who_may(Permission.ANSWER_ALARMS) == [office.users["supervisor"]]
