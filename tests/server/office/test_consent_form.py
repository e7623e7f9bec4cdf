"""A consent that is taken at the office: what it opens to a partner, what it asks for, and what is read aloud first."""

from __future__ import annotations

import datetime as dt
import io
import json
import zoneinfo
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from flask import Flask

from server.ground.blobs import Blobs
from server.ground.installation import installation_of
from server.language.words import Words
from server.office import consents as consents_of_office
from server.office.consent_form import spoken_terms
from server.store import utcnow
from tests.server.office.desk import Desk
from tests.server.people import OfficeUnderTest, change, visit
from tests.server.restricting import restrict

DeskFor = Callable[[str], Desk]
PAPER: Final = b"\xff\xd8\xff signed by hand"

CASES: Final = json.loads((Path(__file__).parents[2] / "cases" / "spoken_terms.json").read_text("utf-8"))


@pytest.fixture
def case(office: OfficeUnderTest) -> str:
    """A case of the worker's with a note in it, of which nothing is shared."""
    case = office.case_of(office.users["worker"])
    office.client("worker").push(visit(case, narrative="玄関先で話す。"))
    return case


def today() -> dt.date:
    return utcnow().astimezone(zoneinfo.ZoneInfo("Asia/Tokyo")).date()


def address(case: str) -> str:
    return f"/office/consents/new/{case}"


def terms(office: OfficeUnderTest, **more: Any) -> dict[str, Any]:
    return {"receiver": office.users["partner"], "shares": ["course"], "purpose": "就労の準備", **more}


def ask(desk: Desk, case: str, **values: Any) -> int:
    """Fills in what is agreed to, and asks for what is to be read aloud. Gives the status."""
    desk.open(address(case))
    return desk.send(**values, do="read").status_code


def record(desk: Desk, **values: Any) -> int:
    """Records what was read aloud. Gives the status."""
    sent = desk.form()
    answer = {**sent.values, "form": "signed_on_paper", **values, "do": "record"}
    return desk.post(sent.action, **answer).status_code


def consents(office: OfficeUnderTest, case: str) -> list[dict[str, Any]]:
    records = office.client("worker").pull()["records"]
    return [each["fields"] for each in records if each["kind"] == "consent" and each["scope"] == case]


def shared(office: OfficeUnderTest) -> set[str]:
    """The kinds of what a phone of the partner's is given that has nothing yet."""
    return {record["kind"] for record in office.client("partner").pull()["records"]}


def test_what_is_taken_at_the_office_is_shared_until_it_is_withdrawn(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    desk = desk_for("supervisor")
    assert shared(office) == {"staff"}
    assert ask(desk, case, **terms(office)) == 200
    assert shared(office) == {"staff"}
    assert record(desk) == 303
    assert "The consent has been recorded." in desk.follow()
    assert "in force" in desk.page.text
    assert shared(office) == {"staff", "consent", "person", "case", "support"}
    (consent,) = consents(office, case)
    assert consent["taken_by"] == office.users["supervisor"]
    assert consent["person"] == office.stored(case)[case]["person"]
    assert (consent["shares"], consent["form"], consent["given_by"]) == (["course"], "signed_on_paper", "self")
    assert (consent["given_on"], consent["begins_on"]) == (today().isoformat(), today().isoformat())
    assert today() + dt.timedelta(days=363) <= dt.date.fromisoformat(consent["ends_on"])
    assert {"agency", "representative", "member", "note"}.isdisjoint(consent)
    withdrawal = desk.page.request.path.rstrip("/") + "/withdrawal"
    desk.open(withdrawal)
    assert desk.send(withdrawn_on=today().isoformat(), withdrawn_by="self").status_code == 303
    assert shared(office) == {"staff"}


def papers(office: OfficeUnderTest) -> list[dict[str, Any]]:
    records = office.client("worker").pull()["records"]
    return [each["fields"] for each in records if each["kind"] == "attachment"]


def test_the_signed_paper_is_attached_once_for_whoever_may_read_the_consent(
    office: OfficeUnderTest, case: str, desk_for: DeskFor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation_of(office.app).blobs = Blobs(tmp_path / "blobs")
    monkeypatch.setattr(consents_of_office, "LARGEST_BYTES", 100)
    desk = desk_for("supervisor")
    ask(desk, case, **terms(office))
    record(desk)
    assert "Signed papers" not in desk.follow()
    page = desk.page.request.path
    for content, told in (
        (PAPER, "The paper has been attached."),
        (PAPER, "The paper has been attached."),
        (b"<html>", "Please choose a photo (JPEG, PNG, WebP) or a PDF"),
        (b"", "Please choose a photo (JPEG, PNG, WebP) or a PDF"),
        (PAPER + bytes(100), "Please choose a photo (JPEG, PNG, WebP) or a PDF"),
    ):
        desk.send(form="/papers", file=(io.BytesIO(content), "同意書\u202e.jpg"))
        assert told in desk.follow()
    (paper,) = papers(office)
    assert (paper["about"], paper["case"], paper["name"]) == (page.rsplit("/", 1)[1], case, "同意書.jpg")
    assert paper["received_at"]
    assert "同意書.jpg" in desk.open(page)
    office.hire("hara", "worker")
    stranger = Desk(office.app.test_client())
    stranger.sign_in(office.login("hara"))
    stranger.open("/office/account/")
    given = {"csrf_token": stranger.token(), "file": (io.BytesIO(PAPER + b"!"), "x.jpg")}
    assert stranger.post(f"{page}/papers", **given).status_code == 404
    assert len(papers(office)) == 1


def test_each_of_a_household_is_asked_for_themselves(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    worker = office.client("worker")
    household = change("household", {"name": "見本家", "members": "母(72)と二人"})
    person = office.stored(case)[case]["person"]
    assert worker.push(household)[0]["status"] == "applied"
    head = next(each["head"] for each in worker.pull()["records"] if each["id"] == person)
    assert worker.push(change("person", {"household": household["record"]}, person, head))[0]["status"] == "applied"
    desk = desk_for("worker")
    assert "The household: 母(72)と二人" in desk.open(address(case))
    for whose in ({}, {"member": "見本 ハナ(母)"}):
        assert "household" not in shared(office)
        assert ask(desk, case, **terms(office, shares=["household"], **whose)) == 200
        assert record(desk) == 303
    assert "household" in shared(office)
    assert {consent.get("member") for consent in consents(office, case)} == {None, "見本 ハナ(母)"}


def test_what_is_read_aloud_is_of_whom_it_is_and_what_is_shared(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    desk = desk_for("supervisor")
    assert ask(desk, case, **terms(office, member="見本 ハナ(母)", ends_on="2099-03-31")) == 200
    text = desk.page.text
    assert "the following about 見本 ハナ(母)." in text
    assert "this is: Course of support." in text
    assert "to Tue 31 Mar 2099." in text
    assert desk.form(address(case)).values["member"] == ["見本 ハナ(母)"]
    assert desk.form(address(case)).values["shares"] == ["course"]


WRONG: Final[dict[str, tuple[dict[str, Any], str, str]]] = {
    "nobody to share with": ({"receiver": ""}, "agency", "Please choose with whom it is shared, or name the agency."),
    "nothing to share": ({"shares": []}, "shares", "Please fill this in."),
    "no purpose": ({"purpose": " "}, "purpose", "Please fill this in."),
    "no end": ({"ends_on": ""}, "ends_on", "Please fill this in."),
    "an end that no calendar has": ({"ends_on": "2031-02-30"}, "ends_on", "Please check the date."),
    "an end before the beginning": ({"ends_on": "2020-01-01"}, "ends_on", "Sharing ends before it begins."),
    "nobody named who represents": (
        {"given_by": "representative"},
        "representative",
        "Please name the legal representative and their relation.",
    ),
    "somebody who is no partner": ({"receiver": "worker"}, "receiver", "What this names was not found."),
    "nothing that can be shared": ({"shares": ["comments"]}, "shares", "This cannot be chosen."),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    office: OfficeUnderTest, case: str, desk_for: DeskFor, name: str
) -> None:
    values, field, said = WRONG[name]
    values = {key: office.users.get(value, value) if isinstance(value, str) else value for key, value in values.items()}
    desk = desk_for("supervisor")
    for do in ("read", "record"):
        desk.open(address(case))
        sent = desk.send(**terms(office, representative="", note="書きかけ", **values) | values, do=do)
        assert sent.status_code == 422
        error = sent.text.partition(f'id="{field}-error"')[2].partition("</p>")[0]
        assert said in error, sent.text
        assert "To be read aloud" not in sent.text
        assert desk.form(address(case)).values["agency"] == [""]
    assert consents(office, case) == []


@pytest.mark.parametrize(
    ("answer", "field", "said"),
    [
        ({"form": ""}, "form", "Please fill this in."),
        ({"form": "signed_on_screen"}, "form", "This cannot be chosen."),
        ({"form": "orally"}, "note", "For an oral consent, please write when, where and how you made sure of it."),
        ({"given_on": ""}, "given_on", "Please fill this in."),
        ({"given_on": "2098-01-01"}, "begins_on", "Sharing begins before the consent was given."),
    ],
)
def test_how_it_was_given_is_asked_for_once_it_was_read_aloud(
    office: OfficeUnderTest, case: str, desk_for: DeskFor, answer: dict[str, str], field: str, said: str
) -> None:
    desk = desk_for("supervisor")
    ask(desk, case, **terms(office))
    assert record(desk, **answer) == 422
    text = desk.page.text
    assert said in text.partition(f'id="{field}-error"')[2].partition("</p>")[0], text
    assert "To be read aloud" in text
    assert consents(office, case) == []


def test_nothing_is_recorded_but_what_was_read_aloud(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    desk = desk_for("supervisor")
    desk.open(address(case))
    assert record(desk, **terms(office)) == 409
    assert record(desk, shares=["course", "plan"]) == 409
    assert "This is not what stood here before." in desk.page.text
    assert consents(office, case) == []
    assert record(desk) == 303
    assert [consent["shares"] for consent in consents(office, case)] == [["course", "plan"]]


def test_lines_of_a_purpose_are_the_same_however_a_browser_ends_them(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    desk = desk_for("supervisor")
    ask(desk, case, **terms(office, purpose="就労の準備\n通所"))
    (read,) = desk.form().values["read"]
    assert "就労の準備\n通所" in read
    assert record(desk, read=read.replace("\n", "\r\n"), purpose="就労の準備\r\n通所") == 303
    assert [consent["purpose"] for consent in consents(office, case)] == ["就労の準備\n通所"]


def test_an_agency_without_an_account_is_written_down_and_opens_nothing(
    office: OfficeUnderTest, case: str, desk_for: DeskFor
) -> None:
    desk = desk_for("supervisor")
    ask(desk, case, **terms(office, receiver="", agency="見本 病院"))
    assert record(desk, form="orally", note="窓口で、文を読み上げて確かめた。") == 303
    (consent,) = consents(office, case)
    assert (consent["agency"], consent["form"]) == ("見本 病院", "orally")
    assert shared(office) == {"staff"}


def test_what_does_not_apply_is_left_out(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    desk = desk_for("supervisor")
    ask(desk, case, **terms(office, agency="消し忘れ", representative="消し忘れ"))
    assert record(desk) == 303
    (consent,) = consents(office, case)
    assert {"agency", "representative"}.isdisjoint(consent)


def test_a_form_that_is_sent_twice_is_one_consent(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    desk = desk_for("supervisor")
    ask(desk, case, **terms(office))
    sent = desk.form(address(case))
    values = {**sent.values, "form": "signed_on_paper", "do": "record"}
    assert [desk.post(sent.action, **values).status_code for _ in range(2)] == [303, 303]
    assert len(consents(office, case)) == 1


def test_the_form_is_for_whoever_writes_in_the_case(office: OfficeUnderTest, case: str, desk_for: DeskFor) -> None:
    office.hire("worker2", "worker")
    stranger = Desk(office.app.test_client())
    stranger.sign_in(office.login("worker2"))
    stranger.open(address(case), 404)
    desk_for("clerk").open(address(case), 403)
    assert f'href="{address(case)}"' in desk_for("worker").open(f"/office/cases/{case}")
    assert f'href="{address(case)}"' not in desk_for("clerk").open(f"/office/cases/{case}")


def test_a_restricted_case_has_no_form_for_others(
    office: OfficeUnderTest, case: str, other: str, desk_for: DeskFor
) -> None:
    restrict(office, case, other)
    desk_for("supervisor").open(address(case), 404)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("each", CASES, ids=[each["fact"] for each in CASES])
def test_what_is_read_aloud_is_as_the_table_says(app: Flask, each: dict[str, Any], language: str) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        words = Words(language, zoneinfo.ZoneInfo("Asia/Tokyo"))
        spoken = spoken_terms(each["terms"], words, office=each["office"], client=each["client"])
    assert spoken == each["spoken"][language]
