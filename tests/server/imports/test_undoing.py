"""An import that is taken back: what nobody has touched goes, and the rest is named."""

from __future__ import annotations

import pytest

from server.ground.ids import new_id
from server.imports.undoing import NothingToUndo, Undone, undo
from server.services.casework import change_as_server
from server.store import reading, utcnow, writing
from sync.fields import Json
from tests.server.imports.lists import CASES, NOTES, brought, records
from tests.server.people import VISIT, OfficeUnderTest


def undone(office: OfficeUnderTest, run: str | None) -> Undone:
    assert run is not None
    with office.app.app_context():
        return undo(office.id, run, office.users["manager"])


def write(office: OfficeUnderTest, kind: str, record: str, fields: dict[str, Json]) -> None:
    with office.app.app_context(), writing(office.id) as store:
        change_as_server(store, kind, record, fields, by=office.users["worker"], now=utcnow())


def test_all_of_it_goes_and_can_be_brought_in_again(office: OfficeUnderTest) -> None:
    first, second = brought(office, "cases", CASES), brought(office, "support", NOTES)
    assert [len(undone(office, run).kept) for run in (second.run, first.run)] == [0, 0]
    assert [records(office, kind) for kind in ("person", "case", "support")] == [[], [], []]
    assert brought(office, "cases", CASES).counts == {"new": 2}
    assert brought(office, "support", NOTES).counts == {"new": 3}
    assert len(records(office, "support")) == 3


def test_what_somebody_changed_since_stays_with_what_it_belongs_to(office: OfficeUnderTest) -> None:
    run = brought(office, "cases", CASES).run
    case = next(each for each in records(office, "case") if each.fields["number"] == "1")
    write(office, "case", case.id, {"summary": "話した。"})
    taken = undone(office, run)
    assert {(record.kind, why) for record, why in taken.kept} == {("case", "changed"), ("person", "used")}
    assert [each.id for each in records(office, "case")] == [case.id]
    assert [each.id for each in records(office, "person")] == [case.fields["person"]]


def test_a_case_with_a_note_of_its_own_stays(office: OfficeUnderTest) -> None:
    run = brought(office, "cases", CASES).run
    case = records(office, "case")[0]
    write(office, "support", new_id(), {**VISIT, "case": case.id})
    assert {(record.kind, why) for record, why in undone(office, run).kept} == {("case", "used"), ("person", "used")}


def test_a_person_with_another_case_stays(office: OfficeUnderTest) -> None:
    run = brought(office, "persons", "氏名\n見本 花子\n見本 太郎\n").run
    person = records(office, "person")[0]
    write(office, "case", new_id(), {"person": person.id, "state": "open"})
    assert [(record.id, why) for record, why in undone(office, run).kept] == [(person.id, "used")]


def test_notes_of_an_import_keep_the_cases_of_another(office: OfficeUnderTest) -> None:
    first = brought(office, "cases", CASES)
    brought(office, "support", NOTES)
    assert len(undone(office, first.run).kept) == 4
    assert len(records(office, "support")) == 3


def test_accounts_that_nobody_uses_yet_are_taken_out_of_use(office: OfficeUnderTest) -> None:
    run = brought(office, "accounts", "ログイン名,氏名,役割\nito@new,伊藤,administrator\n").run
    assert undone(office, run).kept == []
    with office.app.app_context(), reading(office.id) as store:
        assert [user.active for user in store.accounts.users() if user.login == "ito@new"] == [False]


def test_it_is_taken_back_once(office: OfficeUnderTest) -> None:
    run = brought(office, "persons", "氏名\n見本 花子\n").run
    undone(office, run)
    with pytest.raises(NothingToUndo):
        undone(office, run)
