"""The pages on which lists are brought in and taken out."""

from __future__ import annotations

import base64
import csv
import io
import random
import re
from collections.abc import Callable

import openpyxl
import pytest

from server.store import reading
from server.store.trail import TrailFilter
from tests.server.imports.lists import CASES, records
from tests.server.office.desk import Desk
from tests.server.people import OfficeUnderTest
from tests.server.restricting import restrict

DeskFor = Callable[[str], Desk]


def sent(browser: Desk, address: str, do: str, **more: object) -> str:
    form = browser.form("/imports/").values
    given = {"csrf_token": form["csrf_token"][0], "do": do, **more}
    browser.page = browser.http.post(address, data=given, headers={"Accept": "text/html", "Accept-Language": "en"})
    return browser.page.text


def test_a_list_is_looked_at_brought_in_and_taken_back(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    browser, address = desk_for("supervisor"), "/office/imports/"
    browser.open(address)
    file = (io.BytesIO(CASES.encode("cp932")), "名簿.csv")
    text = sent(browser, address, "look", sort="cases", file=file)
    assert "Nothing has been brought in yet" in text
    assert "見本 花子" in text
    assert records(office, "case") == []
    hidden = dict(re.findall('type="hidden" name="(sort|name|content)" value="([^"]*)"', text))
    assert "Line" in sent(browser, address, "file", **hidden)
    assert browser.page.mimetype == "text/csv"
    browser.open(address)
    assert "The list has been brought in." in sent(browser, address, "take", **hidden)
    assert len(records(office, "case")) == 2
    with office.app.app_context(), reading(office.id) as store:
        (run,) = store.imports.runs()
    assert "4 records were taken back." in sent(browser, f"{address}{run.id}/undo", "")
    assert records(office, "case") == []
    sent(browser, f"{address}{run.id}/undo", "")
    assert browser.page.status_code == 409


def test_a_list_with_a_refused_row_says_so_and_writes_nothing(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    browser, address = desk_for("supervisor"), "/office/imports/"
    browser.open(address)
    content = CASES.replace("女,", "宇宙人,").encode()
    text = sent(browser, address, "take", sort="cases", file=(io.BytesIO(content), "a.csv"))
    assert browser.page.status_code == 422
    assert "not every row could be" in text
    assert records(office, "case") == []


def test_a_large_list_comes_back_with_the_form_that_it_was_looked_at_in(desk_for: DeskFor) -> None:
    browser, address = desk_for("supervisor"), "/office/imports/"
    browser.open(address)
    packed = base64.b64encode(random.Random(1).randbytes(1_000_000)).decode()
    assert "Please choose the file." in sent(browser, address, "look", sort="cases", content=packed)


@pytest.mark.parametrize(("role", "address"), [("supervisor", "accounts"), ("administrator", "")])
def test_accounts_are_for_administrators_and_records_for_supervisors(
    desk_for: DeskFor, role: str, address: str
) -> None:
    desk_for(role).open(f"/office/imports/{address}", 403)


def rows_of(browser: Desk, name: str) -> list[dict[str, str]]:
    browser.open("/office/exports/")
    token = browser.form("").values["csrf_token"][0]
    browser.page = browser.http.post(f"/office/exports/{name}.csv", data={"csrf_token": token})
    assert browser.page.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(browser.page.data.decode("utf-8-sig"))))


def test_a_list_is_taken_out_as_csv_and_excel_with_formulas_defused(office: OfficeUnderTest, desk_for: DeskFor) -> None:
    office.case_of(None, "=HYPERLINK(見本)")
    browser = desk_for("supervisor")
    (row,) = rows_of(browser, "persons")
    assert "'=HYPERLINK(見本)" in row.values()
    token = {"csrf_token": browser.http.get("/api/csrf").get_json()["csrf_token"]}
    book = browser.http.post("/office/exports/persons.xlsx", data=token)
    sheet = openpyxl.load_workbook(io.BytesIO(book.data)).worksheets[0]
    assert ("=HYPERLINK(見本)", "s") in {(cell.value, cell.data_type) for cell in sheet[2]}


def test_what_is_withheld_is_not_taken_out_and_what_is_taken_out_is_noted(
    office: OfficeUnderTest, desk_for: DeskFor
) -> None:
    hidden = office.case_of(None, "見えない 人")
    office.case_of(None, "見える 人")
    restrict(office, hidden, office.users["supervisor"])
    browser = desk_for("manager")
    assert len(rows_of(browser, "cases")) == 1
    assert "見えない" not in browser.page.text
    assert "見える" in browser.page.text
    with office.app.app_context(), reading(office.id) as store:
        (noted,) = [row for row in store.trail.all(TrailFilter(), most=1_000) if row.what == "exported"]
        assert dict(noted.details) == {"list": "cases", "records": 1}


def test_the_whole_office_is_the_managers_who_shows_once_more_who_they_are(desk_for: DeskFor) -> None:
    desk_for("supervisor").open("/office/exports/office", 403)
    browser = desk_for("manager")
    page = browser.http.get("/office/exports/office")
    assert (page.status_code, "/office/account/confirm" in page.headers["Location"]) == (303, True)
