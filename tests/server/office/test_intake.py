"""An intake at the desk: a client and a case from an empty page, and who is known already."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from server.store import reading
from server.store.reader import THE_OFFICE
from sync.fields import Json
from tests.server.office.desk import Desk
from tests.server.people import OfficeUnderTest, change

DeskFor = Callable[[str], Desk]
ASKED = {"handling_consent": "written", "opened_on": "2026-11-20", "route": "self", "triage": "continued"}
CLIENT = {"name": "青葉 樹", "kana": "あおば いつき", "phone": "090-1111-2222"}


def all_of(office: OfficeUnderTest, kind: str) -> list[dict[str, Any]]:
    """The fields of the persons, or of their cases."""
    with office.app.app_context(), reading(office.id) as store:
        seen = store.as_seen_by(THE_OFFICE)
        persons = seen.persons.all()
        rows = [row for found in seen.cases.of_persons([each.id for each in persons]).values() for row in found]
        records = persons if kind == "person" else seen.records([row.id for row in rows]).values()
        return [dict(record.fields) for record in records]


def test_an_intake_makes_a_client_and_a_case(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    desk = desk_for("supervisor")
    desk.open("/office/intake/")
    more: dict[str, Any] = {
        "issues": ["income", "housing"],
        "known_through": "leaflet",
        "born_on": "S45.3.2",
        "gender": "female",
    }
    assert desk.send(**ASKED, **CLIENT, **more, members="弟 次郎(昭和50年)").status_code == 303
    assert "The intake is recorded." in desk.follow()
    (person,), (case,) = all_of(office, "person"), all_of(office, "case")
    assert (person["name"], person["born_on"], person["gender"]) == ("青葉 樹", "1970-03-02", "female")
    assert office.stored(person["household"])[person["household"]]["members"] == "弟 次郎(昭和50年)"
    assert (case["state"], case["triage"], case["route"], case["known_through"]) == (
        "open",
        "continued",
        "self",
        "leaflet",
    )
    assert (case["age_band"], case["issues"]) == ("50s", ["housing", "income"])
    assert case["handling_consent"] == "written"
    assert "handling_consent_on" in case


@pytest.mark.parametrize(
    ("typed", "band", "born"),
    [
        ("昭和45年3月2日", "50s", "1970-03-02"),
        ("Ｈ２０．１１．２１", "10s", "2008-11-21"),
        ("56歳", "50s", None),
        ("56", "50s", None),
        ("50代", "50s", None),
        ("83才", "70_and_over", None),
    ],
)
def test_an_age_or_a_date_of_birth_of_any_era_is_read(
    office: OfficeUnderTest, desk_for: DeskFor, typed: str, band: str, born: Json
) -> None:
    desk = desk_for("clerk")
    desk.open("/office/intake/")
    assert desk.send(**ASKED, **CLIENT, born_on=typed).status_code == 303
    (person,), (case,) = all_of(office, "person"), all_of(office, "case")
    assert (case["age_band"], person.get("born_on")) == (band, born)


def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    desk = desk_for("clerk")
    desk.open("/office/intake/")
    answer = desk.send(address="見本市緑町1-2", born_on="いつか")
    assert answer.status_code == 422
    for field in ("handling_consent", "route", "triage", "name"):
        assert f'href="#{field}"' in answer.text
    assert "見本市緑町1-2" in answer.text
    answer = desk.send(**ASKED, **CLIENT)
    assert answer.status_code == 422
    assert 'href="#born_on"' in answer.text
    assert "いつか" in answer.text
    assert all_of(office, "person") == []


def test_without_a_consent_no_day_of_one_is_kept(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    desk = desk_for("clerk")
    desk.open("/office/intake/")
    desk.send(**{**ASKED, "handling_consent": "not_yet"}, **CLIENT)
    (case,) = all_of(office, "case")
    assert "handling_consent_on" not in case


def test_an_intake_is_one_however_often_it_is_sent(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    desk = desk_for("clerk")
    desk.open("/office/intake/")
    form = desk.form()
    given = {**form.values, **ASKED, **CLIENT, "person": "new", "born_on": "S45.3.2", "address": " 緑町1-2 "}
    for _ in range(2):
        assert desk.post(form.action, **given).status_code == 303
    assert len(all_of(office, "case")) == 1
    desk.post(form.action, **{**given, "name": "青葉 茂"})
    assert sorted(person["name"] for person in all_of(office, "person")) == ["青葉 樹", "青葉 茂"]


@pytest.mark.parametrize(
    "said",
    [
        {"name": "渡辺 一"},
        {"name": "別人", "kana": "ワタナベハジメ"},
        {"name": "別人", "phone": "09012345678"},
        {"name": "別人", "address": "緑町三丁目12番20号"},
        {"name": "別人", "born_on": "S45.3.2"},
    ],
)
def test_somebody_who_is_known_is_offered_first(
    office: OfficeUnderTest, desk_for: DeskFor, said: dict[str, str]
) -> None:
    known = {"kana": "わたなべ はじめ", "phone": "090-1234-5678", "address": "緑町3-12-20", "born_on": "1970-03-02"}
    made = change("person", {"name": "渡邊 一", **known})
    opened = change("case", {"person": made["record"], "state": "open"})
    office.client("worker").push(made, opened)
    desk = desk_for("supervisor")
    desk.open("/office/intake/")
    answer = desk.send(**ASKED, **said)
    assert answer.status_code == 422
    assert "渡邊 一" in answer.text
    assert f"/office/cases/{opened['record']}" in answer.text
    assert desk.post("/office/intake/alike", **said, csrf_token=desk.token()).text.count("渡邊 一") == 1
    assert len(all_of(office, "case")) == 1


def test_of_somebody_who_is_known_a_new_case_is_opened(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    made = change("person", {"name": "青葉 樹", "phone": "0134-00-0000"})
    closed = change("case", {"person": made["record"], "state": "closed", "closure": "employment"})
    office.client("worker").push(made, closed)
    desk = desk_for("supervisor")
    desk.open("/office/intake/")
    assert desk.send(**ASKED, **CLIENT).status_code == 422
    assert desk.send(person=made["record"]).status_code == 303
    page = desk.follow()
    assert "as a new case of the same person" in page
    assert "Telephone" in page
    (person,) = all_of(office, "person")
    assert (person["phone"], person["kana"]) == ("0134-00-0000", "あおば いつき")
    assert sorted(case["state"] for case in all_of(office, "case")) == ["closed", "open"]


def test_nobody_is_offered_whom_one_does_not_see(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    office.case_of(office.hire("worker2", "worker"), name="青葉 樹")
    desk = desk_for("worker")
    desk.open("/office/intake/")
    assert desk.send(**ASKED, **CLIENT).status_code == 303


# A person, and the forms over what an intake took down


def test_a_person_is_shown_with_all_their_cases(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    person = office.stored(case)[case]["person"]
    second = change("case", {"person": person, "state": "closed", "closure": "employment", "number": "R5-001"})
    office.client("supervisor").push(second)
    page = desk_for("supervisor").open(f"/office/persons/{person}")
    assert page.count('href="/office/cases/') >= 2
    assert "R5-001" in page


def test_a_clerk_changes_a_client_and_overwrites_nothing_that_they_do_not_see(
    office: OfficeUnderTest, desk_for: DeskFor
) -> None:
    made = change("person", {"name": "見本 花子", "notes": "借金のことは夫に言っていない。"})
    opened = change("case", {"person": made["record"], "state": "open", "summary": "多重債務。"})
    office.client("worker").push(made, opened)
    person, case = str(made["record"]), str(opened["record"])
    desk = desk_for("clerk")
    assert "借金" not in desk.open(f"/office/persons/{person}/edit")
    assert "notes" not in desk.form().values
    desk.send(phone="090-0000-0000", notes="書き換え", not_yet_met="yes")
    assert "多重債務" not in desk.open(f"/office/cases/{case}/edit")
    desk.send(number="R8-001", summary="書き換え", issues=["income"])
    stored = office.stored(person, case)
    assert (stored[person]["phone"], stored[person]["not_yet_met"]) == ("090-0000-0000", True)
    assert stored[person]["notes"] == "借金のことは夫に言っていない。"
    assert (stored[case]["number"], stored[case]["summary"]) == ("R8-001", "多重債務。")
    desk.open(f"/office/persons/{person}/edit")
    desk.send(not_yet_met=[])
    assert "not_yet_met" not in office.stored(person)[person]


def test_a_household_is_written_down_and_changed(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    person, desk = office.stored(case)[case]["person"], desk_for("supervisor")
    desk.open(f"/office/persons/{person}/household")
    assert desk.send(members="母 ハナ").status_code == 303
    household = office.stored(person)[person]["household"]
    desk.open(f"/office/persons/{person}/household")
    desk.send(safety_notes="犬がいる。")
    stored = office.stored(household)[household]
    assert (stored["members"], stored["safety_notes"]) == ("母 ハナ", "犬がいる。")
