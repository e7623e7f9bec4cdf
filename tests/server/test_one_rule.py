"""Who may write what for whom is one rule: the exchange and the office pages give the same answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import pytest

from server.ground.ids import new_id
from server.store import reading, utcnow
from sync.fields import write_moment
from tests.server.office.desk import Desk
from tests.server.people import Client, OfficeUnderTest, change, visit
from tests.server.reminders.office import write

ROLES: Final = ("worker", "supervisor", "manager", "clerk")
EXCHANGES: Final = frozenset(ROLES) - {"clerk"}
"""Who has a phone that exchanges: for the others only the pages are asked."""

OWN, OTHERS = "own", "other's"


@dataclass
class Stage:
    """An office with a case of the worker's and a case of a colleague's; ``user`` acts, in a ``role``."""

    office: OfficeUnderTest
    role: str
    whose: str

    def __post_init__(self) -> None:
        self.user = self.office.users[self.role]
        self.other = self.office.hire("colleague", "worker")
        self.of = self.user if self.whose == OWN else self.other
        self.case = self.office.case_of(self.of)

    def put(self, kind: str, **fields: Any) -> str:
        return write(self.office, kind, fields)

    def head(self, record: str) -> str:
        with self.office.app.app_context(), reading(self.office.id) as store:
            return store.records.by_id([record])[record].head

    def exchanged(self, kind: str, fields: dict[str, Any], record: str | None = None) -> bool:
        """Whether the exchange takes a change."""
        phone: Client = self.office.client(self.role)
        phone.pull()
        (result,) = phone.push(change(kind, fields, record, self.head(record) if record else None))
        return result["status"] in {"applied", "merged"}

    def posted(self, address: str, **form: Any) -> bool:
        """Whether an office page takes a form; it answers 403 or 404 where the form is not this person's to send."""
        desk = Desk(self.office.app.test_client())
        assert desk.sign_in(self.office.login(self.role)).status_code == 303
        desk.open("/office/cases/")
        status = desk.post(address, csrf_token=desk.token(), **form).status_code
        assert status in {303, 403, 404}, desk.page
        return status == 303


def absence_made(stage: Stage) -> tuple[Callable[[], bool], Callable[[], bool]]:
    fields = {"worker": stage.of, "since": "2026-12-24"}
    return lambda: stage.exchanged("absence", fields), lambda: stage.posted("/office/team/absences", **fields)


def absence_ended(stage: Stage) -> tuple[Callable[[], bool], Callable[[], bool]]:
    one, two = (stage.put("absence", worker=stage.of, since="2099-12-24") for _ in range(2))
    return (
        lambda: stage.exchanged("absence", {"deleted": True}, one),
        lambda: stage.posted(f"/office/team/absences/{two}", seen=stage.head(two)),
    )


MEETING = {"meeting_kind": "coordination", "held_at": "2026-12-24T01:00:00Z"}


def meeting_made(stage: Stage) -> tuple[Callable[[], bool], Callable[[], bool]]:
    form = {"meeting_kind": "coordination", "held_at": "2026-12-24T10:00", "record": new_id()}
    return lambda: stage.exchanged("meeting", MEETING), lambda: stage.posted("/office/meetings/new", **form)


def meeting_changed(stage: Stage) -> tuple[Callable[[], bool], Callable[[], bool]]:
    one, two = stage.put("meeting", **MEETING), stage.put("meeting", **MEETING)
    return (
        lambda: stage.exchanged("meeting", {"notes": "書き換え"}, one),
        lambda: stage.posted(f"/office/meetings/{two}/edit", notes="書き換え", shown_notes="", record=stage.head(two)),
    )


def plan_dated(stage: Stage) -> tuple[Callable[[], bool], Callable[[], bool]]:
    one, two = (stage.put("plan", case=stage.case, number=number) for number in (1, 2))
    return (
        lambda: stage.exchanged("plan", {"number": 3}, one),
        lambda: stage.posted(f"/office/plans/{two}/dates", number="4", shown_number="2", seen=stage.head(two)),
    )


def commented(stage: Stage) -> tuple[Callable[[], bool], Callable[[], bool]]:
    note = stage.put("support", **visit(stage.case)["fields"])
    said = {"case": stage.case, "about": note, "text": "分かりました。", "written_at": write_moment(utcnow())}
    return (
        lambda: stage.exchanged("comment", said),
        lambda: stage.posted(f"/office/notes/{note}/comments", text="分かりました。", comment=new_id()),
    )


def minuted(stage: Stage) -> tuple[Callable[[], bool], Callable[[], bool]]:
    meeting = stage.put("meeting", **MEETING)
    about = {"case": stage.case, "meeting": meeting, "purpose": "consult", "treatment": "discuss"}
    one, two = stage.put("agenda_item", **about), stage.put("agenda_item", **about)
    return (
        lambda: stage.exchanged("agenda_item", {"minutes": "次回に続く。"}, one),
        lambda: stage.posted(
            f"/office/meetings/{meeting}/items/{two}",
            minutes="次回に続く。",
            shown_minutes="",
            seen=stage.head(two),
        ),
    )


def taken_off(stage: Stage) -> tuple[Callable[[], bool], Callable[[], bool]]:
    meeting = stage.put("meeting", **MEETING)
    about = {"case": stage.case, "meeting": meeting, "purpose": "consult", "treatment": "discuss"}
    one, two = stage.put("agenda_item", **about), stage.put("agenda_item", **about)
    return (
        lambda: stage.exchanged("agenda_item", {"deleted": True}, one),
        lambda: stage.posted(f"/office/meetings/{meeting}/agenda/{two}/remove"),
    )


WRITES = (
    absence_made,
    absence_ended,
    meeting_made,
    meeting_changed,
    plan_dated,
    commented,
    minuted,
    taken_off,
)

ANSWERS: Final[dict[str, dict[str, frozenset[str]]]] = {
    "absence_made": {OWN: frozenset(ROLES), OTHERS: frozenset({"supervisor", "manager"})},
    "absence_ended": {OWN: frozenset(ROLES), OTHERS: frozenset({"supervisor", "manager"})},
    "meeting_made": dict.fromkeys((OWN, OTHERS), frozenset({"supervisor", "manager"})),
    "meeting_changed": dict.fromkeys((OWN, OTHERS), frozenset({"supervisor", "manager"})),
    "plan_dated": {OWN: EXCHANGES, OTHERS: frozenset({"supervisor", "manager"})},
    "commented": {OWN: EXCHANGES, OTHERS: frozenset({"supervisor", "manager"})},
    "minuted": {OWN: EXCHANGES, OTHERS: frozenset({"supervisor", "manager"})},
    "taken_off": dict.fromkeys((OWN, OTHERS), frozenset({"supervisor", "manager"})),
}
"""Who may, of their own and of others' (what is in a case: their case, or a colleague's)."""


@pytest.mark.parametrize("whose", [OWN, OTHERS])
@pytest.mark.parametrize("role", ROLES)
def test_exchange_and_page_answer_alike(office: OfficeUnderTest, role: str, whose: str) -> None:
    stage = Stage(office, role, whose)
    for made in WRITES:
        by_exchange, by_page = made(stage)
        may = role in ANSWERS[made.__name__][whose]
        assert by_page() == may, f"{made.__name__} by page"
        if role in EXCHANGES:
            assert by_exchange() == may, f"{made.__name__} by exchange"


@pytest.mark.parametrize("role", sorted(EXCHANGES))
def test_a_notice_is_marked_as_seen_by_its_reader_alone(office: OfficeUnderTest, role: str) -> None:
    for reader in EXCHANGES:
        fields = {"worker": office.users[reader], "reminder": "no_contact", "made_at": write_moment(utcnow())}
        notice = write(office, "notice", fields)
        stage = Stage.__new__(Stage)
        stage.office, stage.role = office, role
        assert stage.exchanged("notice", {"seen": True}, notice) == (reader == role), reader
