"""The reminders as a process: it does its work at once, ends when it is told to, and several do each thing once."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import time
from pathlib import Path

import pytest
from flask import Flask

from server.store import utcnow
from tests.server.jobs.processes import Jobs, wait_until
from tests.server.people import OfficeUnderTest
from tests.server.reminders.office import told, write

CASES = 40


@pytest.fixture
def office(anywhere: Flask) -> OfficeUnderTest:
    """An office whose colleagues have not come back, on either database: there is something to say at any hour."""
    office = OfficeUnderTest(anywhere).open()
    worker, today = office.users["worker"], utcnow().date()
    times = {
        "started_at": f"{today - dt.timedelta(2)}T00:00:00Z",
        "expected_end": f"{today - dt.timedelta(1)}T00:00:00Z",
    }
    case = office.case_of(worker)
    for _ in range(CASES):
        write(office, "outing", times | {"case": case, "worker": worker})
    return office


def jobs(office: OfficeUnderTest, folder: Path) -> Jobs:
    """A process that works on the office's database."""
    return Jobs(office.app.config["SQLALCHEMY_DATABASE_URI"], folder)


def test_it_works_at_once_and_ends_cleanly_when_it_is_told_to(office: OfficeUnderTest, tmp_path: Path) -> None:
    with jobs(office, tmp_path) as process:
        wait_until(lambda: bool(told(office)))
        code, logged = process.end()
    assert code == 0
    assert {json.loads(line)["level"] for line in logged.splitlines()} == {"info"}


def test_it_ends_when_the_process_that_started_it_is_gone(sqlite_url: str, tmp_path: Path) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    with Jobs(sqlite_url, tmp_path, "server.jobs", "--with-parent", str(gone.pid)) as orphan:
        assert orphan.process.wait(60) == 0
    with Jobs(sqlite_url, tmp_path, "server.jobs", "--with-parent", str(os.getpid())) as child:
        with pytest.raises(subprocess.TimeoutExpired):
            child.process.wait(10)
        assert child.end()[0] == 0


def test_two_processes_make_each_notice_once(office: OfficeUnderTest, tmp_path: Path) -> None:
    with jobs(office, tmp_path) as one, jobs(office, tmp_path) as other:
        wait_until(lambda: bool(told(office)))
        time.sleep(2)
        ends = [one.end(), other.end()]
    assert told(office) == {("worker", "visit_overrun"): CASES, ("supervisor", "visit_overrun_escalated"): CASES}
    assert [code for code, _ in ends] == [0, 0]
    lines = [json.loads(line) for _, logged in ends for line in logged.splitlines()]
    counts = [line["count"] for line in lines if line["event"] == "reminders"]
    assert sum(counts) == 2 * CASES
