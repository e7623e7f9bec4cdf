"""What came sealed and is not applied: a supervisor reads it, puts it in its place, or settles it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from server.ground.ids import new_id
from server.store import reading
from tests.server.office.desk import ENGLISH, Desk
from tests.server.outbox.sealing import SealingPhone
from tests.server.outbox.test_outbox import REFUSED, held, revoke, sealing
from tests.server.people import OfficeUnderTest, change, visit
from tests.server.restricting import restrict, send
from tests.server.test_trail import entries

DeskFor = Callable[[str], Desk]
PAGE = "/office/recovery/"


@pytest.fixture
def phone(office: OfficeUnderTest, case: str) -> SealingPhone:
    """The worker's phone, which has the case and the office's key."""
    return sealing(office, "worker")


def test_work_of_a_revoked_phone_is_read_and_put_in_its_place_with_whoever_did_so(
    office: OfficeUnderTest, phone: SealingPhone, case: str, desk_for: DeskFor
) -> None:
    revoke(office, phone)
    note = visit(case, narrative="取り上げられる前の訪問。")
    edit = change("support", {"place": "窓口"}, note["record"], note["id"])
    phone.deliver(phone.seal(note), phone.seal(edit), phone.seal(visit(case, narrative="別の訪問。")))
    desk = desk_for("supervisor")
    page = desk.open(PAGE)
    assert "取り上げられる前の訪問。" in page
    assert "not applied" in page
    assert "見本 花子" in page
    desk.post(desk.form("/take").action, csrf_token=desk.token(), do="all")
    assert "It has been put in its place." in desk.follow()
    assert held(office) == []
    stored = office.stored(note["record"])[note["record"]]
    assert (stored["narrative"], stored["place"]) == ("取り上げられる前の訪問。", "窓口")
    with office.app.app_context(), reading(office.id) as store:
        entries = store.records.entries_after(note["record"], 0)
    assert {(entry.author, entry.brought_by, entry.late) for entry in entries} == {
        (phone.user, office.users["supervisor"], True)
    }


def test_what_is_held_is_looked_at(office: OfficeUnderTest, phone: SealingPhone, case: str, desk_for: DeskFor) -> None:
    here, foreign = visit(case), office.case_of(None)
    assert phone.told(phone.seal(here))[0] == (True, "applied")
    revoke(office, phone)
    held_there = visit(case)
    phone.deliver(
        phone.seal(held_there),
        phone.seal(change("support", {"place": "窓口"}, held_there["record"], held_there["id"])),
        # It says of a record that the office has that it stands in another case: the office knows better.
        phone.seal(change("support", {"place": "役所", "case": foreign}, here["record"], here["id"])),
        phone.seal(change("support", {"place": "駅"}, new_id(), new_id())),
        phone.seal(change("absence", {"worker": phone.user}, new_id())),
    )
    before = len(entries(office, "read"))
    desk = desk_for("supervisor")
    desk.http.get(PAGE, headers=ENGLISH, buffered=True)
    looks = [(row.actor, row.about_kind, row.about, row.scope) for row in entries(office, "read")[before:]]
    supervisor = office.users["supervisor"]
    assert len(looks) == 3
    assert {look for look in looks if look[3]} == {
        (supervisor, "support", held_there["record"], case),
        (supervisor, "support", here["record"], case),
    }


def test_what_cannot_be_put_in_its_place_says_why_and_is_settled(
    office: OfficeUnderTest, phone: SealingPhone, case: str, desk_for: DeskFor
) -> None:
    phone.deliver(phone.seal(visit(case, narrative="終わりが先。", ended_at="2020-01-01T00:00:00Z")))
    desk = desk_for("supervisor")
    desk.open(PAGE)
    action = desk.form("/take").action
    desk.post(action, csrf_token=desk.token(), do="one")
    page = desk.follow()
    assert "This cannot be put in its place:" in page
    assert "終わりが先。" in page
    desk.send(form="/settle")
    assert "Nothing waits." in desk.follow()
    assert desk.post(action, csrf_token=desk.token(), do="one").status_code == 404
    assert phone.told(phone.seal(visit(case)))[0] == (True, "applied")


def test_the_list_says_why_each_was_refused_in_words(
    office: OfficeUnderTest, phone: SealingPhone, case: str, desk_for: DeskFor
) -> None:
    both_ends = visit(case, narrative="終わりが先。", ended_at="2020-01-01T00:00:00Z")
    unknown = visit(case, narrative="方法が分からない。", method="teleport")
    odd = visit(case, **{"\ud800\0<b>": "変な名前"})
    phone.deliver(*(phone.seal(note, text=json.dumps(note)) for note in (both_ends, unknown, odd)))
    page = desk_for("supervisor").open(PAGE)
    assert page.count("It was refused:") == 3
    assert "The end must not be before the start" in page or "before" in page
    assert "Method: " in page or "method" in page.lower()
    assert "&lt;b&gt;" in page
    assert "Its phone had been taken out of use" not in page


def test_of_a_revoked_phone_the_list_says_so_and_once_it_was_tried_why_it_was_refused(
    office: OfficeUnderTest, phone: SealingPhone, case: str, desk_for: DeskFor
) -> None:
    revoke(office, phone)
    phone.deliver(phone.seal(visit(case, ended_at="2020-01-01T00:00:00Z")))
    desk = desk_for("supervisor")
    assert "Its phone had been taken out of use" in desk.open(PAGE)
    desk.post(desk.form("/take").action, csrf_token=desk.token(), do="one")
    page = desk.follow()
    assert "It was refused:" in page
    assert "Its phone had been taken out of use" not in page
    # The office tries it again when it comes again, and the reason stays with it.
    phone.deliver(phone.seal(visit(case)))
    assert "It was refused:" in desk.open(PAGE)


def test_what_builds_on_nothing_here_stays_to_be_read(phone: SealingPhone, desk_for: DeskFor) -> None:
    revoke(phone.office, phone)
    phone.deliver(phone.seal(change("support", {"place": "窓口"}, new_id(), new_id())))
    desk = desk_for("supervisor")
    desk.open(PAGE)
    desk.post(desk.form("/take").action, csrf_token=desk.token(), do="one")
    assert "What this belongs to is not here." in desk.follow()
    assert len(held(phone.office)) == 1


@pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED)
def test_whatever_was_sealed_can_be_shown(phone: SealingPhone, case: str, desk_for: DeskFor, make: Callable) -> None:
    note = make(case)
    phone.deliver(phone.seal(note, text=json.dumps(note)))
    desk = desk_for("supervisor")
    assert "not applied" in desk.open(PAGE)
    desk.post(desk.form("/take").action, csrf_token=desk.token(), do="one")
    assert "not applied" in desk.follow()


def test_another_office_neither_sees_nor_takes_it(office: OfficeUnderTest, phone: SealingPhone, case: str) -> None:
    revoke(office, phone)
    phone.deliver(phone.seal(visit(case, narrative="秘密の訪問。")))
    (row,) = held(office)
    other = OfficeUnderTest(office.app, "kushiro").open()
    desk = Desk(office.app.test_client())
    desk.sign_in(other.login("supervisor"))
    assert "秘密の訪問。" not in desk.open(PAGE)
    assert desk.post(f"{PAGE}held/{row.id}/take", csrf_token=desk.token(), do="one").status_code == 404
    assert len(held(office)) == 1


def test_what_is_held_of_a_restricted_case_is_for_those_to_whom_it_is_open(
    office: OfficeUnderTest, phone: SealingPhone, case: str, desk_for: DeskFor
) -> None:
    revoke(office, phone)
    note = visit(case, narrative="取り上げられる前の訪問。")
    edit = change("support", {"place": "語の窓口"}, note["record"], note["id"])
    phone.deliver(phone.seal(note), phone.seal(edit))
    restrict(office, case, office.users["manager"])
    desk = desk_for("supervisor")
    page = desk.open(PAGE)
    assert page.count("Of a restricted case") == 2
    for word in ("取り上げられる前の訪問。", "語の窓口", "/take", "/settle"):
        assert word not in page
    for each in (note, edit):
        for address in (f"{PAGE}held/{each['id']}/take", f"{PAGE}waiting/{each['id']}/settle"):
            assert send(office.everywhere("supervisor"), address, do="all").status_code == 404
    assert len(held(office)) == 2
    named = desk_for("manager")
    assert "取り上げられる前の訪問。" in named.open(PAGE)
    named.post(named.form("/take").action, csrf_token=named.token(), do="all")
    assert office.stored(note["record"])[note["record"]]["place"] == "語の窓口"
