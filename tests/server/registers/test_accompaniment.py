"""The register of accompaniments and home visits."""

import pytest

from server.reports.destinations import Destination
from tests.server.registers import kushiro

LINE = {"month": "2013-07", "entry": "5", "client": "T.S", "destination": "ハローワーク", "count": "1"}


def visits_of(*lines: dict[str, str]) -> tuple[list[dict[str, object]], list[tuple[str, int, str, str, str]]]:
    """The support records of a register with these lines, and what was found."""
    reading = kushiro.read("accompaniment", kushiro.written([LINE | line for line in lines]))
    return [dict(wanted.fields) for wanted in kushiro.of_kind(reading, "support")], kushiro.found(reading)


def test_the_register_of_kushiro_has_35_persons_with_72_visits_and_nothing_unreadable() -> None:
    reading = kushiro.read("accompaniment")
    assert [len(kushiro.of_kind(reading, kind)) for kind in ("person", "case", "support")] == [35, 35, 72]
    assert (reading.lines, reading.findings) == (57, ())


def test_it_has_37_client_months() -> None:
    visits = kushiro.of_kind(kushiro.read("accompaniment"), "support")
    assert len({(visit.fields["dated"], visit.fields["case"]) for visit in visits}) == 37


def test_both_registers_together_have_39_persons() -> None:
    wanted = {w.id: w for name in ("plans", "accompaniment") for w in kushiro.read(name).wanted}
    assert sum(record.kind == "person" for record in wanted.values()) == 39


def test_the_same_person_is_asked_for_in_the_same_words_by_both_registers() -> None:
    plans = {w.id: w for w in kushiro.read("plans").wanted}
    for record in kushiro.read("accompaniment").wanted:
        assert plans.get(record.id, record) == record


def test_three_pairs_of_namesakes_are_six_persons() -> None:
    names = [person.fields["name"] for person in kushiro.of_kind(kushiro.read("accompaniment"), "person")]
    assert sorted(name for name in set(names) if names.count(name) == 2) == ["E.S", "N.T", "T.S"]
    assert len(names) - len(set(names)) == 3


def test_the_first_of_two_namesakes_is_the_one_other_lines_mean() -> None:
    reading = kushiro.read("accompaniment")
    by_entry = {str(w.fields["source"]).split(":")[2]: w.fields["case"] for w in kushiro.of_kind(reading, "support")}
    plans = kushiro.read("plans")
    names = {w.id: w.fields["name"] for w in kushiro.of_kind(plans, "person")}
    (case,) = [w.id for w in kushiro.of_kind(plans, "case") if names[w.fields["person"]] == "T.S"]
    assert by_entry["5"] == case
    assert by_entry["11"] != case


def test_namesakes_follow_their_numbers_not_their_lines() -> None:
    lines = [LINE, LINE | {"entry": "11"}]
    there, back = (kushiro.read("accompaniment", kushiro.written(some)) for some in (lines, lines[::-1]))
    assert {w.id: w for w in there.wanted} == {w.id: w for w in back.wanted}


def test_equal_initials_in_two_months_are_one_person() -> None:
    visits, _ = visits_of({}, {"month": "2013-08", "entry": "17"})
    assert visits[0]["case"] == visits[1]["case"]


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("訪問→自宅", {"method": "visit", "place": "自宅"}),
        ("生活福祉事務所CWと訪問→自宅", {"method": "visit", "place": "自宅", "companions": ["生活福祉事務所CW"]}),
        (
            "母子自立センター相談員と訪問→自宅",
            {"method": "visit", "place": "自宅", "companions": ["母子自立センター相談員"]},
        ),
        ("訪問→日赤病院相談室", {"method": "visit", "place": "日赤病院相談室"}),
        ("訪問", {"method": "visit"}),
        ("ハローワーク", {"method": "accompaniment", "place": "ハローワーク"}),
        ("生活福祉事務所 住宅支援給付", {"method": "accompaniment", "place": "生活福祉事務所 住宅支援給付"}),
        ("前職(ヤマト運輸)", {"method": "accompaniment", "place": "前職(ヤマト運輸)"}),
        ("訪問看護ステーション", {"method": "accompaniment", "place": "訪問看護ステーション"}),
    ],
)
def test_a_destination_is_a_visit_or_an_accompaniment(printed: str, read: dict[str, object]) -> None:
    visits, findings = visits_of({"destination": printed})
    assert [{k: v for k, v in visit.items() if k in {"method", "place", "companions"}} for visit in visits] == [read]
    assert not findings


def test_every_destination_of_kushiro_is_printed_as_it_was_read() -> None:
    for row in kushiro.rows("accompaniment"):
        assert str(Destination.read(row["destination"])) == row["destination"]


@pytest.mark.parametrize("printed", ["3", "３", " 3 ", "3回", "3件"])
def test_a_count_of_three_makes_three_records_of_the_month(printed: str) -> None:
    visits, findings = visits_of({"count": printed})
    assert [visit["dated"] for visit in visits] == ["2013-07"] * 3
    assert not findings


@pytest.mark.parametrize("printed", ["2013-07", "H25年7月", "平成25年 7月", "２０１３年７月", "2013/7", "H25.7"])
def test_a_month_is_read_in_any_spelling(printed: str) -> None:
    visits, findings = visits_of({"month": printed})
    assert [visit["dated"] for visit in visits] == ["2013-07"]
    assert not findings


@pytest.mark.parametrize("printed", ["", "7月", "2013-13", "H25年", "初夏"])
def test_a_line_of_no_month_is_skipped_and_reported_and_the_others_stay(printed: str) -> None:
    visits, findings = visits_of({"month": printed}, {"entry": "6"})
    assert len(visits) == 1
    assert findings == [("error", 2, "month", printed, "month_unreadable")]


@pytest.mark.parametrize(
    ("column", "printed", "code"),
    [
        ("count", "", "count_unreadable"),
        ("count", "数回", "count_unreadable"),
        ("count", "-1", "count_unreadable"),
        ("count", "100", "count_unreadable"),
        ("entry", "五", "entry_unreadable"),
        ("entry", "", "entry_unreadable"),
        ("destination", "", "destination_missing"),
    ],
)
def test_a_bad_cell_is_reported_and_the_visit_still_imported(column: str, printed: str, code: str) -> None:
    visits, findings = visits_of({column: printed})
    assert len(visits) == 1
    assert findings == [("error", 2, column, printed, code)]


def test_a_line_without_a_number_is_about_the_first_of_namesakes() -> None:
    visits, _ = visits_of({}, {"entry": "11"}, {"entry": "", "destination": "法務局"})
    assert visits[0]["case"] == visits[2]["case"] != visits[1]["case"]


def test_a_count_of_zero_is_no_visit_and_is_doubted() -> None:
    assert visits_of({"count": "0"}) == ([], [("warning", 2, "count", "0", "count_is_zero")])


def test_two_clients_under_one_number_are_doubted() -> None:
    visits, findings = visits_of({}, {"client": "H.H"})
    assert len(visits) == 2
    assert findings == [("warning", 3, "entry", "5", "entry_changes_client")]


def test_the_order_of_columns_and_the_encoding_make_no_difference() -> None:
    reordered = kushiro.written(kushiro.rows("accompaniment"), ["count", "destination", "client", "entry", "month"])
    as_printed = kushiro.read("accompaniment").wanted
    assert kushiro.read("accompaniment", reordered).wanted == as_printed
    assert kushiro.read("accompaniment", reordered.decode("utf-8").encode("cp932")).wanted == as_printed
