"""The tables of an annual report as commands, files and pages."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from server.cli.reports import group
from server.ground.ids import new_id
from server.language.eras import fiscal_year_in_era
from server.office.reports import reports
from server.office.workbook import MEDIA_TYPE
from server.services.casework import change_as_server
from server.store import utcnow, writing
from sync.codes import CODE_LISTS
from tests.server.office.desk import ENGLISH, Desk
from tests.server.people import OfficeUnderTest

DeskFor = Callable[[str], Desk]

TABLES = ("consultations", "support_methods", "routes", "age_bands", "issues", "issue_by_age", "closures")
PUBLISHED = {
    "consultations": "month,new,male,female,contacts,plans_new,plans_renewed,plans_ended,closed,open_at_month_end",
    "support_methods": "month,phone_mail,visit_accompaniment,interview,coordination_meeting,other_agency_meeting,"
    "internal_meeting,total",
    "routes": "month,self,family_acquaintance,agencies_total,agency_within_city,agency_outside_city,other,total",
    "age_bands": "month,10s,20s,30s,40s,50s,60s,70s_over,unknown,total",
    "issues": "month,income,employment,illness_disability,debt_loan,public_assistance,housing,hikikomori,other,total",
    "issue_by_age": "issue,10s,20s,30s,40s,50s,60s,70s_over",
    "closures": "month,employment,referred,public_assistance,no_support_needed,interrupted,other_solved,total",
}


@pytest.fixture
def closed(office: OfficeUnderTest) -> str:
    """A case of April that was closed in May, of somebody whose sex is not stated."""
    case = office.case_of(office.users["worker"])
    intake = {"opened_on": "2026-04-03", "route": "self", "age_band": "unknown", "issue_items": ["illness"]}
    end = {"state": "closed", "closed_on": "2026-05-01", "closure": "referred"}
    with office.app.app_context(), writing(office.id) as store:
        change_as_server(store, "case", case, intake | end, by=office.users["manager"], now=utcnow())
    return case


def printed(office: OfficeUnderTest, *arguments: str) -> Result:
    with office.app.app_context():
        return CliRunner().invoke(group, arguments)


@pytest.mark.parametrize("name", TABLES)
def test_a_csv_has_the_columns_of_the_published_table(office: OfficeUnderTest, name: str) -> None:
    done = printed(office, name, "--year", "2026", "--format", "csv")
    rows = list(csv.reader(io.StringIO(done.stdout.removeprefix("\ufeff"))))
    assert ",".join(rows[0]) == PUBLISHED[name]
    assert len(rows) == 1 + (len(CODE_LISTS["issue_item"]) if name == "issue_by_age" else 12)


def test_a_year_is_twelve_months_from_april(office: OfficeUnderTest, closed: str) -> None:
    by_year = printed(office, "consultations", "--year", "2026", "--format", "csv").stdout
    assert by_year == printed(office, "consultations", "--from", "2026-04", "--to", "2027-03", "--format", "csv").stdout
    lines = by_year.splitlines()
    assert lines[1:3] == ["2026-04,1,0,0,0,0,0,0,0,1", "2026-05,0,0,0,0,0,0,0,1,0"]
    assert lines[12].startswith("2027-03")


@pytest.mark.parametrize("asked", [("--year", "2026", "--from", "2026-04"), ("--from", "2026-04"), ()])
def test_a_command_asks_for_a_year_or_for_two_months(office: OfficeUnderTest, asked: tuple[str, ...]) -> None:
    done = printed(office, "routes", *asked)
    assert done.exit_code == 2
    assert "--year, or both --from and --to" in done.stderr


def test_json_has_numbers_codes_the_year_and_what_no_published_column_says(
    office: OfficeUnderTest, closed: str
) -> None:
    told = json.loads(printed(office, "consultations", "--year", "2026", "--format", "json").stdout)
    assert (told["report"], told["since"], told["until"]) == ("consultations", "2026-04", "2027-03")
    assert told["rows"][0] | {"new": 1, "sex_not_stated": 1, "open_at_month_end": 1} == told["rows"][0]
    assert told["year"]["closed"] == 1
    assert told["percent"] == {"male": 0.0, "female": 0.0, "other_sex": 0.0, "sex_not_stated": 100.0}
    items = json.loads(printed(office, "issue_by_age", "--year", "2026", "--format", "json").stdout)["rows"]
    assert [(row["issue"], row["unknown"]) for row in items if row["unknown"]] == [("illness", 1)]


def test_a_table_in_a_terminal_ends_with_the_year_and_its_shares(office: OfficeUnderTest, closed: str) -> None:
    lines = printed(office, "closures", "--year", "2026").stdout.splitlines()
    assert lines[-2].split() == ["total", "0", "1", "0", "0", "0", "0", "1"]
    assert lines[-1].split() == ["%", "0.0", "100.0", "0.0", "0.0", "0.0", "0.0"]


def test_issue_items_are_printed_in_their_japanese_words(office: OfficeUnderTest) -> None:
    lines = printed(office, "issue_by_age", "--year", "2026", "--format", "csv").stdout.splitlines()
    assert lines[1] == "経済的困窮,0,0,0,0,0,0,0"


@pytest.mark.parametrize("name", [*TABLES, "plans"])
def test_every_table_is_a_page(desk_for: DeskFor, closed: str, name: str) -> None:
    page = desk_for("manager").open(f"/office/reports/{name}?since=2026-04&until=2027-03")
    assert ("Total" in page) == (name not in {"issue_by_age", "plans"})
    assert ("Economic hardship" in page) == (name == "issue_by_age")


def test_a_page_says_how_many_cases_are_in_no_month(desk_for: DeskFor, office: OfficeUnderTest, closed: str) -> None:
    office.case_of(None)
    page = desk_for("manager").open("/office/reports/consultations?since=2026-04&until=2027-03")
    assert "1 case has no day of intake or of closure" in page


def test_plans_are_listed_as_a_register_prints_them(office: OfficeUnderTest, desk_for: DeskFor, case: str) -> None:
    plan, by = new_id(), office.users["manager"]
    dates = {"decision": "2026-05-12", "period_end": "2026-10-L", "next_monitoring": "2026-08", "number": 1}
    evaluated = {"evaluated": "2026-10-30", "result": "new_plan"}
    with office.app.app_context(), writing(office.id) as store:
        change_as_server(store, "plan", plan, {"case": case, **dates, **evaluated}, by=by, now=utcnow())
    lines = printed(office, "plans", "--year", "2026", "--format", "csv").stdout.splitlines()
    assert lines[1] == "見本 花子,1,,2026年5月12日,2026年10月下旬,2026年8月,,再 2026年10月30日"
    with office.app.app_context(), writing(office.id) as store:
        change_as_server(store, "case", case, {"restricted_to": [by]}, by=by, now=utcnow())
    page = desk_for("supervisor").open("/office/reports/plans?since=2026-04&until=2027-03")
    assert "restricted case" in page
    assert "見本 花子" not in page
    assert "2026年10月下旬" not in page


def test_an_excel_file_has_real_numbers_and_days_and_a_header_that_stays(desk_for: DeskFor, closed: str) -> None:
    file = desk_for("manager").http.get("/office/reports/consultations.xlsx?since=2026-04&until=2027-03")
    assert file.mimetype == MEDIA_TYPE
    sheet = load_workbook(io.BytesIO(file.get_data())).worksheets[0]
    assert (sheet.freeze_panes, sheet.max_row) == ("B2", 15)
    april = sheet[2]
    assert (f"{april[0].value:%Y-%m-%d}", april[1].value, april[1].data_type) == ("2026-04-01", 1, "n")
    assert "ggge" in april[0].number_format
    assert (sheet["K14"].value, sheet["F15"].value, sheet["F15"].number_format) == (1, 100.0, '0.0"%"')


def test_nothing_in_an_excel_file_is_reckoned(desk_for: DeskFor, office: OfficeUnderTest) -> None:
    case = office.case_of(office.users["worker"], "=1+1")
    plan = {"case": case, "number": 1, "decision": "2026-05-12"}
    with office.app.app_context(), writing(office.id) as store:
        change_as_server(store, "plan", new_id(), plan, by=office.users["manager"], now=utcnow())
    file = desk_for("manager").http.get("/office/reports/plans.xlsx?since=2026-04&until=2027-03")
    cell = load_workbook(io.BytesIO(file.get_data())).worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_same_comes_as_json_from_a_page(desk_for: DeskFor, office: OfficeUnderTest, closed: str) -> None:
    told = desk_for("manager").http.get("/office/reports/routes.json?since=2026-04&until=2027-03").get_json()
    assert told == json.loads(printed(office, "routes", "--year", "2026", "--format", "json").stdout)


def test_a_page_has_a_chart_with_words_and_the_last_three_years(desk_for: DeskFor, closed: str) -> None:
    page = desk_for("manager").open("/office/reports/consultations?since=2026-04&until=2026-05")
    assert '<title id="chart-consultations">New: April 2026 1, May 2026 0</title>' in page
    years = page[page.index("The last three years") :]
    assert [f'<th scope="row">FY{year}</th>' in years for year in (2023, 2024, 2025, 2026, 2027)] == [
        False, True, True, True, False
    ]  # fmt: skip


def test_a_figure_opens_the_records_behind_it(desk_for: DeskFor, closed: str) -> None:
    desk = desk_for("manager")
    page = desk.open("/office/reports/routes?since=2026-04&until=2027-03")
    assert "/office/reports/routes/records?row=2026-04&amp;column=self&amp;since=2026-04&amp;until=2027-03" in page
    behind = desk.open("/office/reports/routes/records?row=2026-04&column=self&since=2026-04&until=2027-03")
    assert f"/office/cases/{closed}" in behind
    assert "見本 花子" in behind
    assert "/records?row=2026-05" not in page


def test_a_restricted_case_counts_and_is_not_opened(desk_for: DeskFor, office: OfficeUnderTest, closed: str) -> None:
    by = office.users["manager"]
    with office.app.app_context(), writing(office.id) as store:
        change_as_server(store, "case", closed, {"restricted_to": [by]}, by=by, now=utcnow())
    behind = desk_for("supervisor").open("/office/reports/routes/records?row=total&column=total&since=2026-04")
    assert "1 of these is restricted to others or was erased" in behind
    assert closed not in behind
    assert "見本 花子" not in behind


@pytest.mark.parametrize(
    "asked", ["routes/records?column=himself", "routes/records?row=2020-01", "accompaniment/records", "gossip/records"]
)
def test_there_are_no_records_behind_what_is_no_figure(desk_for: DeskFor, asked: str) -> None:
    assert desk_for("manager").http.get(f"/office/reports/{asked}").status_code == 404


@pytest.mark.parametrize("role", ["worker", "clerk", "partner", "administrator"])
def test_figures_are_for_those_who_read_the_office(desk_for: DeskFor, role: str) -> None:
    desk = desk_for(role)
    for address in ("routes", "routes/records", "routes.csv", "routes.json", "routes.xlsx"):
        assert desk.http.get(f"/office/reports/{address}").status_code == 403


def test_a_page_is_asked_for_a_fiscal_year_and_narrowed(desk_for: DeskFor, closed: str) -> None:
    desk = desk_for("manager")
    whole = desk.open("/office/reports/routes?year=2026")
    assert "/records?row=2026-04&amp;column=self&amp;since=2026-04&amp;until=2027-03" in whole
    narrowed = desk.open("/office/reports/routes?year=2026&programme=disaster")
    assert "/office/reports/routes.csv?since=2026-04&amp;until=2027-03&amp;programme=disaster" in narrowed
    assert "/routes/records?" not in narrowed
    told = desk.http.get("/office/reports/routes.json?year=2026&programme=disaster").get_json()
    assert (told["only"], told["year"]["total"]) == ({"programme": "disaster"}, 0)


def test_a_command_narrows_and_names_nobody_it_does_not_know(office: OfficeUnderTest, closed: str) -> None:
    worker = office.users["worker"]
    done = printed(office, "routes", "--year", "2026", "--worker", worker, "--format", "json")
    assert json.loads(done.stdout)["year"]["total"] == 1
    unknown = printed(office, "routes", "--year", "2026", "--worker", "nobody")
    assert (unknown.exit_code, "0 members of staff" in unknown.stderr) == (2, True)


def test_what_no_record_tells_is_named_and_empty(desk_for: DeskFor, office: OfficeUnderTest, closed: str) -> None:
    page = desk_for("manager").open("/office/reports/situation?year=2026")
    assert "No record tells: Certified work training, Welfare fund loans" in page
    done = printed(office, "situation", "--year", "2026", "--format", "json")
    assert (json.loads(done.stdout)["year"]["raised_income"], json.loads(done.stdout)["year"]["new"]) == (None, 1)
    assert "No record tells: work_training, welfare_loan" in done.stderr
    file = desk_for("manager").http.get("/office/reports/situation.xlsx?year=2026", headers=ENGLISH)
    sheet = load_workbook(io.BytesIO(file.get_data())).worksheets[0]
    assert "No record tells" in str(sheet.cell(sheet.max_row, 1).value)


def test_the_annual_report_has_every_table_and_names_no_client(desk_for: DeskFor, closed: str) -> None:
    page = desk_for("manager").open("/office/reports/annual?year=2026")
    for name, report in reports().items():
        assert (f'id="part-{name}"' in page) == (not report.personal), name
    assert "FY2026" in page
    assert "見本 花子" not in page


@pytest.mark.parametrize(
    ("year", "said"),
    [(2023, "令和5年度"), (2019, "令和元年度"), (2018, "平成30年度"), (1988, "昭和63年度"), (1800, "1800年度")],
)
def test_a_fiscal_year_is_said_in_the_era(year: int, said: str) -> None:
    assert fiscal_year_in_era(year) == said
