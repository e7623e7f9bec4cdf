"""Support records written and corrected at the desk: of whichever case, by whoever may, with nothing typed lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from server.services.accounts import set_active
from server.store import reading, utcnow, writing
from tests.server.office.desk import Desk
from tests.server.people import OfficeUnderTest, change
from tests.server.restricting import restrict

DeskFor = Callable[[str], Desk]
CALL = {"outcome": "reached", "narrative": "家賃の相談。来週、書類を持って来る。"}


@pytest.fixture
def case(office: OfficeUnderTest) -> str:
    return office.case_of(office.users["worker"], name="見本 花子")


def notes_of(office: OfficeUnderTest, case: str) -> list[dict[str, Any]]:
    with office.app.app_context(), reading(office.id) as store:
        return [dict(record.fields) for record in store.records.in_scope(case, ["support"], 0)]


def found(desk: Desk, words: str) -> list[str]:
    """The labels of the cases that the field offers while somebody types."""
    desk.open("/office/records/")
    answer = desk.post("/office/records/cases", words=words, csrf_token=desk.token())
    assert answer.status_code == 200, answer.text
    return [each["label"] for each in answer.get_json()["cases"]]


def test_a_supervisor_records_a_call_in_a_colleagues_case(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    desk = desk_for("supervisor")
    desk.open("/office/records/")
    assert desk.form().values["method"] == ["phone_mail"]
    assert desk.send(case=case, **CALL).status_code == 303
    (note,) = notes_of(office, case)
    boss = office.users["supervisor"]
    assert (note["worker"], note["author"], note["review"]) == (boss, boss, "unread")
    assert (note["outcome"], note["narrative"]) == (CALL["outcome"], CALL["narrative"])
    assert "The record is saved." in desk.follow()


def test_a_form_that_is_sent_again_with_what_cannot_be_read_is_not_taken(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    desk = desk_for("supervisor")
    desk.open(f"/office/records/new/{case}")
    form = desk.form()
    sent = {**form.values, **CALL}
    assert [desk.post(form.action, **sent).status_code for _ in range(2)] == [303, 303]
    assert desk.post(form.action, **{**sent, "next_on": "いつか"}).status_code == 422
    assert len(notes_of(office, case)) == 1


def test_whoever_did_it_is_named_beside_whoever_wrote_it(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    desk = desk_for("supervisor")
    desk.open(f"/office/records/new/{case}")
    desk.send(worker=office.users["worker"], **CALL)
    (note,) = notes_of(office, case)
    assert (note["worker"], note["author"]) == (office.users["worker"], office.users["supervisor"])


def test_what_was_typed_finds_cases_and_takes_none_by_itself(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    desk = desk_for("supervisor")
    desk.open("/office/records/")
    answer = desk.send(case_words="見本", **CALL)
    assert answer.status_code == 422
    assert "Please choose the case." in answer.text
    assert f'value="{case}" checked' in answer.text
    assert CALL["narrative"] in answer.text
    assert notes_of(office, case) == []
    assert desk.send().status_code == 303
    assert len(notes_of(office, case)) == 1


@pytest.mark.parametrize(("typed", "sentence"), [("", "Please say which case it is."), ("誰か", "No case is found.")])
def test_without_a_case_it_is_asked_for(case: str, desk_for: DeskFor, typed: str, sentence: str) -> None:
    desk = desk_for("supervisor")
    desk.open("/office/records/")
    answer = desk.send(case_words=typed, **CALL)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'href="#case_words"' in answer.text


def test_a_case_is_found_by_number_name_and_telephone(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    desk = desk_for("supervisor")
    person = office.stored(case)[case]["person"]
    client = office.client("supervisor")
    heads = {record["id"]: record["head"] for record in client.pull()["records"]}
    client.push(
        change("case", {"number": "R8-012"}, case, heads.get(case)),
        change("person", {"kana": "みほん はなこ", "phone": "090-1234-5678"}, person, heads.get(person)),
    )
    for words in ("R8-012", "r8-012", "花子", "ミホン", "09012345678", "見本 R8-012"):
        assert found(desk, words) == ["見本 花子 R8-012"], words
    assert found(desk, "いない人") == []
    assert found(desk, " ") == []


def test_only_cases_that_one_sees_are_found_and_written_in(
    office: OfficeUnderTest, case: str, other: str, desk_for: DeskFor
) -> None:
    desk = desk_for("worker")
    assert found(desk, "見本") == ["見本 花子"]
    strangers = office.case_of(office.hire("worker2", "worker"), name="見本 次郎")
    assert found(desk, "次郎") == []
    desk.open("/office/records/")
    assert desk.send(case=strangers, **CALL).status_code == 422
    desk.open(f"/office/records/new/{strangers}", status=404)
    restrict(office, case, other)
    assert found(desk, "見本") == []
    assert notes_of(office, strangers) == []


def test_a_call_says_how_it_ended(case: str, office: OfficeUnderTest, desk_for: DeskFor) -> None:
    desk = desk_for("worker")
    desk.open(f"/office/records/new/{case}")
    answer = desk.send(narrative=CALL["narrative"])
    assert answer.status_code == 422
    assert 'href="#outcome"' in answer.text
    assert CALL["narrative"] in answer.text
    assert desk.send(method="internal_meeting").status_code == 303
    assert len(notes_of(office, case)) == 1


def test_a_rule_that_is_broken_is_told_where_it_is(case: str, office: OfficeUnderTest, desk_for: DeskFor) -> None:
    desk = desk_for("worker")
    desk.open(f"/office/records/new/{case}")
    answer = desk.send(method="accompaniment", outcome="met", topics=["income", "housing"], narrative="市役所へ。")
    assert answer.status_code == 422
    assert 'href="#purpose"' in answer.text
    assert 'value="housing" checked' in answer.text
    assert desk.send(purpose="納税の相談", reason="一人では説明を聞けない").status_code == 303
    (note,) = notes_of(office, case)
    assert note["topics"] == ["housing", "income"]


def test_a_record_is_one_however_often_its_form_is_sent_and_another_text_is_another(
    case: str, office: OfficeUnderTest, desk_for: DeskFor
) -> None:
    desk = desk_for("worker")
    desk.open(f"/office/records/new/{case}")
    form = desk.form()
    for text in ("一度だけ。", "一度だけ。", "別のこと。"):
        assert desk.post(form.action, **{**form.values, **CALL, "narrative": text}).status_code == 303
    assert sorted(note["narrative"] for note in notes_of(office, case)) == ["一度だけ。", "別のこと。"]


# Corrections


def test_only_what_was_altered_is_written(office: OfficeUnderTest, note: str, desk_for: DeskFor) -> None:
    desk = desk_for("supervisor")
    desk.open(f"/office/records/{note}/edit")
    assert desk.send(narrative="訂正した。").status_code == 303
    assert "The note has been corrected." in desk.follow()
    stored = office.stored(note)[note]
    assert (stored["narrative"], stored["method"]) == ("訂正した。", "visit")
    desk.open(f"/office/records/{note}/edit")
    desk.send()
    assert "Nothing was changed." in desk.follow()


def test_a_box_can_be_unticked(office: OfficeUnderTest, note: str, desk_for: DeskFor) -> None:
    desk = desk_for("supervisor")
    desk.open(f"/office/records/{note}/edit")
    desk.send(met=["person", "family"])
    assert office.stored(note)[note]["met"] == ["family", "person"]
    desk.open(f"/office/records/{note}/edit")
    desk.send(met=[])
    assert "met" not in office.stored(note)[note]


def test_desk_and_phone_alter_different_fields_and_both_have_their_way(
    office: OfficeUnderTest, note: str, desk_for: DeskFor
) -> None:
    desk, phone = desk_for("supervisor"), office.client("worker")
    desk.open(f"/office/records/{note}/edit")
    head = next(each["head"] for each in phone.pull()["records"] if each["id"] == note)
    phone.push(change("support", {"place": "公園"}, note, head))
    desk.send(noticed="顔色がよい。")
    assert "What somebody else changed meanwhile is kept as well." in desk.follow()
    stored = office.stored(note)[note]
    assert (stored["place"], stored["noticed"]) == ("公園", "顔色がよい。")


def test_of_two_desks_on_one_field_the_second_is_told_and_its_text_is_kept(
    office: OfficeUnderTest, note: str, desk_for: DeskFor
) -> None:
    first, second = desk_for("supervisor"), desk_for("manager")
    for desk in (first, second):
        desk.open(f"/office/records/{note}/edit")
    first.send(place="公園")
    second.send(place="図書館")
    page = second.follow()
    assert "Both are kept: please choose." in page
    assert "公園" in page
    assert "図書館" in page
    assert office.stored(note)[note]["place"] == "公園"


def test_a_note_of_before_results_were_asked_is_corrected_without_one(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    made = change("support", {"case": case, "method": "visit", "started_at": "2026-11-20T00:30:00Z"})
    office.client("worker").push(made)
    desk = desk_for("worker")
    desk.open(f"/office/records/{made['record']}/edit")
    assert desk.send(noticed="元気。").status_code == 303


def test_a_correction_by_its_worker_waits_for_review_again_and_a_supervisors_does_not(
    office: OfficeUnderTest, note: str, desk_for: DeskFor
) -> None:
    boss = desk_for("supervisor")
    boss.open(f"/office/notes/{note}")
    boss.send(form=f"/notes/{note}", do="approved")
    boss.open(f"/office/records/{note}/edit")
    boss.send(noticed="主任の訂正。")
    assert office.stored(note)[note]["review"] == "approved"
    desk = desk_for("worker")
    desk.open(f"/office/records/{note}/edit")
    desk.send(noticed="本人の訂正。")
    assert office.stored(note)[note]["review"] == "revised"


def test_what_the_form_no_longer_offers_is_not_cleared(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    """The worker has left: the select still holds them."""
    leaver = office.hire("worker2", "worker")
    made = change(
        "support",
        {"case": case, "worker": leaver, "method": "interview", "started_at": "2026-11-20T00:30:00Z"},
    )
    office.client("worker").push(made)
    with office.app.app_context(), writing(office.id) as store:
        set_active(store, leaver, active=False, by=office.users["manager"], now=utcnow())
    desk = desk_for("supervisor")
    desk.open(f"/office/records/{made['record']}/edit")
    assert desk.form().values["worker"] == [leaver]
    desk.send(noticed="訂正。")
    assert office.stored(made["record"])[made["record"]]["worker"] == leaver
