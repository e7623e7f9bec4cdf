"""A backup of before an erasure brings nothing back: the erasure is carried out again at the restore."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.ground.installation import installation_of
from server.services import erased_list
from server.store.db import db
from server.store.erasures import ErasedRow, ErasureRow
from sync.fields import read_moment
from tests.server.erasure.closed import Closed
from tests.server.people import change, visit


def run(closed: Closed, *arguments: str | Path) -> str:
    with closed.app.app_context():
        db.engine.dispose()
    done = closed.app.test_cli_runner().invoke(args=[str(each) for each in arguments])
    assert done.exit_code == 0, done.output
    return str(done.output)


def test_a_restored_backup_of_before_the_erasure_is_erased_again_and_phones_bring_nothing_back(
    closed_anywhere: Closed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = closed_anywhere
    monkeypatch.setenv("BANSO_BACKUP_PLAIN", "yes")
    installation_of(closed.app).backup_keys.plain = True
    folder = Path(run(closed, "backup", tmp_path / "backups").splitlines()[0])
    phone = closed.office.client("worker", device=closed.world.device)
    after = visit(closed.case, narrative="あとで書いた。")
    assert phone.push(after)[0]["status"] == "applied"
    closed.erase()
    said = run(closed, "restore", folder, "--replace")
    assert "Erased once more" in said
    assert closed.content_left() == set()
    assert closed.findings() == []
    assert installation_of(closed.app).blobs.path(closed.id, closed.ids["attachment"]) is None
    again = closed.office.client("worker", device="00000000-0000-7000-8000-00000000d0d0")
    edit = change("support", {"place": "自宅"}, record=after["record"], base=after["id"])
    for offered in (after | {"offered_again": True}, edit | {"offered_again": True}, visit(closed.case)):
        (result,) = again.push(offered)
        assert (result["status"], result["code"]) == ("rejected", "record_erased")
    assert "あとで書いた。" not in closed.dump()
    assert closed.carry_on() == 0


def test_a_line_that_a_kill_cut_off_spoils_no_other(tmp_path: Path) -> None:
    office, id_ = "0199a000-0000-7000-8000-000000000001", "0199a000-0000-7000-8000-000000000002"
    decided = read_moment("2026-11-30T00:00:00Z")
    erasure = ErasureRow(id_, office, decided, office, decided, "approved", cases=(id_,))
    one, two = (ErasedRow(f"0199a000-0000-7000-8000-00000000000{n}", "support", id_) for n in (3, 4))
    erased_list.write(tmp_path, office, erasure, [one])
    path = tmp_path / erased_list.FILE_NAME
    path.write_bytes(path.read_bytes() + b"record 0199")
    erased_list.write(tmp_path, office, erasure, [one, two])
    found = erased_list.read(tmp_path)
    assert found.unreadable == 1
    assert found.offices[office][id_].records == {one.id: one, two.id: two}
    assert found.offices[office][id_].erasure == erasure
    before = path.read_bytes()
    erased_list.write(tmp_path, office, erasure, [two])
    assert path.read_bytes() == before
