"""A process of the reminders that is killed: what is left after it is what ``docs/decisions/0007`` says."""

from __future__ import annotations

import datetime as dt
import os
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from server.push.sending import CLAIM_LASTS
from server.store import utcnow, writing
from sync.fields import write_moment
from tests.server.jobs.dying import PLACES
from tests.server.jobs.processes import Jobs, wait_until
from tests.server.people import BOTH_DATABASES, OfficeUnderTest
from tests.server.push.desk import Desk, Phone
from tests.server.push.service import Message, PushService, push_service
from tests.server.reminders.office import told, write

DAY = dt.timedelta(days=1)
ONCE = {"visit_overrun": 1, "monitoring_due": 1}
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite_url"], indirect=True)


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as running:
        yield running


@dataclass
class Killed:
    """An office with one notice about safety and one that is not, and a worker's phone to which both are pushed."""

    office: OfficeUnderTest
    desk: Desk
    phone: Phone
    folder: Path

    def jobs(self, *command: str) -> Jobs:
        """A process that works on the office's database."""
        return Jobs(self.office.app.config["SQLALCHEMY_DATABASE_URI"], self.folder, *command)

    def start_again(self) -> None:
        """The process anew, when every claim has run out, until nothing is left to be done."""
        with self.office.app.app_context(), writing(self.office.id) as store:
            before = write_moment(utcnow() - CLAIM_LASTS - dt.timedelta(seconds=1))
            store.connection.exec_driver_sql(f"UPDATE delivery SET claimed_at = '{before}' WHERE state = 'claimed'")
        with self.jobs() as process:
            wait_until(lambda: bool(self.desk.states()) and not {"due", "claimed"} & set(self.desk.states()))
            assert process.end()[0] == 0

    def claimed(self) -> set[str]:
        """The kinds of notices that a process had claimed."""
        with self.office.app.app_context(), writing(self.office.id) as store:
            query = "SELECT reminder FROM delivery JOIN notice ON notice.id = notice_id WHERE state = 'claimed'"
            return set(store.connection.exec_driver_sql(query).scalars())

    def received(self) -> Counter[str]:
        """What came to the phone, by kind."""
        return Counter(self.phone.browser.opened(message)["kind"] for message in self.desk.service.messages)


@pytest.fixture
def killed(database: Flask, service: PushService, tmp_path: Path) -> Killed:
    """There is something to say at any hour: a worker is not back since yesterday, and a monitoring is overdue."""
    office, now = OfficeUnderTest(database).open(), utcnow()
    with database.app_context(), writing(office.id) as store:
        store.reminders.keep_settings({"quiet_from": "00:00", "quiet_until": "00:00"})
    worker, today = office.users["worker"], now.date()
    case = {"case": office.case_of(worker)}
    times = {"started_at": write_moment(now - 2 * DAY), "expected_end": write_moment(now - DAY)}
    write(office, "outing", case | times | {"worker": worker})
    dates = {"decision": str(today - 9 * DAY), "next_monitoring": str(today - 3 * DAY)}
    write(office, "plan", case | dates | {"number": 1})
    desk = Desk(database, service, office.id)
    return Killed(office, desk, desk.phone(worker), tmp_path)


def has_died(process: Jobs) -> bool:
    return process.process.poll() == -signal.SIGKILL


@ON_SQLITE
@pytest.mark.parametrize("place", PLACES)
def test_one_that_is_killed_before_it_sends_leaves_nothing_twice(killed: Killed, place: str) -> None:
    with killed.jobs("tests.server.jobs.dying", place) as process:
        wait_until(lambda: has_died(process))
    assert killed.received() == {}
    # The two go by lanes of their own: the process may have died when only one of them had been claimed.
    claimed = killed.claimed()
    assert bool(claimed) == (place == "before it is sent")
    killed.start_again()
    assert killed.received() == {kind: 1 for kind in ONCE if kind == "visit_overrun" or kind not in claimed}
    assert killed.desk.states() == sorted(["sent", "unsure" if "monitoring_due" in claimed else "sent"])
    assert {count for (role, _), count in told(killed.office).items() if role == "worker"} == {1}


@BOTH_DATABASES
def test_one_that_is_killed_between_sending_and_noting_sends_again_only_what_is_about_safety(killed: Killed) -> None:
    service, both = killed.desk.service, threading.Barrier(2)
    with killed.jobs() as process:

        def kill(_: Message) -> tuple[int, dict[str, str]]:
            both.wait(30)
            os.kill(process.process.pid, signal.SIGKILL)
            return 201, {}

        service.answer = kill
        wait_until(lambda: has_died(process))
    assert killed.received() == ONCE
    assert killed.desk.states() == ["claimed", "claimed"]
    service.answer = lambda _: (201, {})
    killed.start_again()
    assert killed.received() == {"visit_overrun": 2, "monitoring_due": 1}
    assert killed.desk.states() == ["sent", "unsure"]
    # The phone and its push service take the second for the first: they are told apart by their topic.
    assert len({message.headers["topic"] for message in service.messages}) == 2
