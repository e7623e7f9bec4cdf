"""Lists that are brought in: each row has a fate, all of it is written or nothing, and nothing twice."""

from __future__ import annotations

import pytest

from server.imports.running import NotWhole
from server.services.casework import change_as_server
from server.store import reading, utcnow, writing
from server.store.trail import TrailFilter
from tests.server.imports.lists import CASES, NOTES, brought, looked, records, said
from tests.server.people import OfficeUnderTest


def test_a_list_of_cases_becomes_persons_and_cases(office: OfficeUnderTest) -> None:
    outcome = brought(office, "cases", CASES)
    assert said(outcome.fates) == [("new", ()), ("new", ())]
    assert [each.code for each in outcome.notices] == ["title_line", "total_line"]
    hanako, taro = sorted((each.fields for each in records(office, "person")), key=lambda each: str(each["phone"]))
    assert (hanako["name"], hanako["gender"], hanako["born_on"]) == ("見本 花子", "female", "1970-03-02")
    assert "born_on" not in taro
    first, second = sorted((each.fields for each in records(office, "case")), key=lambda each: str(each["number"]))
    assert (first["opened_on"], first["age_band"], first["issues"]) == ("2023-04-03", "50s", ["housing", "income"])
    assert (second["state"], second["closed_on"], second["closure"]) == ("closed", "2023-09-30", "employment")
    assert (second["age_band"], second["route"], second["source"]) == ("50s", "family_acquaintance", "import")


def test_support_records_find_their_cases_and_wait_for_nobody(office: OfficeUnderTest) -> None:
    brought(office, "cases", CASES)
    assert said(brought(office, "support", NOTES).fates) == [("new", ())] * 3
    notes = {str(each.fields["narrative"]): each.fields for each in records(office, "support")}
    assert notes["玄関で話した。"]["started_at"] == "2023-05-01T05:00:00Z"
    assert notes["同じ件で電話。"]["dated"] == "2023-05-08"
    assert notes["同じ件で電話。"]["case"] == notes["玄関で話した。"]["case"]
    assert all("review" not in fields for fields in notes.values())


@pytest.mark.parametrize("sort", ["persons", "cases", "support"])
def test_the_same_list_again_makes_nothing(office: OfficeUnderTest, sort: str) -> None:
    brought(office, "cases", CASES)
    content = NOTES if sort == "support" else CASES
    brought(office, sort, content)
    before = office.last_seq()
    assert said(brought(office, sort, content).fates) == [("same", ())] * len(looked(office, sort, content).fates)
    assert office.last_seq() == before


def test_equal_lines_are_as_many_records_as_there_are_lines(office: OfficeUnderTest) -> None:
    brought(office, "cases", CASES)
    twice = NOTES + "2,見本 太郎,R5.6.1(木),同行,ハローワーク,窓口まで。\n"
    brought(office, "support", twice)
    assert len(records(office, "support")) == 4
    assert {fate.code for fate in brought(office, "support", twice).fates} == {"same"}


def test_a_look_stores_nothing(office: OfficeUnderTest) -> None:
    before = office.last_seq()
    assert said(looked(office, "cases", CASES).fates) == [("new", ()), ("new", ())]
    assert office.last_seq() == before
    with office.app.app_context(), reading(office.id) as store:
        assert store.imports.runs() == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("3,,ミホン,女,,,R5.4.3,,,,,", "required"),
        ("3,見本 次郎,,宇宙人,,,R5.4.3,,,,,", "code_unknown"),
        ("3,見本 次郎,,,H25.2.29,,R5.4.3,,,,,", "no_such_day"),
        ("3,見本 次郎,,,,,R5.4,,,,,", "day_missing"),
        ("3,見本 次郎,,,,,H40.4.1,,,,,", "outside_era"),
        ("3,見本 次郎,,,,,R5.4.3,,,終結,R5.3.1,就労", "closed_before_it_opened"),
        ("3,見本 次郎,,,,,R5.4.3,,,終結,,", "closed_without_a_reason"),
        ("3,髙\ue000田,,,,,R5.4.3,,,,,", "text_unreadable"),
        ("1,別の 人,,,,,R5.4.3,,,,,", "number_of_another"),
        ("3,見本 次郎,,,,,R5.4.3,,,,,,余り", "cells_left_over"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why_and_nothing_is_written(
    office: OfficeUnderTest, row: str, code: str
) -> None:
    content = CASES.replace("合計,2", f"{row}\n合計,2")
    before = office.last_seq()
    with pytest.raises(NotWhole) as not_whole:
        brought(office, "cases", content)
    last = not_whole.value.outcome.fates[-1]
    assert (last.code, code in {each.code for each in last.problems}, last.line) == ("refused", True, 5)
    assert office.last_seq() == before
    assert brought(office, "cases", content, leave_out=True).counts == {"new": 2, "refused": 1}
    assert len(records(office, "case")) == 2


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("9,見本 三郎,R5.6.1,訪問,,話した。", "case_unknown"),
        (",見本 三郎,R5.6.1,訪問,,話した。", "case_unknown"),
        ("1,見本 太郎,R5.6.1,訪問,,話した。", "number_of_another"),
        ("1,見本 花子,6月1日,訪問,,話した。", "date_unreadable"),
        ("1,見本 花子,R5.6.1 25:00,訪問,,話した。", "time_unreadable"),
        ("1,見本 花子,R5.6.1,散歩,,話した。", "code_unknown"),
        ("1,見本 花子,,訪問,,話した。", "required"),
    ],
)
def test_a_note_without_its_case_day_or_method_is_refused(office: OfficeUnderTest, row: str, code: str) -> None:
    brought(office, "cases", CASES)
    last = looked(office, "support", f"{NOTES}{row}\n").fates[-1]
    assert (last.code, last.problems[0].code) == ("refused", code)


def test_somebody_much_like_another_is_in_doubt_until_it_is_said_that_they_are_two(office: OfficeUnderTest) -> None:
    brought(office, "cases", CASES)
    other = "No.,氏名,生年月日,受付日\n7,見本花子,H2.1.1,R5.7.1\n"
    assert said(brought(office, "cases", other).fates) == [("doubtful", ("person_like_another",))]
    assert len(records(office, "person")) == 2
    brought(office, "cases", other, take_doubtful=True)
    assert len(records(office, "person")) == 3


def test_somebody_who_is_known_gets_another_case_and_no_second_person(office: OfficeUnderTest) -> None:
    brought(office, "cases", CASES)
    again = "No.,氏名,電話番号,受付日\n8,見本 太郎,0134000002,R5.12.1\n9,見本 花子,0134-00-0001,R5.12.1\n"
    assert said(brought(office, "cases", again).fates) == [("new", ()), ("doubtful", ("has_open_case",))]
    assert (len(records(office, "person")), len(records(office, "case"))) == (2, 3)


def test_two_numbers_are_two_cases_also_of_one_day(office: OfficeUnderTest) -> None:
    rows = "番号,氏名,電話,受付日,終結日,終結理由\n1,見本 花子,0134-1,R5.4.3,R5.4.9,就労\n2,見本 花子,0134-1,R5.4.3,,\n"
    assert said(brought(office, "cases", rows).fates) == [("new", ()), ("new", ())]
    assert sorted(str(case.fields["state"]) for case in records(office, "case")) == ["closed", "open"]


def test_a_note_like_one_that_is_there_is_in_doubt(office: OfficeUnderTest) -> None:
    brought(office, "cases", CASES)
    brought(office, "support", NOTES)
    other = "No.,日付,支援方法,支援内容\n1,R5.5.1,訪問,書き直した。\n"
    assert said(looked(office, "support", other).fates) == [("doubtful", ("note_like_it",))]


def test_whoever_is_in_charge_is_known_by_name(office: OfficeUnderTest) -> None:
    worker = office.users["worker"]
    with office.app.app_context(), writing(office.id) as store:
        change_as_server(store, "staff", worker, {"name": "担当 一郎"}, by=worker, now=utcnow())
        store.accounts.change_user(worker, name="担当 一郎")
    outcome = brought(office, "cases", "氏名,担当者\n見本 花子,担当一郎\n見本 太郎,居ない人\n", leave_out=True)
    assert said(outcome.fates) == [("new", ()), ("refused", ("staff_unknown",))]
    assert [case.fields["main_worker"] for case in records(office, "case")] == [worker]


def test_what_a_column_was_said_to_mean_is_remembered(office: OfficeUnderTest) -> None:
    content = "相談の方,フリガナ,備忘\n見本 花子,ミホン,x\n"
    chosen = {"相談の方": "person.name", "フリガナ": ""}
    assert [each.code for each in looked(office, "persons", content).unread] == ["column_missing"]
    brought(office, "persons", content, columns=chosen)
    fate = looked(office, "persons", content.replace("花子", "太郎")).fates[0]
    assert fate.code == "new"
    assert "kana" not in fate.records[0].fields


def test_accounts_wait_for_a_second_person_where_they_come_to_cases(office: OfficeUnderTest) -> None:
    content = "ログイン名,氏名,役割\nsato@new,佐藤,支援員\nito@new,伊藤,システム管理者\nworker@otaru,居る人,事務\n"
    by_word = looked(office, "accounts", content)
    assert [fate.code for fate in by_word.fates][2] == "refused" or by_word.fates[2].code == "same"
    roles = "ログイン名,氏名,役割\nsato@new,佐藤,worker\nito@new,伊藤,administrator\nworker@otaru,居る人,clerk\n"
    assert [fate.code for fate in brought(office, "accounts", roles).fates] == ["new", "new", "same"]
    with office.app.app_context(), reading(office.id) as store:
        active = {user.login: user.active for user in store.accounts.users()}
    assert (active["sato@new"], active["ito@new"]) == (False, True)


def test_what_was_brought_in_stands_in_the_trail_and_names_nobody(office: OfficeUnderTest) -> None:
    brought(office, "cases", CASES)
    with office.app.app_context(), reading(office.id) as store:
        (noted,) = [row for row in store.trail.all(TrailFilter(), most=1_000) if row.what == "imported"]
        assert dict(noted.details) == {"sort": "cases", "rows": 2, "records": 4}
        assert (store.audit.trail(), store.audit.changes()) == ([], [])
