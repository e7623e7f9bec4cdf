"""Notes that two workers may have written of the same event: found once each, and never again once they are settled."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.office.doubles import double, keep_both
from server.store import reading, utcnow, writing
from server.store.directory import OfficeRow, SessionRow
from server.store.notes import SupportFilter
from server.store.reader import reader_of
from sync.codes import CODE_LISTS
from tests.server.office.days import Days
from tests.server.office.desk import Desk
from tests.server.people import BOTH_DATABASES, OfficeUnderTest, visit

DeskFor = Callable[[str], Desk]
WHY = {"purpose": "申請", "reason": "窓口で説明する"}
SAME_FAMILY = [{"visit", "accompaniment"}, {"interview"}, {"coordination_meeting"}, {"other_agency_meeting"}]
_hosts = itertools.count()


@dataclass(frozen=True)
class Told:
    """A note as far as it matters here."""

    case: int
    worker: int
    day: int
    method: str

    def looks_like(self, other: Told) -> bool:
        """The rule, said another way than the query says it."""
        return (
            (self.case, self.day) == (other.case, other.day)
            and self.worker != other.worker
            and any({self.method, other.method} <= family for family in SAME_FAMILY)
        )


NOTES = st.lists(
    st.builds(Told, st.integers(0, 1), st.integers(0, 2), st.integers(1, 2), st.sampled_from(CODE_LISTS["method"])),
    max_size=9,
)


@pytest.fixture
def pair(office: OfficeUnderTest) -> tuple[str, str]:
    """Two notes of one visit."""
    days = Days(office, office.case_of(office.users["worker"]))
    mine = days.note(0, narrative="二人で訪ねた。")
    return mine, days.note(0, "supervisor", method="accompaniment", narrative="同席。", **WHY)


@BOTH_DATABASES
@given(told=NOTES, data=st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_pair_is_found_from_both_sides_and_never_again_once_settled(
    database: Flask, told: list[Told], data: st.DataObject
) -> None:
    office = OfficeUnderTest(database, host=f"host{next(_hosts)}")
    office.open()
    cases = [office.case_of(office.users["worker"]) for _ in range(2)]
    workers = [office.users[role] for role in ("worker", "supervisor", "manager")]
    written = {
        Days(office, cases[note.case]).note(
            0, worker=workers[note.worker], method=note.method, started_at=f"2026-11-1{note.day}T02:00:00Z", **WHY
        ): note
        for note in told
    }
    expected = {
        frozenset(two) for two in itertools.combinations(written, 2) if written[two[0]].looks_like(written[two[1]])
    }
    assert found(office, written) == expected
    settled = data.draw(st.sets(st.sampled_from(sorted(expected, key=sorted)))) if expected else set()
    for one, other in map(sorted, settled):
        keep(office, one, other)
    assert found(office, written) == expected - settled


def found(office: OfficeUnderTest, notes: dict[str, Told]) -> set[frozenset[str]]:
    """The pairs as each of their notes names them, which must be the same; the marks of the list agree."""
    with reading(office.id) as store:
        named = {note: {row.id for row in store.notes.doubles_of(note)} for note in notes}
        listed = {row.id for row in store.notes.page(SupportFilter(mark="double")).rows}
    assert listed == {note for note, others in named.items() if others}
    for note, others in named.items():
        assert all(note in named[other] for other in others)
    return {frozenset({note, other}) for note, others in named.items() for other in others}


def keep(office: OfficeUnderTest, one: str, other: str) -> None:
    """Says that two notes are two."""
    row = OfficeRow(office.id, "", "Asia/Tokyo", demonstration=False)
    who = SessionRow("", row, office.users["supervisor"], "", "", "supervisor", None)
    with writing(office.id) as store:
        both = double(store.as_seen_by(reader_of(who.user_id, "supervisor")), one, other)
        assert both is not None
        keep_both(store, who, both, utcnow())


def test_two_notes_that_are_two_stay_and_are_not_offered_again(
    office: OfficeUnderTest, pair: tuple[str, str], desk_for: DeskFor
) -> None:
    one, other = pair
    desk = desk_for("supervisor")
    assert len(re.findall("Possibly written twice</span>", desk.open("/office/notes/?mark=double"))) == 2
    assert f"/office/notes/{one}/double/{other}" in desk.open(f"/office/notes/{one}")
    page = desk.open(f"/office/notes/{one}/double/{other}")
    assert "二人で訪ねた。" in page
    assert "同席。" in page
    desk.send(form=other, do="both")
    assert f"/double/{other}" not in desk.follow()
    stored = office.stored(one, other)
    assert stored[one]["not_double_of"] == [other]
    assert stored[other]["not_double_of"] == [one]
    assert "list__link" not in desk.open("/office/notes/?mark=double")


def test_one_of_two_is_removed_after_a_question_and_comes_back(
    office: OfficeUnderTest, pair: tuple[str, str], desk_for: DeskFor
) -> None:
    one, other = pair
    desk = desk_for("supervisor")
    address = f"/office/notes/{one}/double/{other}"
    desk.open(address)
    asked = desk.send(form=other, do=other)
    assert "It can be brought back later" in asked.text
    assert not office.stored(other)[other].get("deleted")
    desk.send(form=other)
    assert desk.page.headers["Location"] == f"/office/notes/{one}"
    assert office.stored(other)[other]["deleted"] is True
    assert f'href="{address}"' in desk.follow()
    desk.open(address)
    desk.send(form="/restore")
    assert "brought back" in desk.follow()
    assert "deleted" not in office.stored(other)[other]
    assert office.stored(other)[other]["narrative"] == "同席。"


def test_a_note_that_changed_since_it_was_seen_is_not_removed(
    office: OfficeUnderTest, pair: tuple[str, str], desk_for: DeskFor
) -> None:
    one, other = pair
    days = Days(office, "")
    desk = desk_for("supervisor")
    desk.open(f"/office/notes/{one}/double/{other}")
    desk.send(form=other, do=one)
    days.edit(1, one, narrative="二人で訪ねた。本人も出てきた。")
    answer = desk.send(form=other)
    assert answer.status_code == 409
    assert "本人も出てきた。" in answer.text
    assert not office.stored(one)[one].get("deleted")


def test_notes_that_never_looked_alike_are_no_pair(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    case = office.case_of(office.users["worker"])
    first, second = visit(case), visit(case)
    office.client("worker").push(first, second)
    desk_for("supervisor").open(f"/office/notes/{first['record']}/double/{second['record']}", 404)
