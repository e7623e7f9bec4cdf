"""Partners on their phones, over the wire: what consents open, when they end, and what is in the trail of it."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Any

import pytest
from flask import Flask

from server.ground.ids import new_id
from server.ground.trail import Act
from server.jobs.sharing import share
from server.services import shared
from server.services.accounts import change_account
from server.services.upkeep import differences
from server.store import reading, utcnow, writing
from server.store.trail import TrailFilter
from tests.server.people import OfficeUnderTest, change, visit

DAY = dt.timedelta(days=1)


@pytest.fixture
def office(anywhere: Flask) -> OfficeUnderTest:
    """An office on either database."""
    return OfficeUnderTest(anywhere).open()


def today() -> dt.date:
    return utcnow().astimezone(dt.timezone(9 * dt.timedelta(hours=1))).date()


def consent_of(office: OfficeUnderTest, case: str, **terms: Any) -> dict[str, Any]:
    """A consent of a case's client to the office's partner, as a phone sends it."""
    person = office.stored(case)[case]["person"]
    first = today()
    agreed = {
        "case": case,
        "person": person,
        "receiver": office.users["partner"],
        "shares": ["course"],
        "purpose": "就労の準備",
        "given_on": first.isoformat(),
        "begins_on": first.isoformat(),
        "ends_on": (first + 30 * DAY).isoformat(),
        "form": "signed_on_paper",
        "given_by": "self",
    }
    return change("consent", {**agreed, **terms})


def kinds_in(page: dict[str, Any]) -> set[str]:
    return {record["kind"] for record in page["records"]}


@pytest.fixture
def case(office: OfficeUnderTest) -> str:
    """A case of the worker's with a note in it, of which nothing is shared."""
    case = office.case_of(office.users["worker"])
    office.client("worker").push(visit(case, narrative="玄関先で話す。"))
    return case


def test_what_is_shared_comes_and_what_was_withdrawn_goes(office: OfficeUnderTest, case: str) -> None:
    worker, partner = office.client("worker"), office.client("partner")
    assert kinds_in(partner.pull()) == {"staff"}
    given = consent_of(office, case)
    (taken,) = worker.push(given)
    assert taken["status"] == "applied"
    page = partner.pull()
    assert kinds_in(page) == {"consent", "person", "case", "support"}
    assert {record["scope"] for record in page["records"]} == {given["record"]}
    withdrawal = {"withdrawn_on": today().isoformat(), "withdrawn_by": "self"}
    worker.push(change("consent", withdrawal, given["record"], taken["head"]))
    page = partner.pull()
    assert (page["records"], page["gone"]) == ([], [given["record"]])


def test_an_end_by_its_date_is_told_by_the_next_pull_without_any_job(
    office: OfficeUnderTest, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, partner = office.client("worker"), office.client("partner")
    given = consent_of(office, case, ends_on=today().isoformat())
    worker.push(given)
    assert "support" in kinds_in(partner.pull())
    later = utcnow() + 2 * DAY
    monkeypatch.setattr("server.services.exchange.utcnow", lambda: later)
    page = partner.pull()
    assert (page["records"], page["gone"]) == ([], [given["record"]])
    assert partner.pull()["gone"] == []


def test_the_job_takes_back_what_has_ended_and_gives_what_has_begun(office: OfficeUnderTest, case: str) -> None:
    worker, now = office.client("worker"), utcnow()
    begins, ends = today() + 3 * DAY, today() + 5 * DAY
    worker.push(consent_of(office, case, begins_on=begins.isoformat(), ends_on=ends.isoformat()))
    assert [share(office.app, now + days * DAY) for days in (0, 2, 3, 4, 5, 6, 7)] == [0, 0, 1, 0, 0, 1, 0]
    with office.app.app_context(), reading(office.id) as store:
        assert differences(store, now + 7 * DAY).grants == []


def test_nothing_is_read_where_the_taking_back_fails(
    office: OfficeUnderTest, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, partner = office.client("worker"), office.client("partner")
    given = consent_of(office, case, ends_on=today().isoformat())
    worker.push(given)
    later = utcnow() + 2 * DAY
    monkeypatch.setattr("server.services.exchange.utcnow", lambda: later)
    monkeypatch.setattr("server.services.exchange.settle_shared", lambda *_: None)
    page = partner.pull()
    assert kinds_in(page) == {"staff"}
    assert page["gone"] == [given["record"]]


def test_another_partner_and_the_offices_pages_open_nothing(office: OfficeUnderTest, case: str) -> None:
    office.hire("another", "partner")
    worker, other = office.client("worker"), office.client(login=office.login("another"))
    given = consent_of(office, case)
    worker.push(given)
    assert kinds_in(other.pull()) == {"staff"}
    partner = office.everywhere("partner")
    for address in ("/office/cases/", f"/office/cases/{case}", f"/office/consents/{given['record']}"):
        assert partner.http.get(address).status_code == HTTPStatus.FORBIDDEN, address


def test_a_partner_has_no_calendar_and_no_photos(office: OfficeUnderTest, case: str) -> None:
    office.client("worker").push(consent_of(office, case))
    partner = office.client("partner")
    assert partner.http.post("/api/calendar-feed", headers=partner.headers()).status_code == HTTPStatus.FORBIDDEN
    content = f"/api/attachments/{new_id()}/content"
    assert partner.http.get(content, headers=partner.headers()).status_code == HTTPStatus.NOT_FOUND


def test_the_client_is_told_what_went_to_the_partner(office: OfficeUnderTest, case: str) -> None:
    office.client("worker").push(consent_of(office, case))
    partner = office.client("partner")
    # To its last byte: what went out is noted once it has.
    partner.http.post("/api/exchange", json={"changes": []}, headers=partner.headers(), buffered=True)
    person = office.stored(case)[case]["person"]
    with office.app.app_context(), reading(office.id) as store:
        entries = store.trail.page(TrailFilter(what=(Act.DELIVERED,), scopes=(case, person)), page=1, per_page=50)
    assert office.users["partner"] in {row.actor for row in entries.rows}


def test_whoever_becomes_a_partner_hands_over_and_forgets(office: OfficeUnderTest, case: str) -> None:
    phone = office.client("worker")
    phone.pull()
    note = visit(case, narrative="電車の中で書いた。")
    with office.app.app_context(), writing(office.id) as store:
        by = office.users["administrator"]
        change_account(store, office.users["worker"], role="partner", by=by, now=utcnow())
    response = phone.exchange(note)
    assert response.status_code == 200, response.text
    reply = response.get_json()
    assert (reply["results"][0]["status"], reply["results"][0].get("late")) == ("applied", True)
    assert {case, office.id} <= set(reply["gone"])
    assert kinds_in(reply) == {"staff"}
    phone.cursor = reply["cursor"]
    (refused,) = phone.push(visit(case))
    assert refused["code"] == "not_allowed"


def test_a_partner_settles_nothing_while_nothing_has_changed(
    office: OfficeUnderTest, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pull that has nothing to take back takes no counter."""
    office.client("worker").push(consent_of(office, case))
    partner = office.client("partner")
    partner.pull()
    monkeypatch.setattr(shared, "writing", lambda _: pytest.fail("nothing was due"))
    partner.pull()
