"""Looks that the database does not take: none is lost in silence, and what cannot be noted is not shown."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event, Thread

import pytest

from server.ground.trail import Noted
from server.http.looks import AfterAnswers
from server.services import looks
from server.store import Unavailable
from tests.server.office.desk import ENGLISH, Desk
from tests.server.people import OfficeUnderTest
from tests.server.test_trail import entries, look


@pytest.fixture
def desk(office: OfficeUnderTest) -> Desk:
    """A browser in which the supervisor is signed in."""
    desk = Desk(office.app.test_client())
    assert desk.sign_in(office.login("supervisor")).status_code == 303
    return desk


class Stopped:
    """A database that takes no looks, for as long as it stands so."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._append, self.is_stopped, self.tries = looks.append, True, 0
        monkeypatch.setattr("server.services.looks.append", self)
        monkeypatch.setattr(AfterAnswers, "MOST_KEPT", 3)
        monkeypatch.setattr(AfterAnswers, "RETRY_S", 0.0)

    def __call__(self, office: str, noted: Sequence[Noted]) -> None:
        self.tries += 1
        if self.is_stopped:
            raise Unavailable("disk_full")
        self._append(office, noted)


def test_a_look_waits_for_a_database_that_takes_nothing_and_is_then_written(
    office: OfficeUnderTest, desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    case, stopped = office.case_of(office.users["worker"]), Stopped(monkeypatch)
    look(desk, f"/office/cases/{case}")
    assert entries(office, "read") == []
    assert "looks_wait" in caplog.text
    stopped.is_stopped = False
    look(desk, f"/office/cases/{case}")
    assert len(entries(office, "read")) == 2


def test_what_cannot_be_noted_is_not_shown_and_nothing_is_lost(
    office: OfficeUnderTest, desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    case, stopped = office.case_of(office.users["worker"]), Stopped(monkeypatch)
    for _ in range(3):
        look(desk, f"/office/cases/{case}")
    for _ in range(5):
        refused = desk.http.get(f"/office/cases/{case}", headers=ENGLISH, buffered=True)
        assert refused.status_code == 503
        assert "見本 花子" not in refused.text
        assert "cannot write down who looks at records" in refused.text
    kept = [row for row in caplog.records if row.message == "look_waits"]
    assert [(row.user, row.act, row.about) for row in kept] == [(office.users["supervisor"], "read", case)] * 3  # type: ignore[attr-defined]
    # What shows nothing of anybody goes on, and a phone is given nothing new either, but keeps its work.
    look(desk, "/office/cases/")
    assert office.client("worker").exchange().get_json()["code"] == "looks_not_kept"
    stopped.is_stopped = False
    look(desk, f"/office/cases/{case}")
    assert [each.about for each in entries(office, "read")] == [case] * 4


def test_what_waits_is_written_as_soon_as_anybody_asks_for_anything(
    office: OfficeUnderTest, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, stopped = office.case_of(office.users["worker"]), Stopped(monkeypatch)
    look(desk, f"/office/cases/{case}")
    stopped.is_stopped = False
    assert desk.http.get("/healthz").status_code == 200
    assert [each.about for each in entries(office, "read")] == [case]


def test_nobody_waits_for_a_database_that_lets_one_wait(
    office: OfficeUnderTest, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, append = office.case_of(office.users["worker"]), looks.append
    is_asked, goes_on = Event(), Event()

    def slow(office_id: str, noted: Sequence[Noted]) -> None:
        is_asked.set()
        assert goes_on.wait(30)
        append(office_id, noted)

    monkeypatch.setattr("server.services.looks.append", slow)
    other = Desk(office.app.test_client())
    other.sign_in(office.login("manager"))
    waiting = Thread(target=look, args=(other, f"/office/cases/{case}"))
    waiting.start()
    assert is_asked.wait(30)
    look(desk, f"/office/cases/{case}")  # and is answered, while the first one's thread waits
    goes_on.set()
    waiting.join(30)
    assert {each.actor for each in entries(office, "read")} == {office.users["supervisor"], office.users["manager"]}


def test_a_look_that_we_cannot_write_takes_no_other_with_it_and_is_logged(
    office: OfficeUnderTest, desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = office.case_of(office.users["worker"]), office.case_of(office.users["worker"])
    append, stopped = looks.append, Stopped(monkeypatch)
    for case in (bad, good):
        look(desk, f"/office/cases/{case}")
    stopped.is_stopped = False

    def mistaken(office_id: str, noted: Sequence[Noted]) -> None:
        if any(each.about == bad for each in noted):
            raise ValueError(bad)
        append(office_id, noted)

    monkeypatch.setattr("server.services.looks.append", mistaken)
    desk.http.get("/healthz")
    assert [each.about for each in entries(office, "read")] == [good]
    (lost,) = [row for row in caplog.records if row.message == "look_lost"]
    assert (lost.about, lost.user) == (bad, office.users["supervisor"])  # type: ignore[attr-defined]
