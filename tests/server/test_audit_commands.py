"""``flask audit``: what is written down elsewhere, and what it finds."""

from __future__ import annotations

import datetime as dt
import re
import stat
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import delete, select, text, update

from server.ground.installation import installation_of
from server.jobs.anchoring import anchor_if_due
from server.jobs.scheduler import scheduler
from server.models.trail import Trail, TrailHead
from server.services.anchors import FILE_NAME, Anchor, read, write
from server.store import utcnow
from server.store.db import db
from tests.server.backups.conftest import install, on_sqlite
from tests.server.backups.safe import Safe
from tests.server.people import OfficeUnderTest, visit

__all__ = ["install", "on_sqlite"]


def audit(app: Flask, *arguments: str) -> Result:
    found: Result = app.test_cli_runner().invoke(args=["audit", *arguments])
    return found


def edit(app: Flask, *statements: object) -> None:
    with app.app_context(), db.engine.begin() as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[call-overload]  # any of SQLAlchemy's


@pytest.fixture
def kept(office: OfficeUnderTest, tmp_path: Path) -> OfficeUnderTest:
    """An office with notes."""
    case = office.case_of(office.users["worker"])
    phone = office.client("worker")
    for _ in range(3):
        phone.push(visit(case, narrative="玄関先で話す。"))
    return office


def anchors_of(app: Flask) -> Path:
    return installation_of(app).anchors / FILE_NAME


def test_what_was_written_down_is_a_private_file_of_lines_and_can_be_printed(kept: OfficeUnderTest) -> None:
    printed = audit(kept.app, "anchor")
    assert printed.exit_code == 0, printed.output
    path = anchors_of(kept.app)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    day, office, number, digest = path.read_text().split()
    assert (office, day) == (kept.id, utcnow().astimezone(dt.timezone(dt.timedelta(hours=9))).date().isoformat())
    assert f"office {kept.id} entry {number}" in printed.output
    assert digest in re.sub(r"\s", "", printed.output)
    assert audit(kept.app, "anchor").exit_code == 0
    assert len(path.read_text().splitlines()) == 2


def test_what_is_whole_is_said_to_be(kept: OfficeUnderTest) -> None:
    before = audit(kept.app, "verify")
    assert before.exit_code == 0, before.output
    assert "nothing was written down" in before.output
    audit(kept.app, "anchor")
    after = audit(kept.app, "verify", "--office", kept.id)
    assert after.exit_code == 0
    assert after.output == "Everything is as it was written.\n"
    assert audit(kept.app, "verify", "--office", "elsewhere").exit_code == 2


def test_each_finding_is_one_line_of_ids_and_codes(kept: OfficeUnderTest) -> None:
    edit(
        kept.app,
        text("UPDATE trail SET actor = NULL WHERE number = 3"),
        text("DELETE FROM trail WHERE number = 5"),
        text("UPDATE change SET author = id WHERE kind = 'support'"),
        text("""UPDATE record SET fields = '{"name":"別人"}' WHERE kind = 'person'"""),
    )
    found = audit(kept.app, "verify")
    assert found.exit_code == 1
    lines = [line.removeprefix(f"office {kept.id}: ") for line in found.output.splitlines()]
    codes = {line.split()[0] for line in lines}
    assert {"entry_missing", "changes_differ", "record_differs"} <= codes
    assert "entry_missing 5" in lines
    assert found.output.isascii()


def test_an_end_that_was_cut_off_with_the_head_is_found_by_the_file(kept: OfficeUnderTest) -> None:
    audit(kept.app, "anchor")
    with kept.app.app_context(), db.engine.connect() as connection:
        number, digest = connection.execute(select(Trail.number, Trail.digest).where(Trail.number == 4)).one()
    edit(
        kept.app,
        delete(Trail).where(Trail.number > number),
        update(TrailHead).values(number=number, digest=digest),
    )
    found = audit(kept.app, "verify")
    assert found.exit_code == 1
    assert "trail_cut 5-" in found.output


def test_a_line_that_cannot_be_read_is_a_finding(kept: OfficeUnderTest) -> None:
    audit(kept.app, "anchor")
    with anchors_of(kept.app).open("a") as file:
        file.write("2026-12-01 somebody's 別の行\n")
    found = audit(kept.app, "verify")
    assert found.exit_code == 1
    assert "1 lines cannot be read" in found.output


def test_a_day_is_written_down_once(kept: OfficeUnderTest) -> None:
    now = utcnow()
    assert [anchor_if_due(kept.app, now), anchor_if_due(kept.app, now)] == [1, 0]
    assert anchor_if_due(kept.app, now + dt.timedelta(days=1)) == 1
    assert "anchors" in {job.name for job in scheduler(kept.app).jobs}


def test_an_office_that_was_put_back_is_whole_again_and_says_so(on_sqlite: Safe) -> None:
    """What was written down of entries that the backup does not have holds no longer; what it has still does."""
    app = on_sqlite.app
    on_sqlite.write("前の記録")
    audit(app, "anchor")
    folder = on_sqlite.back_up()
    on_sqlite.write("後の記録")
    audit(app, "anchor")
    assert on_sqlite.restore(folder, "--replace").exit_code == 0
    found = audit(app, "verify")
    assert found.exit_code == 0, found.output
    assert [each.restored for each in read(installation_of(app).anchors).anchors] == [False, False, True]
    edit(app, text("UPDATE trail_head SET number = 1"), text("DELETE FROM trail WHERE number > 1"))
    assert audit(app, "verify").exit_code == 1


def test_anchors_are_read_as_they_were_written(tmp_path: Path) -> None:
    day, office, other = dt.date(2026, 12, 1), "0" * 8 + "-0000-7000-8000-" + "0" * 12, "1" * 36
    told = [
        Anchor(day, office, 7, "a" * 64),
        Anchor(day, other, 9, "b" * 64),
        Anchor(day, office, 9, "c" * 64),
        Anchor(day, office, 8, "d" * 64, restored=True),
        Anchor(day, office, 12, "e" * 64),
    ]
    write(tmp_path / "new", told[:2])
    write(tmp_path / "new", told[2:])
    kept = read(tmp_path / "new")
    assert kept.anchors == told
    assert [each.number for each in kept.of(office)] == [7, 8, 12]
    write(tmp_path / "new", [Anchor(day, office, 2, "f" * 64, restored=True)])
    assert [each.number for each in read(tmp_path / "new").of(office)] == [2]
    assert [each.number for each in kept.of(other)] == [9]
    assert list(read(tmp_path / "none").anchors) == []


def test_a_line_that_a_kill_cut_short_spoils_no_other(tmp_path: Path) -> None:
    day, office = dt.date(2026, 12, 1), "1" * 36
    first, second = Anchor(day, office, 7, "a" * 64), Anchor(day, office, 9, "b" * 64)
    write(tmp_path, [first])
    path = tmp_path / FILE_NAME
    path.write_text(f"{path.read_text()}{second.line[:40]}")
    write(tmp_path, [second])
    kept = read(tmp_path)
    assert (kept.anchors, kept.unreadable) == ([first, second], 1)
