"""What somebody does is told at once: with the same exchange, not by the scheduler."""

from __future__ import annotations

from typing import Any

import pytest

from server.ground.ids import new_id
from server.reminders.events import approval_given
from server.services import exchange
from server.services.casework import change_as_server
from server.store import utcnow, writing
from sync.fields import write_moment
from tests.server.people import Client, OfficeUnderTest, change, visit

OUTING = {
    "started_at": "2026-11-20T00:30:00Z",
    "expected_end": "2026-11-20T01:30:00Z",
    "place": "見本町1-2",
}


def notices(office: OfficeUnderTest, role: str) -> list[dict[str, Any]]:
    """The notices that a phone of a role pulls, without the time at which they were made."""
    found = [record["fields"] for record in office.client(role).pull()["records"] if record["kind"] == "notice"]
    return [{name: value for name, value in fields.items() if name not in {"made_at", "worker"}} for fields in found]


def go_out(office: OfficeUnderTest, phone: Client) -> tuple[str, dict[str, Any]]:
    """A worker's visit under watch has begun. Returns its case and its change."""
    case = office.case_of(office.users["worker"])
    phone.pull()
    outing = change("outing", OUTING | {"case": case, "worker": office.users["worker"]})
    assert phone.push(outing)[0]["status"] == "applied"
    return case, outing


def test_a_call_for_help_reaches_the_supervisor_with_the_same_exchange(office: OfficeUnderTest) -> None:
    phone = office.client("worker")
    case, outing = go_out(office, phone)
    alarm = change("outing", {"alarm_at": "2026-11-20T00:50:00Z"}, outing["record"], outing["id"])
    phone.push(alarm)
    told = {
        "reminder": "alarm",
        "about": outing["record"],
        "case": case,
        "subject": office.users["worker"],
        "place": "見本町1-2",
    }
    assert notices(office, "supervisor") == [told]
    phone.push(alarm)
    assert notices(office, "supervisor") == [told]
    phone.push(change("outing", {"safe_at": "2026-11-20T01:00:00Z"}, outing["record"], alarm["id"]))
    assert notices(office, "supervisor") == [told, told | {"reminder": "alarm_over"}]
    assert notices(office, "worker") == notices(office, "manager") == []


def test_without_a_supervisor_the_manager_is_told(office: OfficeUnderTest) -> None:
    with office.app.app_context(), writing(office.id) as store:
        store.accounts.change_user(office.users["supervisor"], active=False)
    phone = office.client("worker")
    _, outing = go_out(office, phone)
    phone.push(change("outing", {"alarm_at": "2026-11-20T00:50:00Z"}, outing["record"], outing["id"]))
    assert [notice["reminder"] for notice in notices(office, "manager")] == ["alarm"]


def test_a_visit_that_begins_and_ends_tells_nobody(office: OfficeUnderTest) -> None:
    phone = office.client("worker")
    _, outing = go_out(office, phone)
    phone.push(change("outing", {"ended_at": "2026-11-20T01:20:00Z"}, outing["record"], outing["id"]))
    assert notices(office, "supervisor") == []


def test_a_notice_that_cannot_be_written_loses_no_change(
    office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(exchange, "exchanged", fail)
    _, outing = go_out(office, office.client("worker"))
    assert office.stored(outing["record"])


def test_a_comment_reaches_the_notes_author_and_the_answer_the_commenter(office: OfficeUnderTest) -> None:
    worker, supervisor = office.client("worker"), office.client("supervisor")
    case = office.case_of(office.users["worker"])
    worker.pull()
    note = visit(case)
    worker.push(note)
    said = {"case": case, "about": note["record"], "text": "次回は同行します。", "written_at": write_moment(utcnow())}
    supervisor.push(change("comment", said))
    told = {"reminder": "comment", "about": note["record"], "case": case}
    assert notices(office, "worker") == [told | {"subject": office.users["supervisor"]}]
    worker.push(change("comment", said | {"text": "お願いします。"}))
    assert notices(office, "supervisor") == [told | {"subject": office.users["worker"]}]
    assert len(notices(office, "worker")) == 1


def test_who_lost_the_case_is_told_of_no_comment_in_it_and_of_no_approval(office: OfficeUnderTest) -> None:
    worker, case = office.client("worker"), office.case_of(office.users["worker"])
    worker.pull()
    note, plan = visit(case), change("plan", {"case": case, "number": 1, "goal": "家計を整える。"})
    assert {result["status"] for result in worker.push(note, plan)} == {"applied"}
    with office.app.app_context(), writing(office.id) as store:
        fields = {"main_worker": None}
        change_as_server(store, "case", case, fields, by=office.users["supervisor"], now=utcnow())
    said = {"case": case, "about": note["record"], "text": "次回は同行します。", "written_at": write_moment(utcnow())}
    office.client("supervisor").push(change("comment", said))
    with office.app.app_context(), writing(office.id) as store:
        assert approval_given(store, plan["record"], by=office.users["supervisor"], now=utcnow()) == []
    assert notices(office, "worker") == []


def test_a_plan_that_is_submitted_asks_the_supervisor_and_its_approval_tells_the_worker(
    office: OfficeUnderTest,
) -> None:
    phone = office.client("worker")
    case = office.case_of(office.users["worker"])
    phone.pull()
    plan = change("plan", {"case": case, "number": 1, "goal": "家計を整える。"})
    asks = change("plan", {"submitted": True}, plan["record"], plan["id"])
    phone.push(plan)
    assert notices(office, "supervisor") == []
    phone.push(asks)
    assert notices(office, "supervisor") == [{"reminder": "approval", "about": plan["record"], "case": case}]
    approve(office, plan["record"])
    (told,) = notices(office, "worker")
    assert told == {
        "reminder": "approval",
        "about": plan["record"],
        "case": case,
        "subject": office.users["supervisor"],
    }


def test_a_support_of_an_approved_plan_that_changes_asks_the_supervisor_once_more_and_once(
    office: OfficeUnderTest,
) -> None:
    phone = office.client("worker")
    case = office.case_of(office.users["worker"])
    phone.pull()
    plan = change("plan", {"case": case, "number": 1, "goal": "家計を整える。", "submitted": True})
    phone.push(plan)
    approve(office, plan["record"])
    asked = {"reminder": "approval", "about": plan["record"], "case": case}
    assert notices(office, "supervisor") == [asked]
    part = {"case": case, "plan": plan["record"], "what": "家計表を書く"}
    sent = [change("plan_support", part), change("plan_support", part | {"what": "買い物に行く"})]
    phone.push(*sent)
    assert notices(office, "supervisor") == [asked, asked]
    phone.push(*sent)
    assert notices(office, "supervisor") == [asked, asked]


def approve(office: OfficeUnderTest, plan: str) -> None:
    """The supervisor approves a plan."""
    now, by = utcnow(), office.users["supervisor"]
    fields = {"approval": "approved", "approved_by": by, "approved_at": write_moment(now)}
    with office.app.app_context(), writing(office.id) as store:
        change_as_server(store, "plan", plan, fields, by=by, role="supervisor", now=now)
        assert len(approval_given(store, plan, by=by, now=now)) == 1
        assert approval_given(store, plan, by=by, now=now) == []


def test_an_id_that_nobody_knows_is_no_trouble(office: OfficeUnderTest) -> None:
    (result,) = office.client("worker").push(change("comment", {"case": new_id(), "about": new_id()}))
    assert result["status"] == "rejected"
