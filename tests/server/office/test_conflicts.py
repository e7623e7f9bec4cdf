"""Disagreements at the office: both values side by side, and the choice between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.server.office.desk import Desk
from tests.server.people import OfficeUnderTest, change, visit

DeskFor = Callable[[str], Desk]


class Dispute:
    """The worker and the supervisor have given a note different values."""

    def __init__(
        self, office: OfficeUnderTest, current: Mapping[str, Any], proposed: Mapping[str, Any], **note: Any
    ) -> None:
        worker, supervisor = office.client("worker"), office.client("supervisor")
        made = visit(office.case_of(office.users["worker"]), **note)
        worker.push(made)
        self.note = str(made["record"])
        supervisor.push(change("support", current, self.note, made["id"]))
        (result,) = worker.push(change("support", proposed, self.note, made["id"]))
        self.conflict = result["conflicts"][0]
        self.page = f"/office/conflicts/{self.conflict}"


@pytest.fixture
def dispute(office: OfficeUnderTest) -> Dispute:
    return Dispute(office, {"place": "公園"}, {"place": "図書館"}, place="自宅")


def settled(office: OfficeUnderTest, dispute: Dispute) -> tuple[str | None, str]:
    stored = office.stored(dispute.note, dispute.conflict)
    return stored[dispute.note].get("place"), stored[dispute.conflict]["state"]


@pytest.mark.parametrize(
    ("choice", "third", "place"),
    [("current", "", "公園"), ("proposed", "", "図書館"), ("third", "図書館の前の公園", "図書館の前の公園")],
)
def test_a_choice_settles_it(
    office: OfficeUnderTest, dispute: Dispute, desk_for: DeskFor, choice: str, third: str, place: str
) -> None:
    desk = desk_for("supervisor")
    page = desk.open(dispute.page)
    assert all(value in page for value in ("自宅", "公園", "図書館"))
    desk.send(form=dispute.conflict, choice=choice, place=third)
    assert "What was not chosen stays in the history." in desk.follow()
    assert settled(office, dispute) == (place, "resolved")
    assert dispute.conflict in desk.open("/office/conflicts/?state=closed")
    assert dispute.conflict not in desk.open("/office/conflicts/")


def test_without_a_choice_nothing_is_settled(office: OfficeUnderTest, dispute: Dispute, desk_for: DeskFor) -> None:
    desk = desk_for("supervisor")
    desk.open(dispute.page)
    answer = desk.send(form=dispute.conflict)
    assert (answer.status_code, "Please choose one." in answer.text) == (422, True)
    assert settled(office, dispute) == ("公園", "open")


def test_a_choice_on_what_has_changed_since_disagrees_again(
    office: OfficeUnderTest, dispute: Dispute, desk_for: DeskFor
) -> None:
    desk = desk_for("supervisor")
    desk.open(dispute.page)
    with_head = desk.form(dispute.conflict).values["seen"][0]
    office.client("manager").push(change("support", {"place": "駅"}, dispute.note, with_head))
    desk.send(form=dispute.conflict, choice="proposed")
    again = desk.page.headers["Location"]
    assert again.startswith("/office/conflicts/")
    assert again != dispute.page
    page = desk.follow()
    assert "disagrees again" in page
    assert "駅" in page
    assert settled(office, dispute) == ("駅", "resolved")


def test_what_somebody_else_has_settled_stays_settled(
    office: OfficeUnderTest, dispute: Dispute, desk_for: DeskFor
) -> None:
    late, first = desk_for("manager"), desk_for("supervisor")
    late.open(dispute.page)
    first.open(dispute.page)
    first.send(form=dispute.conflict, choice="current")
    late.send(form=dispute.conflict, choice="proposed")
    assert "Somebody else has settled this already." in late.follow()
    assert settled(office, dispute) == ("公園", "resolved")


def about_its_times(office: OfficeUnderTest) -> Dispute:
    """One moves the beginning behind the end that the other gives."""
    return Dispute(
        office,
        {"started_at": "2026-11-20T03:00:00Z"},
        {"ended_at": "2026-11-20T02:00:00Z"},
        started_at="2026-11-20T01:00:00Z",
        ended_at="2026-11-20T04:00:00Z",
    )


def test_what_breaks_a_rule_is_said_at_the_field_and_can_be_mended_there(
    office: OfficeUnderTest, desk_for: DeskFor
) -> None:
    dispute, desk = about_its_times(office), desk_for("supervisor")
    desk.open(dispute.page)
    answer = desk.send(form=dispute.conflict, choice="third", ended_at="2026-11-20T11:00")
    assert answer.status_code == 422
    assert re.search(r'id="ended_at"[^>]*aria-invalid="true"', answer.text)
    assert "The end is before the start." in answer.text
    desk.send(form=dispute.conflict, choice="third", started_at="2026-11-20T10:00", ended_at="2026-11-20T11:00")
    note = office.stored(dispute.note)[dispute.note]
    assert (note["started_at"], note["ended_at"]) == ("2026-11-20T01:00:00Z", "2026-11-20T02:00:00Z")


def test_a_third_answer_keeps_the_boxes_that_a_rule_ties_to_it(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    dispute, desk = (
        Dispute(office, {"outcome": "refused"}, {"outcome": "family_only"}, outcome="met", met=["family"]),
        desk_for("supervisor"),
    )
    desk.open(dispute.page)
    assert desk.send(form=dispute.conflict, choice="third", outcome="absent").status_code == 303
    note = office.stored(dispute.note)[dispute.note]
    assert (note["outcome"], note["met"]) == ("absent", ["family"])


def test_a_disputed_time_is_chosen_together_with_what_it_was_written_with(
    office: OfficeUnderTest, desk_for: DeskFor
) -> None:
    dispute, desk = about_its_times(office), desk_for("supervisor")
    page = desk.open(dispute.page)
    assert page.index("10:00") > page.index("12:00"), "the beginnings of both sides are shown"
    desk.send(form=dispute.conflict, choice="proposed")
    desk.follow()
    note = office.stored(dispute.note)[dispute.note]
    assert (note["started_at"], note["ended_at"]) == ("2026-11-20T01:00:00Z", "2026-11-20T02:00:00Z")


def test_one_choice_decides_beginning_and_end_that_one_change_proposed(
    office: OfficeUnderTest, desk_for: DeskFor
) -> None:
    times = [f"2026-11-20T0{hour}:00:00Z" for hour in range(1, 7)]
    dispute = Dispute(
        office,
        {"started_at": times[1], "ended_at": times[2]},
        {"started_at": times[3], "ended_at": times[4]},
        started_at=times[0],
        ended_at=times[1],
    )
    desk = desk_for("supervisor")
    desk.open(dispute.page)
    desk.send(form=dispute.conflict, choice="proposed")
    assert "There are no disagreements." in desk.open("/office/conflicts/")
    note = office.stored(dispute.note)[dispute.note]
    assert (note["started_at"], note["ended_at"]) == (times[3], times[4])


def test_what_cannot_be_read_is_kept_in_the_form(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    times = [f"2026-11-20T0{hour}:00:00Z" for hour in (1, 2, 3)]
    dispute = Dispute(office, {"started_at": times[1]}, {"started_at": times[2]}, started_at=times[0])
    desk = desk_for("supervisor")
    desk.open(dispute.page)
    answer = desk.send(form=dispute.conflict, choice="third", started_at="soon")
    assert (answer.status_code, "Please check date and time." in answer.text) == (422, True)


def test_a_deletion_against_an_edit_offers_both(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    dispute = Dispute(office, {"place": "公園"}, {"deleted": True}, place="自宅")
    desk = desk_for("supervisor")
    page = desk.open(dispute.page)
    assert "whether it is deleted" in page
    assert 'value="third"' not in page
    desk.send(form=dispute.conflict, choice="proposed")
    desk.follow()
    assert office.stored(dispute.note)[dispute.note]["deleted"] is True


def test_those_put_to_the_supervisor_come_first(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    older, asked = (Dispute(office, {"place": "公園"}, {"place": "駅"}, place="自宅") for _ in range(2))
    worker = office.client("worker")
    heads = {record["id"]: record["head"] for record in worker.pull()["records"]}
    question = {"asked": True, "question": "どちらが正しいですか"}
    worker.push(change("conflict", question, asked.conflict, heads[asked.conflict]))
    page = desk_for("supervisor").open("/office/conflicts/")
    assert re.findall(r"/office/conflicts/([0-9a-f-]{36})", page) == [asked.conflict, older.conflict]
    assert "どちらが正しいですか" in page


def test_workers_see_and_settle_their_own_only(office: OfficeUnderTest, dispute: Dispute, desk_for: DeskFor) -> None:
    desk = desk_for("worker")
    desk.open(dispute.page)
    desk.send(form=dispute.conflict, choice="proposed")
    assert settled(office, dispute) == ("図書館", "resolved")
    other = Dispute(office, {"place": "公園"}, {"place": "駅"}, place="自宅")
    colleague = Desk(office.app.test_client())
    office.hire("colleague", "worker")
    colleague.sign_in(office.login("colleague"))
    assert "There are no disagreements." in colleague.open("/office/conflicts/")
    colleague.open(other.page, 404)
