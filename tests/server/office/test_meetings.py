"""Meetings at the office: the agenda as it is built, the minutes, and what comes of them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from server.store import utcnow
from tests.server.counting import counted
from tests.server.office.desk import Desk
from tests.server.people import OfficeUnderTest, change, visit

DeskFor = Callable[[str], Desk]
GOAL = "家計簿を自分でつける。"


def sent(office: OfficeUnderTest, kind: str, role: str = "worker", **fields: Any) -> str:
    """A record, sent from somebody's phone."""
    made = change(kind, fields)
    (result,) = office.client(role).push(made)
    assert result["status"] == "applied", result
    return str(made["record"])


def in_days(days: int) -> str:
    return (utcnow() + dt.timedelta(days=days)).date().isoformat()


def convened(office: OfficeUnderTest, days: int = 3, **fields: Any) -> str:
    """A coordination meeting, at two in the afternoon."""
    held = {"meeting_kind": "coordination", "held_at": f"{in_days(days)}T05:00:00Z"}
    return sent(office, "meeting", "supervisor", **held | fields)


def on_the_agenda(office: OfficeUnderTest, meeting: str, case: str, **fields: Any) -> str:
    item = {"case": case, "meeting": meeting, "purpose": "consult", "treatment": "discuss"}
    return sent(office, "agenda_item", "supervisor", **item | fields)


def agenda(office: OfficeUnderTest, *items: str) -> list[tuple[Any, ...]]:
    """The position of each item, and whether it is still there."""
    stored = office.stored(*items)
    return [(stored[item].get("position"), stored[item].get("deleted", False)) for item in items]


def test_a_meeting_is_written_once_however_often_its_form_is_sent(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    desk = desk_for("supervisor")
    desk.open("/office/meetings/new")
    form = desk.form()
    given = form.values | {"held_at": "2027-01-15T14:00", "place": "会議室A", "attendees": "民生委員\n保健師"}
    for _ in range(2):
        desk.post("/office/meetings/new", **given)
    page = desk.follow()
    assert "会議室A" in page
    assert "Fri 15 Jan 2027 14:00" in page
    assert desk.open("/office/meetings/").count('class="list__link"') == 1


def test_a_meeting_without_a_time_is_asked_for_it(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    desk = desk_for("supervisor")
    desk.open("/office/meetings/new")
    answer = desk.send(held_at="", place="会議室B")
    assert answer.status_code == 422
    assert "会議室B" in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_two_people_who_alter_a_meeting_both_have_their_way(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    meeting = convened(office, place="会議室A")
    first, second = desk_for("supervisor"), desk_for("manager")
    first.open(f"/office/meetings/{meeting}/edit")
    second.open(f"/office/meetings/{meeting}/edit")
    first.send(place="会議室B")
    second.send(attendees="保健師")
    second.follow()
    stored = office.stored(meeting)[meeting]
    assert (stored["place"], stored["attendees"]) == ("会議室B", ["保健師"])


def test_what_waits_for_a_meeting_is_offered_with_its_purpose(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    decided = {"case": case, "decision": in_days(-200)}
    plans = {
        "decide_plan": sent(office, "plan", case=case, number=1, agreed_on=in_days(-2)),
        "monitor": sent(office, "plan", **decided, number=2, next_monitoring=in_days(2)),
        "evaluate": sent(office, "plan", **decided, number=3, period_end=in_days(10)),
        "case_review": sent(office, "plan", **decided, number=4),
    }
    sent(office, "plan", case=case, number=5, goal=GOAL)
    sent(office, "plan", **decided, number=6, next_monitoring=in_days(9))
    note = visit(case, wants_advice=True)
    office.client("worker").push(note, visit(case))
    meeting = convened(office)
    offered = re.findall(r'name="offer" value="(\S+?)"', desk_for("supervisor").open(f"/office/meetings/{meeting}"))
    assert {"decide_plan." + plans["decide_plan"], "monitor." + plans["monitor"]} <= set(offered)
    assert {"evaluate." + plans["evaluate"], f"consult.{note['record']}"} <= set(offered)
    assert sorted(each.split(".")[0] for each in offered) == sorted([*plans, "consult"])


def test_what_was_ticked_is_on_the_agenda_once_and_is_not_offered_again(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    plan = sent(office, "plan", case=case, number=1, agreed_on=in_days(-2))
    meeting, other = convened(office), convened(office, 30)
    desk = desk_for("supervisor")
    desk.open(f"/office/meetings/{meeting}")
    key = f"decide_plan.{plan}"
    ticked = desk.form("/agenda").values | {"offer": [key]}
    for _ in range(2):
        desk.post(f"/office/meetings/{meeting}/agenda", **ticked)
    page = desk.follow()
    assert page.count('class="agenda__item"') == 1
    assert key not in page
    assert key not in desk.open(f"/office/meetings/{other}")


def test_reports_stand_apart_from_what_is_talked_about_and_items_move_within_their_part(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    meeting = convened(office)
    report = on_the_agenda(office, meeting, case, treatment="report", purpose="monitor", position=3)
    first, second = (on_the_agenda(office, meeting, case, position=place) for place in (1, 2))
    desk = desk_for("supervisor")
    page = desk.open(f"/office/meetings/{meeting}")
    order = re.findall(r'id="item-([0-9a-f-]{36})"', page)
    assert order == [report, first, second]
    desk.send(form=f"{second}/move", way="up")
    page = desk.follow()
    assert re.findall(r'id="item-([0-9a-f-]{36})"', page) == [report, second, first]
    assert agenda(office, report, second, first) == [(1, False), (2, False), (3, False)]
    assert "/move" not in page.split(f'id="item-{report}"')[1].split("</li>")[0]


def test_an_item_goes_off_the_agenda_until_there_are_minutes_about_it(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    meeting = convened(office)
    empty, written = on_the_agenda(office, meeting, case), on_the_agenda(office, meeting, case, minutes="話した。")
    desk = desk_for("supervisor")
    desk.open(f"/office/meetings/{meeting}")
    given = desk.form(f"{empty}/remove").values
    for item in (empty, written):
        desk.post(f"/office/meetings/{meeting}/agenda/{item}/remove", **given)
    assert [gone for _, gone in agenda(office, empty, written)] == [True, False]


def test_what_is_unfinished_goes_on_to_the_next_meeting_and_minutes_stay(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    meeting, following = convened(office, -1), convened(office, 13)
    untouched = on_the_agenda(office, meeting, case, points="家賃のこと")
    continued = on_the_agenda(office, meeting, case, purpose="monitor", minutes="次回も。", decision="continued")
    settled = on_the_agenda(office, meeting, case, purpose="evaluate", minutes="達成。", decision="agreed")
    desk = desk_for("supervisor")
    for _ in range(2):
        desk.open(f"/office/meetings/{meeting}")
        desk.send(form="/carry", to=following)
        page = desk.follow()
    assert page.count('class="agenda__item"') == 2
    stored = office.stored(untouched, continued, settled)
    assert [stored[item]["meeting"] for item in (untouched, continued, settled)] == [following, meeting, meeting]
    assert "次回も。" not in page


def test_minutes_a_decision_date_and_a_task_reach_the_worker(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    plan = sent(office, "plan", case=case, number=1, goal=GOAL, agreed_on=in_days(-2))
    meeting = convened(office, -1)
    item = on_the_agenda(office, meeting, case, purpose="decide_plan", plan=plan)
    desk = desk_for("supervisor")
    assert GOAL in desk.open(f"/office/meetings/{meeting}/items/{item}")
    desk.send(form=item, minutes="了承された。", decision="agreed")
    desk.follow()
    desk.send(form="/plan", do="decide")
    desk.follow()
    desk.send(form="/tasks", what="決定通知を届ける", worker=office.users["worker"], due="2026-12-04")
    assert "決定通知を届ける" in desk.follow()
    records = {record["id"]: record["fields"] for record in office.client("worker").pull()["records"]}
    assert (records[item]["minutes"], records[item]["decision"]) == ("了承された。", "agreed")
    assert (records[plan]["decision"], records[plan]["coordination_meeting"]) == (in_days(-1), in_days(-1))
    (task,) = [fields for fields in records.values() if fields.get("what") == "決定通知を届ける"]
    assert (task["about"], task["worker"], task["due"]) == (item, office.users["worker"], "2026-12-04")
    assert "決定通知を届ける" in desk.open(f"/office/meetings/{meeting}/minutes")


def test_an_evaluation_is_written_from_the_meeting_with_its_day(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    plan = sent(office, "plan", case=case, number=1, decision="2026-05", period_end="2026-10")
    meeting = convened(office, -1)
    item = on_the_agenda(office, meeting, case, purpose="evaluate", plan=plan)
    desk = desk_for("manager")
    desk.open(f"/office/meetings/{meeting}/items/{item}")
    desk.send(form="/plan", evaluation="achieved", result="new_plan")
    desk.follow()
    stored = office.stored(plan)[plan]
    assert (stored["evaluation"], stored["result"]) == ("achieved", "new_plan")
    assert (stored["evaluated"], stored["evaluation_meeting"]) == (in_days(-1), in_days(-1))


def test_a_case_review_is_dated_to_its_meeting(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    plan = sent(office, "plan", case=case, number=1, decision="2026-02")
    meeting = convened(office, -1)
    item = on_the_agenda(office, meeting, case, purpose="case_review", plan=plan)
    desk = desk_for("supervisor")
    desk.open(f"/office/meetings/{meeting}/items/{item}")
    desk.send(form="/review")
    assert office.stored(plan)[plan]["case_reviewed_on"] == in_days(-1)


def test_minutes_that_two_people_write_at_once_are_put_together(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    meeting = convened(office, -1)
    item = on_the_agenda(office, meeting, case, minutes="始まり。")
    first, second = desk_for("supervisor"), desk_for("manager")
    for desk in (first, second):
        desk.open(f"/office/meetings/{meeting}/items/{item}")
    first.send(form=item, minutes="始まり。家賃は分納。")
    second.send(form=item, decision="continued")
    stored = office.stored(item)[item]
    assert (stored["minutes"], stored["decision"]) == ("始まり。家賃は分納。", "continued")


def test_a_task_without_words_is_asked_for_them(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    meeting = convened(office)
    item = on_the_agenda(office, meeting, case)
    desk = desk_for("supervisor")
    desk.open(f"/office/meetings/{meeting}/items/{item}")
    answer = desk.send(form="/tasks", what=" ", due="2026-12-04")
    assert (answer.status_code, 'value="2026-12-04"' in answer.text) == (422, True)


def test_a_worker_puts_a_case_on_an_agenda_and_sees_their_own_cases_there_only(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    meeting = convened(office)
    other = office.case_of(office.users["supervisor"], "架空 一郎")
    foreign = on_the_agenda(office, meeting, other, points="秘密")
    desk = desk_for("worker")
    desk.open(f"/office/cases/{case}/agenda")
    desk.send(meeting=meeting, points="進め方に迷っている。")
    page = desk.follow()
    assert "進め方に迷っている。" in page
    assert not re.search("架空|秘密", page)
    desk.open(f"/office/meetings/{meeting}/items/{foreign}", 404)
    desk.open(f"/office/cases/{other}/agenda", 404)
    for printed in ("minutes", "papers"):
        assert "秘密" not in desk.open(f"/office/meetings/{meeting}/{printed}")


def test_a_case_goes_once_to_the_end_of_an_agenda_of_which_its_worker_sees_nothing(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    meeting = convened(office)
    other = office.case_of(office.users["supervisor"], "架空 一郎")
    first = on_the_agenda(office, meeting, other, position=1)
    second = on_the_agenda(office, meeting, other, position=2)
    desk = desk_for("worker")
    desk.open(f"/office/cases/{case}/agenda")
    given = desk.form().values | {"meeting": meeting, "points": "進め方に迷っている。"}
    for _ in range(2):
        desk.post(f"/office/cases/{case}/agenda", **given)
    page = desk_for("supervisor").open(f"/office/meetings/{meeting}")
    assert page.count("進め方に迷っている。") == 1
    places = [page.index(f'id="item-{item}"') for item in (first, second)]
    assert max(places) < page.index("進め方に迷っている。")


def test_a_clerk_sees_who_is_on_the_agenda_and_no_word_of_it(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    meeting = convened(office, notes="会議のことば")
    item = on_the_agenda(office, meeting, case, points="論点のことば", minutes="議事のことば")
    desk = desk_for("clerk")
    page = desk.open(f"/office/meetings/{meeting}")
    assert "見本 花子" in page
    assert "のことば" not in page
    desk.open(f"/office/meetings/{meeting}/items/{item}", 403)
    desk.open(f"/office/meetings/{meeting}/minutes", 403)
    desk.open(f"/office/meetings/{meeting}/papers", 403)


def test_the_papers_hold_the_agenda_and_a_page_for_each_case_that_is_talked_about(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    meeting = convened(office)
    other = office.case_of(office.users["worker"], "架空 一郎")
    for _ in range(2):
        on_the_agenda(office, meeting, case)
    on_the_agenda(office, meeting, other, treatment="report", purpose="monitor")
    page = desk_for("supervisor").open(f"/office/meetings/{meeting}/papers")
    assert page.count('class="sheet-page"') == 1
    assert "架空 一郎" in page


def test_a_long_agenda_takes_no_more_queries_than_a_short_one(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    meeting, desk = convened(office), desk_for("supervisor")

    def asked() -> int:
        with counted(office.app) as statements:
            desk.open(f"/office/meetings/{meeting}")
        return len(statements)

    def prepared(name: str) -> None:
        of = office.case_of(office.users["worker"], name)
        plan = sent(office, "plan", case=of, number=1, decision=in_days(-60), next_monitoring=in_days(1))
        item = on_the_agenda(office, meeting, of, plan=plan)
        sent(office, "task", case=of, about=item, what="連絡する")

    prepared("架空 零")
    short = asked()
    for number in range(5):
        prepared(f"架空 {number}")
    assert asked() == short
