"""The reminders of all offices, one after the other."""

from __future__ import annotations

import datetime as dt
import json
import logging

import pytest
from flask import Flask

from server.jobs.reminding import remind
from server.reminders.ticking import Ticker
from server.reminders.watch import LONGEST_PAUSE
from server.store import directory, utcnow
from server.views import health
from server.views.office import frame
from sync.fields import write_moment
from tests.server.people import BOTH_DATABASES, OfficeUnderTest
from tests.server.reminders.office import local, plan_with_monitoring, told


def last_ran(office: OfficeUnderTest) -> dt.datetime:
    with office.app.app_context(), directory() as found:
        last = found.reminders_last_ran(office.id)
    assert last is not None
    return last


@BOTH_DATABASES
def test_every_office_has_its_turn_and_the_round_is_noted(database: Flask) -> None:
    offices = [OfficeUnderTest(database, host).open() for host in ("otaru", "kushiro")]
    for office in offices:
        plan_with_monitoring(office, "2026-11-18")
    morning = local("2026-11-18 09:00")
    assert remind(database, Ticker(), morning) == len(offices)
    assert {last_ran(office) for office in offices} == {morning}


def test_an_office_that_fails_is_logged_and_the_others_are_reminded(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, whole = (OfficeUnderTest(app, host).open() for host in ("otaru", "kushiro"))
    plan_with_monitoring(whole, "2026-11-18")
    ticker, tick = Ticker(), Ticker.tick

    def fail(self: Ticker, office: str, now: dt.datetime) -> int:
        if office == broken.id:
            raise ValueError("見本 花子")
        return tick(self, office, now)

    monkeypatch.setattr(Ticker, "tick", fail)
    with caplog.at_level(logging.ERROR, logger="banso.errors"):
        assert remind(app, ticker, local("2026-11-18 09:00")) == 1
    (line,) = caplog.records
    assert vars(line)["exception"] == "ValueError"
    assert "見本" not in json.dumps(vars(line), default=str)
    assert told(whole) == {("worker", "monitoring_due"): 1}


def test_an_office_that_fails_again_and_again_is_noticed_though_the_others_run(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, whole = (OfficeUnderTest(app, host).open() for host in ("otaru", "kushiro"))

    def fail(_: Ticker, office: str, __: dt.datetime) -> int:
        return 1 // (office != broken.id)

    monkeypatch.setattr(Ticker, "tick", fail)
    later = utcnow() + LONGEST_PAUSE + dt.timedelta(minutes=1)
    remind(app, Ticker(), later)
    for module in (frame, health):
        monkeypatch.setattr(module, "utcnow", lambda: later)
    assert (last_ran(whole), last_ran(broken) < later) == (later.replace(microsecond=0), True)
    answer = app.test_client().get("/healthz/reminders")
    assert answer.status_code == 503
    assert answer.get_json() == {"status": "stopped", "last_ran": write_moment(last_ran(broken))}
    pages = {office.host: office.everywhere("supervisor").http.get("/office/cases/").text for office in (broken, whole)}
    assert "お知らせが止まっています" in pages["otaru"]
    assert "お知らせが止まっています" not in pages["kushiro"]


def test_reminders_that_stand_still_are_noticed(office: OfficeUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    browsers = {role: office.everywhere(role).http for role in ("supervisor", "worker")}
    pages = {role: browser.get("/office/cases/") for role, browser in browsers.items()}
    assert not any("お知らせが止まっています" in page.text for page in pages.values())
    assert browsers["worker"].get("/healthz/reminders").status_code == 200

    later = utcnow() + LONGEST_PAUSE + dt.timedelta(seconds=1)
    for module in (frame, health):
        monkeypatch.setattr(module, "utcnow", lambda: later)
    pages = {role: browser.get("/office/cases/") for role, browser in browsers.items()}
    assert "お知らせが止まっています" in pages["supervisor"].text
    assert "お知らせが止まっています" not in pages["worker"].text
    assert browsers["worker"].get("/healthz/reminders").status_code == 503

    remind(office.app, Ticker(), later)
    answer = browsers["worker"].get("/healthz/reminders")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok", "last_ran": write_moment(later)})
    assert "お知らせが止まっています" not in browsers["supervisor"].get("/office/cases/").text
