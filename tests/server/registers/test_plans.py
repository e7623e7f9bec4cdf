"""The plan register."""

import pytest

from tests.server.registers import kushiro

LINE = {
    "client": "Y.K",
    "plan_number": "1",
    "coordination_meeting": "H25年7月1日",
    "decision": "H25年7月4日",
    "period_end": "H25年12月下旬",
    "next_monitoring": "H25年9月",
    "evaluation_meeting": "H25年12月20日",
    "evaluation": "終 H25年 12月 24日",
}
PLAN = {
    "number": 1,
    "coordination_meeting": "2013-07-01",
    "decision": "2013-07-04",
    "period_end": "2013-12-L",
    "next_monitoring": "2013-09",
    "evaluation_meeting": "2013-12-20",
    "evaluated": "2013-12-24",
    "result": "closed",
}
DATES = ("coordination_meeting", "decision", "period_end", "next_monitoring", "evaluation_meeting", "evaluated")


def plans_of(*lines: dict[str, str]) -> tuple[list[dict[str, object]], list[tuple[str, int, str, str, str]]]:
    """The plans of a register with these lines, without what every plan has, and what was found."""
    reading = kushiro.read("plans", kushiro.written([LINE | line for line in lines]))
    plans = [dict(wanted.fields) for wanted in kushiro.of_kind(reading, "plan")]
    return [{k: v for k, v in plan.items() if k not in {"case", "source"}} for plan in plans], kushiro.found(reading)


def test_the_register_of_kushiro_has_22_persons_with_30_plans() -> None:
    reading = kushiro.read("plans")
    assert [len(kushiro.of_kind(reading, kind)) for kind in ("person", "case", "plan")] == [22, 22, 30]
    assert reading.lines == 30


def test_its_one_impossible_year_is_imported_as_printed_and_reported() -> None:
    reading = kushiro.read("plans")
    finding = ("warning", 15, "evaluation", "再 H25年3月28日", "evaluated_before_meeting")
    assert kushiro.found(reading) == [finding]
    assert [plan.fields.get("evaluated") for plan in kushiro.of_kind(reading, "plan")][13] == "2013-03-28"


def test_its_plans_are_those_of_the_file_line_by_line() -> None:
    reading = kushiro.read("plans")
    names = {w.id: w.fields["name"] for w in kushiro.of_kind(reading, "person")}
    cases = {w.id: names[w.fields["person"]] for w in kushiro.of_kind(reading, "case")}
    plans = [(cases[w.fields["case"]], str(w.fields["number"])) for w in kushiro.of_kind(reading, "plan")]
    assert plans == [(row["client"], row["plan_number"]) for row in kushiro.rows("plans")]


def test_its_running_plans_have_no_result_and_its_cases_stay_open() -> None:
    reading = kushiro.read("plans")
    results = [plan.fields.get("result") for plan in kushiro.of_kind(reading, "plan")]
    assert (results.count("closed"), results.count("new_plan"), results.count(None)) == (13, 7, 10)
    assert {case.fields["state"] for case in kushiro.of_kind(reading, "case")} == {"open"}


def test_a_line_becomes_a_plan() -> None:
    assert plans_of({}) == ([PLAN], [])


@pytest.mark.parametrize(
    ("printed", "result", "evaluated"),
    [
        ("終 H25年 12月 24日", "closed", "2013-12-24"),
        ("終・H26年2月28日", "closed", "2014-02-28"),
        ("終･H26年2月28日", "closed", "2014-02-28"),
        ("再 H26年3月28日", "new_plan", "2014-03-28"),
        ("再・Ｈ２６年３月２８日", "new_plan", "2014-03-28"),
        ("終結 平成26年3月末日", "closed", "2014-03-31"),
        ("再プラン R元年6月", "new_plan", "2019-06"),
        ("終・再 H 年 月 日", None, None),
        ("終 H 年 月 日", "closed", None),
        ("H 年 月 日", None, None),
        ("H26年3月28日", None, "2014-03-28"),
        ("2014年3月28日", None, "2014-03-28"),
        ("終", "closed", None),
        ("", None, None),
    ],
)
def test_an_evaluation_is_a_result_and_a_day(printed: str, result: str | None, evaluated: str | None) -> None:
    (plan,), findings = plans_of({"evaluation_meeting": "", "evaluation": printed})
    assert (plan.get("result"), plan.get("evaluated")) == (result, evaluated)
    assert not findings


@pytest.mark.parametrize("column", ["coordination_meeting", "decision", "period_end", "next_monitoring"])
@pytest.mark.parametrize(
    ("printed", "code"), [("H25年2月30日", "no_such_day"), ("H25年", "date_incomplete"), ("すぐ", "date_unreadable")]
)
def test_a_bad_date_is_reported_and_left_empty_and_costs_nothing_else(column: str, printed: str, code: str) -> None:
    (plan,), findings = plans_of({column: printed})
    assert plan == {name: value for name, value in PLAN.items() if name != column}
    assert findings == [("error", 2, column, printed, code)]


@pytest.mark.parametrize(
    ("printed", "code", "left"),
    [
        ("終 H25年12月32日", "no_such_day", {"result": "closed"}),
        ("済 H25年12月24日", "result_unreadable", {}),
    ],
)
def test_a_bad_evaluation_is_reported(printed: str, code: str, left: dict[str, str]) -> None:
    (plan,), findings = plans_of({"evaluation": printed})
    assert plan == {name: value for name, value in PLAN.items() if name not in {"result", "evaluated"}} | left
    assert findings == [("error", 2, "evaluation", printed, code)]


def test_a_day_without_a_choice_between_closure_and_new_plan_is_doubted() -> None:
    printed = "終・再 H25年12月24日"
    (plan,), findings = plans_of({"evaluation": printed})
    assert plan == {name: value for name, value in PLAN.items() if name != "result"}
    assert findings == [("warning", 2, "evaluation", printed, "result_not_chosen")]


@pytest.mark.parametrize(
    ("column", "printed", "code"),
    [
        ("decision", "H25年6月30日", "decided_before_meeting"),
        ("period_end", "H25年6月", "ends_before_decision"),
        ("next_monitoring", "H24年9月", "monitored_before_decision"),
        ("evaluation_meeting", "H25年6月20日", "evaluation_before_meeting"),
        ("evaluation", "終 H24年12月24日", "evaluated_before_meeting"),
    ],
)
def test_what_cannot_have_happened_in_this_order_is_imported_and_doubted(column: str, printed: str, code: str) -> None:
    plans, findings = plans_of({column: printed})
    assert findings == [("warning", 2, column, printed, code)]
    assert plans[0].keys() == PLAN.keys()


@pytest.mark.parametrize("printed", ["1", "１", "プラン1", "第1回", " 1 "])
def test_a_plan_number_is_read_in_any_spelling(printed: str) -> None:
    assert plans_of({"plan_number": printed}) == ([PLAN], [])


@pytest.mark.parametrize("printed", ["", "一つ目", "0", "100", "1-2"])
def test_a_plan_without_a_number_is_reported_and_its_client_still_imported(printed: str) -> None:
    reading = kushiro.read("plans", kushiro.written([LINE | {"plan_number": printed}]))
    assert kushiro.found(reading) == [("error", 2, "plan_number", printed, "plan_number_unreadable")]
    assert [wanted.kind for wanted in reading.wanted] == ["person", "case"]


def test_a_plan_that_stands_twice_is_imported_once_and_reported() -> None:
    plans, findings = plans_of({}, {"decision": "H25年8月1日"})
    assert plans == [PLAN]
    assert findings == [("error", 3, "plan_number", "1", "plan_twice")]


@pytest.mark.parametrize("printed", ["Y.K", "Ｙ．Ｋ", "Y.K.", "y.k", "Y. K", "YK", "Y・K"])
def test_initials_are_one_person_in_any_spelling(printed: str) -> None:
    reading = kushiro.read("plans", kushiro.written([LINE, LINE | {"client": printed, "plan_number": "2"}]))
    assert [wanted.kind for wanted in reading.wanted] == ["person", "case", "plan", "plan"]
    assert not reading.findings


@pytest.mark.parametrize("printed", ["", " ", "?", "Y.?", "不明", "123", "〓.K", "（）"])
def test_a_line_about_nobody_is_skipped_and_reported_and_the_others_stay(printed: str) -> None:
    reading = kushiro.read("plans", kushiro.written([LINE | {"client": printed}, LINE]))
    assert kushiro.found(reading) == [("error", 2, "client", printed.strip(), "client_unreadable")]
    assert [wanted.kind for wanted in reading.wanted] == ["person", "case", "plan"]


def test_a_name_in_place_of_initials_is_imported_and_doubted() -> None:
    reading = kushiro.read("plans", kushiro.written([LINE | {"client": "見本　一郎"}]))
    assert kushiro.found(reading) == [("warning", 2, "client", "見本　一郎", "client_not_initials")]
    assert kushiro.of_kind(reading, "person")[0].fields["name"] == "見本 一郎"


def test_the_order_of_columns_and_the_encoding_make_no_difference() -> None:
    columns = ["evaluation", *reversed(DATES[:5]), "plan_number", "client"]
    reordered = kushiro.written(kushiro.rows("plans"), columns)
    as_printed = kushiro.read("plans").wanted
    assert kushiro.read("plans", reordered).wanted == as_printed
    assert kushiro.read("plans", reordered.decode("utf-8").encode("cp932")).wanted == as_printed
    assert kushiro.read("plans", "\ufeff".encode() + reordered).wanted == as_printed
