"""A backup that is sealed: whoever has its folder reads nothing, and whoever has the key has everything."""

from __future__ import annotations

import gzip
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from server.backups import manifest
from server.ground.backup_keys import BackupKey, BackupKeys
from server.ground.config import Misconfigured, Settings, read_settings
from server.ground.ids import new_id
from server.ground.installation import installation_of
from server.startup import check_backup_key
from tests.server.backups.safe import ANOTHER_PHOTO, PHOTO, Safe, backups_in, going_on, manifest_of

SENTINELS = ("台所に請求書の束があった。", "見本 花子", "otaru")


def keys_of(safe: Safe) -> BackupKeys:
    return installation_of(safe.app).backup_keys


@pytest.fixture
def key(safe: Safe) -> BackupKey:
    """The installation's key for backups."""
    return keys_of(safe).make()


def spellings(text: str) -> list[bytes]:
    """A text as a file may hold it."""
    return [text.encode(), text.encode("utf-16-le"), json.dumps(text)[1:-1].encode()]


def contents(folder: Path) -> Iterator[bytes]:
    """What every file below a folder holds, unpacked where it is packed."""
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            yield content
            if content.startswith(b"\x1f\x8b"):
                yield gzip.decompress(content)


def found_in(folder: Path, words: tuple[str, ...]) -> set[str]:
    return {word for word in words for content in contents(folder) for said in spellings(word) if said in content}


@contextmanager
def watched(safe: Safe, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Looks for the sentinels in the folder of backups each time that a file is brought to the disk."""
    seen: list[str] = []
    real_fsync = os.fsync

    def look(handle: int) -> None:
        real_fsync(handle)
        seen.extend(found_in(safe.folder, SENTINELS))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", look)
        yield seen


def test_no_word_is_in_the_folder_of_a_backup_nor_was_while_it_was_made(
    safe: Safe, key: BackupKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    safe.attach(safe.write(SENTINELS[0]))
    with watched(safe, monkeypatch) as seen:
        folder = safe.back_up()
    assert seen == []
    assert found_in(safe.folder, SENTINELS) == set()
    assert not any(PHOTO[3:200] in content for content in contents(safe.folder))
    assert list(keys_of(safe).scratch.iterdir()) == []
    assert manifest_of(folder)["sealed_with"] == key.id
    assert key.text not in (folder / "manifest.json").read_text()


def test_the_words_are_looked_for_rightly(safe: Safe) -> None:
    """The same look finds them in a backup that is not sealed."""
    photo = safe.attach(safe.write(SENTINELS[0]))
    folder = safe.back_up()
    assert SENTINELS[0] in found_in(safe.folder, SENTINELS)
    assert (folder / "attachments" / safe.office.id / photo).read_bytes() == PHOTO


def test_a_sealed_backup_is_read_back_counts_and_is_restored(safe: Safe, key: BackupKey) -> None:
    photo = safe.attach(safe.write(SENTINELS[0]))
    folder = safe.back_up()
    covered = safe.covered()
    assert covered is not None
    assert covered.seq == safe.office.last_seq()
    assert "is whole" in safe.run("restore", "--check", folder).output
    blob = safe.blob(photo)
    assert blob is not None
    blob.unlink()
    safe.write("後から。")
    done = safe.restore(folder, "--replace")
    assert done.exit_code == 0, done.output
    assert "not sealed" not in done.output
    assert safe.narratives() == {SENTINELS[0]}
    restored = safe.blob(photo)
    assert restored is not None
    assert restored.read_bytes() == PHOTO
    assert list(keys_of(safe).scratch.iterdir()) == []


def test_a_backup_is_one_moment_of_an_office_that_goes_on_writing_sealed_or_not(safe: Safe, key: BackupKey) -> None:
    safe.write("先に。")
    with going_on(lambda number: safe.write(f"その間に{number}。")):
        folder = safe.back_up()
    assert safe.restore(folder, "--replace").exit_code == 0
    assert "先に。" in safe.narratives()
    assert safe.strayed() == []


def test_a_content_that_the_backup_before_has_takes_no_room_again_unless_its_key_is_another(
    safe: Safe, key: BackupKey
) -> None:
    photo = safe.attach(safe.write("写真。"))
    name = Path("attachments") / safe.office.id / f"{photo}.sealed"
    first, second = safe.back_up(), safe.back_up()
    assert (first / name).stat().st_ino == (second / name).stat().st_ino
    keys_of(safe).make()
    third = safe.back_up()
    assert (third / name).stat().st_ino != (second / name).stat().st_ino
    for folder in (first, second, third):
        assert "is whole" in safe.run("restore", "--check", folder).output


def test_after_a_backup_that_was_not_sealed_nothing_is_taken_over_as_it_is(safe: Safe) -> None:
    photo = safe.attach(safe.write(SENTINELS[0]))
    plain = safe.back_up()
    keys_of(safe).make()
    folder = safe.back_up()
    assert found_in(folder, SENTINELS) == set()
    assert [path.name for path in (folder / "attachments" / safe.office.id).iterdir()] == [f"{photo}.sealed"]
    done = safe.restore(plain, "--replace")
    assert (done.exit_code, "It is not sealed" in done.output) == (0, True), done.output
    assert safe.narratives() == {SENTINELS[0]}


def test_a_content_that_rotted_in_the_backup_before_is_taken_from_the_office_again(safe: Safe, key: BackupKey) -> None:
    photo = safe.attach(safe.write("写真。"), ANOTHER_PHOTO)
    earlier = safe.back_up() / "attachments" / safe.office.id / f"{photo}.sealed"
    earlier.write_bytes(earlier.read_bytes()[:-1])
    assert "is whole" in safe.run("restore", "--check", safe.back_up()).output


# Keys


def test_on_a_machine_without_the_key_it_is_asked_for_and_kept(safe: Safe, key: BackupKey) -> None:
    safe.write(SENTINELS[0])
    folder = safe.back_up()
    keys_of(safe).file.unlink()
    runner = safe.app.test_cli_runner()
    safe.close()
    refused = runner.invoke(args=["restore", str(folder), "--replace"], input="AAAA-BBBB\n")
    assert (refused.exit_code, "This is no key" in refused.output) == (1, True)
    other = runner.invoke(args=["restore", str(folder), "--replace"], input=f"{BackupKey(bytes(32)).text}\n")
    assert (other.exit_code, "other_key" in other.output) == (1, True)
    safe.write("まだここにある。")
    safe.close()
    done = runner.invoke(args=["restore", str(folder), "--replace"], input=f"{key.text.lower()}\n")
    assert done.exit_code == 0, done.output
    assert key.text not in done.output
    assert safe.narratives() == {SENTINELS[0]}
    assert keys_of(safe).of_id(key.id) == key


def test_keys_are_made_listed_added_and_checked_by_command(safe: Safe) -> None:
    made = safe.run("backup-key", "make").output
    first = keys_of(safe).current()
    assert first is not None
    assert first.text in made
    safe.run("backup-key", "make")
    listed = safe.run("backup-key", "list").output
    assert listed.splitlines()[1] == first.id
    assert first.text not in listed
    assert "which is not in use" in safe.run("backup-key", "check", "--key", first.text).output
    current = keys_of(safe).current()
    assert current is not None
    assert "which is in use" in safe.run("backup-key", "check", "--key", current.text).output
    keys_of(safe).file.unlink()
    assert safe.run("backup-key", "list").output == "none\n"
    assert safe.run("backup-key", "add", "--key", first.text).exit_code == 0
    assert keys_of(safe).current() == first


def test_where_backups_must_be_sealed_none_is_made_without_a_key(safe: Safe) -> None:
    keys_of(safe).plain = False
    done = safe.run("backup", safe.folder)
    assert (done.exit_code, "no_key" in done.output) == (1, True)
    assert backups_in(safe.folder) == []
    keys_of(safe).make()
    safe.back_up()
    keys_of(safe).file.write_text("damaged")
    done = safe.run("backup", safe.folder)
    assert (done.exit_code, "key_unusable" in done.output) == (1, True)


def test_production_does_not_serve_with_a_schedule_and_no_key(tmp_path: Path) -> None:
    settings = Settings("production", "x" * 32, "sqlite://", backup_folder=tmp_path / "backups")
    keys = BackupKeys(tmp_path / "backup.key", tmp_path / "scratch", plain=False)
    with pytest.raises(Misconfigured, match="backup-key make"):
        check_backup_key(settings, keys)
    check_backup_key(settings, BackupKeys(keys.file, keys.scratch, plain=True))
    keys.make()
    check_backup_key(settings, keys)
    environ = {"BANSO_SECRET_KEY": "x" * 32, "BANSO_PUSH_CONTACT": "mailto:a@otaru.lg.jp"}
    assert read_settings(environ, tmp_path, serving=True).backup_plain is False
    assert read_settings(environ | {"BANSO_BACKUP_PLAIN": "yes"}, tmp_path, serving=True).backup_plain is True


# Whoever has the folder


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("harm", [cut, flip, Path.unlink], ids=["cut", "flip", "gone"])
@pytest.mark.parametrize("part", ["database", "attachments"])
def test_what_was_changed_is_found_and_the_office_stays_as_it_is(
    safe: Safe, key: BackupKey, part: str, harm: Callable[[Path], None]
) -> None:
    safe.attach(safe.write("写真。"))
    folder = safe.back_up()
    safe.write("後から。")
    harm(max((folder / part).rglob("*.sealed"), key=lambda path: path.stat().st_size))
    done = safe.restore(folder, "--replace")
    assert done.exit_code == 1
    assert "copy_unreadable" in done.output or "copy_differs" in done.output or "not_writable" in done.output
    assert safe.narratives() == {"写真。", "後から。"}
    assert list(keys_of(safe).scratch.iterdir()) == []


@pytest.mark.parametrize("change", ["counts", "proof", "id"])
def test_a_manifest_that_somebody_else_wrote_is_not_taken(safe: Safe, key: BackupKey, change: str) -> None:
    folder = safe.back_up()
    said = manifest_of(folder)
    if change == "counts":
        said["offices"][0]["seq"] += 1
    elif change == "proof":
        del said["proof"]
    else:
        said["id"] = new_id()
    (folder / "manifest.json").write_text(json.dumps(said))
    assert "copy_differs" in safe.run("restore", "--check", folder).output


def test_the_database_of_one_backup_is_not_taken_for_that_of_another(safe: Safe, key: BackupKey) -> None:
    first, second = safe.back_up(), safe.back_up()
    shutil.rmtree(second / "database")
    shutil.copytree(first / "database", second / "database")
    assert "copy_unreadable" in safe.run("restore", "--check", second).output


def test_what_was_interrupted_leaves_no_words_and_does_not_count(
    safe: Safe, key: BackupKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    safe.attach(safe.write(SENTINELS[0]))

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(manifest, "write", interrupted)
        assert safe.run("backup", safe.folder).exit_code != 0
    assert safe.covered() is None
    assert backups_in(safe.folder) == []
    assert list(keys_of(safe).scratch.iterdir()) == []
    # One that was killed in the middle clears nothing away itself.
    left = keys_of(safe).scratch / "left"
    left.mkdir()
    (left / "banso.db").write_bytes(b"words")
    safe.back_up()
    assert not left.exists()
