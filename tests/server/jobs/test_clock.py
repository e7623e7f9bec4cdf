"""The machine's clock is set, by a day and either way: nothing stands still, nothing is lost, and health knows."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from server.ground.installation import installation_of
from server.jobs import scheduler
from server.jobs.reminding import remind
from server.jobs.rounds import Job, Rounds
from server.push import sending
from server.push.post import TOKEN_LASTS_S, PostOffice
from server.reminders.ticking import Ticker
from server.reminders.watch import stands_still
from server.store import database as store_database
from server.store import deliveries, utcnow, writing
from sync.fields import write_moment
from sync.reminders import SAFETY
from tests.server.jobs.processes import wait_until
from tests.server.people import BOTH_DATABASES, OfficeUnderTest
from tests.server.push.desk import Desk
from tests.server.push.service import PushService, push_service
from tests.server.reminders.office import told, write
from tests.sync.contract import OFFICE

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)


@dataclass
class Clock:
    """The machine's clock, which is set by ``jump``."""

    ahead: dt.timedelta = dt.timedelta()

    def jump(self, by: dt.timedelta) -> None:
        self.ahead += by

    def read(self) -> float:
        return time.time() + self.ahead.total_seconds()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(store_database, "wall_clock", made.read)
    return made


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as running:
        yield running


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Flask], Rounds]]:
    """Starts the scheduler of an application, whose rounds follow each other faster than in an office."""
    for name in ("REMIND_EVERY_S", "RELEASE_EVERY_S", "PUSH_EVERY_S", "PUSH_SAFETY_EVERY_S"):
        monkeypatch.setattr(scheduler, name, 0.3)
    started: list[Rounds] = []

    def start(app: Flask) -> Rounds:
        started.append(scheduler.scheduler(app))
        started[-1].start()
        return started[-1]

    yield start
    for each in started:
        each.shutdown()


def overdue(office: OfficeUnderTest) -> None:
    """A colleague has not come back for two hours, by the clock as it is now."""
    worker = office.users["worker"]
    times = {"started_at": write_moment(utcnow() - 4 * HOUR), "expected_end": write_moment(utcnow() - 2 * HOUR)}
    write(office, "outing", times | {"case": office.case_of(worker), "worker": worker})


def health(app: Flask) -> tuple[int, str]:
    response = app.test_client().get("/healthz/reminders")
    return response.status_code, response.get_json()["status"]


@pytest.mark.parametrize("jump", [-DAY, DAY, -30 * DAY, -HOUR])
def test_what_is_overdue_is_told_after_the_clock_has_jumped(
    app: Flask, clock: Clock, running: Callable[[Flask], Rounds], jump: dt.timedelta
) -> None:
    office = OfficeUnderTest(app).open()
    running(app)
    wait_until(lambda: health(app) == (200, "ok"))
    clock.jump(jump)
    overdue(office)
    wait_until(lambda: ("supervisor", "visit_overrun_escalated") in told(office), within_s=20)
    assert ("worker", "visit_overrun") in told(office)
    wait_until(lambda: health(app) == (200, "ok"), within_s=20)


@BOTH_DATABASES
def test_a_last_run_in_the_future_is_not_well(database: Flask, clock: Clock) -> None:
    office = OfficeUnderTest(database).open()
    remind(database, Ticker(), utcnow())
    assert health(database) == (200, "ok")
    clock.jump(-DAY)
    assert health(database) == (503, "stopped")
    remind(database, Ticker(), utcnow())
    assert health(database) == (200, "ok")
    clock.jump(DAY)
    assert health(database) == (503, "stopped")
    assert office.id


def test_one_office_from_the_future_is_noticed_beside_others_that_are_well(app: Flask, clock: Clock) -> None:
    office = OfficeUnderTest(app, "otaru").open()
    OfficeUnderTest(app, "kushiro").open()
    remind(app, Ticker(), utcnow())
    with app.app_context(), writing(office.id) as store:
        ahead = write_moment(utcnow() + DAY)
        store.connection.exec_driver_sql(
            f"UPDATE job_run SET finished_at = '{ahead}' WHERE name = 'reminders:{office.id}'"
        )
    assert health(app) == (503, "stopped")


@pytest.mark.parametrize(("ago", "still"), [(-121, True), (-119, False), (0, False), (15 * 60, False), (901, True)])
def test_clocks_of_two_machines_may_differ_a_little(ago: int, still: bool) -> None:
    now = utcnow()
    assert stands_still(now - dt.timedelta(seconds=ago), now) is still


@BOTH_DATABASES
class TestPushesAfterTheClockWasSetBack:
    """On either database."""

    def test_an_alarm_from_before_is_pushed_at_once(self, database: Flask, service: PushService, clock: Clock) -> None:
        desk = Desk(database, service)
        phone = desk.phone()
        clock.jump(HOUR)
        desk.notify(phone, "alarm")
        clock.jump(-HOUR)
        assert desk.send() == 1
        assert desk.states() == ["sent"]

    def test_what_is_put_off_farther_than_anything_can_be_is_pushed(
        self, database: Flask, service: PushService, clock: Clock
    ) -> None:
        desk = Desk(database, service)
        phone = desk.phone()
        clock.jump(3 * DAY)
        desk.notify(phone, "monitoring_due")
        clock.jump(-3 * DAY)
        assert desk.send() == 1

    def test_the_hours_in_which_nothing_is_pushed_are_kept(self, database: Flask, service: PushService) -> None:
        desk = Desk(database, service)
        desk.notify(desk.phone(), "monitoring_due")
        with database.app_context(), writing(OFFICE) as store:
            later = write_moment(utcnow() + 12 * HOUR)
            store.connection.exec_driver_sql(f"UPDATE delivery SET due_at = '{later}'")
        assert desk.send() == 0

    def test_a_claim_of_a_dead_process_is_released_though_it_lies_ahead(
        self, database: Flask, service: PushService, clock: Clock
    ) -> None:
        desk = Desk(database, service)
        phone = desk.phone()
        clock.jump(DAY)
        desk.notify(phone, "alarm")
        with database.app_context(), deliveries(urgent=SAFETY) as store:
            claimed = [row for lane in sending.LANES for row in store.claim(9, lane, by="dead", now=utcnow())]
        assert len(claimed) == 1
        clock.jump(-DAY)
        assert desk.send() == 1
        assert desk.states() == ["sent"]


def test_a_token_from_ahead_of_the_clock_is_made_anew(app: Flask, clock: Clock) -> None:
    post = PostOffice(installation_of(app).sender)
    clock.jump(DAY)
    ahead = post._token_for("https://push.example.com")
    clock.jump(-DAY)
    assert post._token_for("https://push.example.com") != ahead
    expires, _ = post._tokens["https://push.example.com"]
    assert expires - clock.read() <= TOKEN_LASTS_S


def test_whoever_signed_in_while_the_clock_was_ahead_stays_signed_in(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = OfficeUnderTest(app).open()
    monkeypatch.setattr("server.http.cookies._Signer.get_timestamp", lambda _: int(clock.read()))
    clock.jump(DAY)
    phone = office.client("worker")
    assert phone.http.get("/api/session").status_code == 200
    clock.jump(-DAY)
    assert phone.http.get("/api/session").status_code == 200
    assert phone.exchange().status_code == 200
    clock.jump(200 * DAY)
    assert phone.http.get("/api/session").status_code == 401


def test_a_phone_is_noted_as_seen_after_the_clock_was_set_back(app: Flask, clock: Clock) -> None:
    office = OfficeUnderTest(app).open()
    clock.jump(DAY)
    phone = office.client("worker")
    phone.pull()
    clock.jump(-DAY)
    phone.pull()
    with app.app_context(), writing(office.id) as store:
        (seen,) = store.connection.exec_driver_sql(f"SELECT last_seen_at FROM device WHERE id = '{phone.device}'").one()
    assert seen <= write_moment(utcnow() + HOUR)


class TestRounds:
    """How often a job is done."""

    def test_one_that_fails_is_done_again_and_keeps_no_other_waiting(self) -> None:
        failed, done = [], threading.Event()

        def fail() -> None:
            failed.append(1)
            raise ValueError

        def later() -> None:
            if len(failed) > 2:
                done.set()

        rounds = Rounds([Job("one", 0.01, fail), Job("other", 0.01, later)])
        rounds.start()
        assert done.wait(20)
        rounds.shutdown()
        assert not rounds.running

    def test_rounds_that_were_missed_become_one(self) -> None:
        began: list[float] = []

        def slow_at_first() -> None:
            began.append(time.monotonic())
            if len(began) == 1:
                time.sleep(1)

        rounds = Rounds([Job("slow", 0.2, slow_at_first)])
        rounds.start()
        time.sleep(1.9)
        rounds.shutdown()
        assert 3 <= len(began) <= 7

    def test_told_to_end_they_finish_what_has_begun(self) -> None:
        begun, finished = threading.Event(), []

        def work() -> None:
            begun.set()
            time.sleep(0.3)
            finished.append(1)

        rounds = Rounds([Job("work", 60, work)])
        rounds.start()
        begun.wait(10)
        rounds.shutdown()
        assert finished == [1]
