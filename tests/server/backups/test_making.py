"""A backup is made while the office works, read back, and only then counts."""

from __future__ import annotations

import errno
import gzip
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from server.backups import making, manifest
from server.backups.manifest import sha256_of
from server.ground.installation import installation_of
from server.store import copies, directory, utcnow
from tests.server.backups.safe import ANOTHER_PHOTO, PHOTO, Safe, backups_in, going_on, manifest_of


def test_a_backup_holds_what_the_office_has_and_says_how_much(safe: Safe) -> None:
    photo = safe.attach(safe.write("玄関先で話す。"))
    assert safe.covered() is None
    before = utcnow()
    folder = safe.back_up()
    said = manifest_of(folder)
    (office,) = said["offices"]
    assert (office["id"], office["seq"]) == (safe.office.id, safe.office.last_seq())
    assert office["attachments"] == 1
    assert office["records"] == len(safe.office.users) + 4  # a person, a case, a note, a photo
    assert office["changes"] >= office["records"]
    assert (folder / "attachments" / safe.office.id / photo).read_bytes() == PHOTO
    for name, (size, digest) in said["files"].items():
        path = folder / "database" / name
        assert (path.stat().st_size, sha256_of(path)) == (size, digest)
    (row,) = safe.noted()
    assert (row.folder, row.seq, row.records, row.attachments) == (folder.name, office["seq"], office["records"], 1)
    covered = safe.covered()
    assert covered is not None
    assert covered.seq == office["seq"]
    assert before <= covered.at <= row.verified_at


def test_what_came_after_a_backup_is_not_covered_by_it(safe: Safe) -> None:
    safe.write("一日目。")
    safe.back_up()
    covered = safe.covered()
    safe.write("二日目。")
    assert safe.covered() == covered
    assert covered is not None
    assert covered.seq < safe.office.last_seq()
    safe.back_up()
    newer = safe.covered()
    assert newer is not None
    assert newer.seq == safe.office.last_seq()


def test_a_backup_is_one_moment_of_an_office_that_goes_on_writing(safe: Safe) -> None:
    for number in range(30):
        safe.write(f"先に書いた{number}。")
    with going_on(lambda number: safe.write(f"その間に書いた{number}。")) as written:
        folder = safe.back_up()
        begun = len(written)
    assert begun > 0
    (office,) = manifest_of(folder)["offices"]
    row = safe.noted()[0]
    assert row.seq == office["seq"] < safe.office.last_seq()
    assert safe.restore(folder, "--replace").exit_code == 0
    kept = safe.narratives()
    assert {f"先に書いた{number}。" for number in range(30)} <= kept
    assert len(kept) < 30 + len(written)
    # A moment of it: nothing is in it whose forerunner is not.
    during = sorted(int(each[7:-1]) for each in kept if each.startswith("その間"))
    assert during == list(range(len(during)))
    assert safe.strayed() == []


def test_a_content_that_the_backup_before_has_takes_no_room_again(safe: Safe) -> None:
    note = safe.write("写真。")
    first = safe.attach(note)
    earlier = safe.back_up()
    second = safe.attach(note, ANOTHER_PHOTO)
    later = safe.back_up()
    inodes = [
        {name: (each / "attachments" / safe.office.id / name).stat().st_ino for name in names}
        for each, names in ((earlier, [first]), (later, [first, second]))
    ]
    assert inodes[0][first] == inodes[1][first]
    assert (later / "attachments" / safe.office.id / second).read_bytes() == ANOTHER_PHOTO


def test_a_content_that_rotted_in_the_backup_before_is_taken_from_the_office_again(on_sqlite: Safe) -> None:
    photo = on_sqlite.attach(on_sqlite.write("写真。"))
    earlier = on_sqlite.back_up() / "attachments" / on_sqlite.office.id / photo
    earlier.write_bytes(PHOTO[:-1] + b"x")
    later = on_sqlite.back_up() / "attachments" / on_sqlite.office.id / photo
    assert later.read_bytes() == PHOTO


def test_a_content_that_the_office_lost_keeps_the_backup_from_counting_but_not_from_being_there(safe: Safe) -> None:
    photo = safe.attach(safe.write("写真。"))
    path = safe.blob(photo)
    assert path is not None
    path.unlink()
    for _ in range(2):
        done = safe.run("backup", safe.folder)
        assert done.exit_code == 1
        assert "attachments_missing" in done.output
        assert photo in done.output
    assert safe.covered() is None
    (left,) = backups_in(safe.folder)
    assert left.endswith("-incomplete")
    restored = safe.restore(safe.folder / left, "--replace")
    assert restored.exit_code == 0, restored.output
    assert safe.narratives() == {"写真。"}
    assert safe.covered() is None


def _damage_database(folder: Path) -> None:
    """Spoil the middle of what a copy holds, as a disk does that loses some of its blocks."""
    database = folder / "database"
    packed = database / "change.copy.gz"
    path = packed if packed.exists() else database / "banso.db"
    content = bytearray(gzip.decompress(path.read_bytes()) if packed.exists() else path.read_bytes())
    spoilt = slice(len(content) // 3, len(content) // 3 * 2)
    content[spoilt] = b"\x7f" * len(content[spoilt])
    path.write_bytes(gzip.compress(bytes(content)) if packed.exists() else bytes(content))


@pytest.mark.parametrize("when", ["before its digest was taken", "after"])
def test_a_copy_that_is_damaged_does_not_count(safe: Safe, when: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(40):
        safe.write(f"{number}。" * 20)
    digests, write = manifest.digests, manifest.write

    def damaged_first(folder: Path) -> dict[str, tuple[int, str]]:
        monkeypatch.setattr(manifest, "digests", digests)
        _damage_database(folder.parent)
        return digests(folder)

    def damaged_then(folder: Path, said: manifest.Manifest) -> None:
        write(folder, said)
        _damage_database(folder)

    if when == "after":
        monkeypatch.setattr(manifest, "write", damaged_then)
    else:
        monkeypatch.setattr(manifest, "digests", damaged_first)
    done = safe.run("backup", safe.folder)
    assert done.exit_code == 1
    assert "Error: copy_" in done.output
    assert (safe.covered(), backups_in(safe.folder)) == (None, [])
    assert safe.app.test_client().get("/healthz/backups").get_json()["failure"].startswith("copy_")


def test_rows_that_a_copy_lacks_are_missed(safe: Safe, monkeypatch: pytest.MonkeyPatch) -> None:
    safe.write("消える。")
    copier = (
        copies.PostgresCopier
        if "postgresql" in installation_of(safe.app).settings.database_url
        else copies.SqliteCopier
    )
    copy_out = copier.copy_out

    def forgetful(self: copies.Copier, folder: Path) -> copies.Contents:
        contents = copy_out(self, folder)  # type: ignore[arg-type]
        if (path := folder / "banso.db").exists():
            with closing(sqlite3.connect(path)) as database, database:
                database.execute("DELETE FROM change WHERE rowid = (SELECT max(rowid) FROM change)")
            return contents
        rows = gzip.decompress((folder / "change.copy.gz").read_bytes()).splitlines(keepends=True)
        (folder / "change.copy.gz").write_bytes(gzip.compress(b"".join(rows[:-1])))
        return contents

    monkeypatch.setattr(copier, "copy_out", forgetful)
    done = safe.run("backup", safe.folder)
    assert done.exit_code == 1
    assert "Error: copy_" in done.output
    assert safe.covered() is None


def test_a_content_that_was_not_written_as_it_was_does_not_count(safe: Safe, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = safe.attach(safe.write("写真。"))
    write = manifest.write

    def damaged(folder: Path, said: manifest.Manifest) -> None:
        write(folder, said)
        (folder / "attachments" / safe.office.id / photo).write_bytes(PHOTO[:-1] + b"x")

    monkeypatch.setattr(manifest, "write", damaged)
    done = safe.run("backup", safe.folder)
    assert done.exit_code == 1
    assert "copy_differs" in done.output
    assert (safe.covered(), backups_in(safe.folder)) == (None, [])


def test_a_full_disk_leaves_nothing_and_says_so(safe: Safe, monkeypatch: pytest.MonkeyPatch) -> None:
    safe.attach(safe.write("写真。"))
    earlier = safe.back_up()
    real_fsync = os.fsync
    safe.attach(safe.write("もう一枚。"), ANOTHER_PHOTO)

    def full(handle: int) -> None:
        if "/.unfinished-" in str(Path(f"/proc/self/fd/{handle}").readlink()):
            raise OSError(errno.ENOSPC, "No space left on device")
        real_fsync(handle)

    covered = safe.covered()
    with monkeypatch.context() as small:
        small.setattr(os, "fsync", full)
        done = safe.run("backup", safe.folder)
    assert done.exit_code == 1
    assert "Error: no_space: There is no room left on the disk." in done.output
    assert backups_in(safe.folder) == [earlier.name]
    assert safe.covered() == covered
    assert safe.app.test_client().get("/healthz/backups").get_json()["failure"] == "no_space"
    safe.back_up()
    assert safe.app.test_client().get("/healthz/backups").get_json()["failure"] is None


def test_a_disk_that_fills_up_under_sqlite_is_named(on_sqlite: Safe) -> None:
    """On a real small disk where one can be had: SQLite's own error, not one of ours."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("needs root, to mount a small disk")
    on_sqlite.folder.mkdir()
    if os.system(f"mount -t tmpfs -o size=200k none {on_sqlite.folder} 2>/dev/null"):
        pytest.skip("this machine lets nobody mount")
    try:
        done = on_sqlite.run("backup", on_sqlite.folder)
        assert (done.exit_code, "no_space" in done.output) == (1, True)
        assert backups_in(on_sqlite.folder) == []
    finally:
        os.system(f"umount {on_sqlite.folder}")


def test_a_process_that_is_killed_leaves_nothing_that_counts_and_its_rest_is_cleared_away(on_sqlite: Safe) -> None:
    rest = on_sqlite.folder / ".unfinished-0123"
    (rest / "database").mkdir(parents=True)
    (rest / "database" / "banso.db").write_bytes(b"half")
    folder = on_sqlite.back_up()
    assert backups_in(on_sqlite.folder) == [folder.name]


def test_only_so_many_are_kept_and_the_oldest_go_after_a_new_one_counts(
    on_sqlite: Safe, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [on_sqlite.back_up("--keep", "2").name for _ in range(4)]
    assert len(set(made)) == 4
    assert backups_in(on_sqlite.folder) == made[-2:]
    monkeypatch.setattr(manifest, "read", lambda _: 1 / 0)
    assert on_sqlite.run("backup", on_sqlite.folder, "--keep", "1").exit_code == 1
    assert backups_in(on_sqlite.folder) == made[-2:]


def test_two_backups_at_a_time_into_one_folder_are_one(on_sqlite: Safe) -> None:
    on_sqlite.folder.mkdir()
    with making._alone(on_sqlite.folder):
        done = on_sqlite.run("backup", on_sqlite.folder)
    assert (done.exit_code, "backup_running" in done.output) == (1, True)


def test_no_folder_is_said(on_sqlite: Safe) -> None:
    done = on_sqlite.run("backup")
    assert (done.exit_code, "not_configured" in done.output) == (1, True)


def test_several_offices_are_covered_each_by_its_own_count(safe: Safe) -> None:
    other = Safe(safe.app, safe.folder).open("kushiro")
    for number in range(3):
        other.write(f"釧路{number}。")
    safe.back_up()
    (ours,), (theirs,) = safe.noted(), other.noted()
    assert (ours.seq, theirs.seq) == (safe.office.last_seq(), other.office.last_seq())
    assert theirs.records == ours.records + 3
    with safe.app.app_context(), directory() as found:
        assert found.backup_failure() is None
