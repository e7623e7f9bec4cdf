"""A sealed file: read by whoever has the key, and by nobody else; whole, or not at all."""

from __future__ import annotations

import io
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.backups import sealing
from server.backups.scratch import scratch_folder
from server.backups.sealing import PIECE, SealBroken, seal, unseal
from server.ground.backup_keys import BackupKey, BackupKeys, BackupKeysUnusable, NotAKey, read_text

KEY, OTHER = BackupKey(bytes(range(32))), BackupKey(bytes(32))
NAME = "attachments/office/photo"
HEAD = 15 + 32


def sealed(content: bytes, key: BackupKey = KEY, name: str = NAME) -> bytes:
    target = io.BytesIO()
    seal([content], target, key, name)
    return target.getvalue()


def opened(file: bytes, key: BackupKey = KEY, name: str = NAME) -> bytes:
    return b"".join(unseal(io.BytesIO(file), key, name))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 7])
def test_what_was_sealed_is_read_whatever_its_size(size: int) -> None:
    content = bytes(range(256)) * (size // 256 + 1)
    file = sealed(content[:size])
    assert opened(file) == content[:size]
    assert len(file) == HEAD + size + 16 * max(1, -(-size // PIECE))


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_it_does_not_matter_how_it_is_cut(parts: list[bytes]) -> None:
    small = pytest.MonkeyPatch()
    with small.context() as patched:
        patched.setattr(sealing, "PIECE", 16)
        target = io.BytesIO()
        seal(parts, target, KEY, NAME)
        assert opened(target.getvalue()) == b"".join(parts)
        for place in range(0, len(target.getvalue()), 3):
            with pytest.raises(SealBroken):
                opened(target.getvalue()[:place])


def test_nothing_of_it_can_be_changed() -> None:
    file = sealed(b"secret" * 20)
    for place in range(len(file)):
        with pytest.raises(SealBroken):
            opened(file[:place] + bytes([file[place] ^ 1]) + file[place + 1 :])


@pytest.mark.parametrize(
    "made", ["cut short", "without its last piece", "piece left out", "swapped", "doubled", "more"]
)
def test_no_piece_is_left_out_moved_doubled_or_added(made: str) -> None:
    file = sealed(bytes(PIECE) + bytes([1]) * PIECE + b"end")
    head, rest, piece = file[:HEAD], file[HEAD:], PIECE + 16
    first, second, last = rest[:piece], rest[piece : 2 * piece], rest[2 * piece :]
    broken = {
        "cut short": head + first + second + last[:-1],
        "without its last piece": head + first + second,
        "piece left out": head + first + last,
        "swapped": head + second + first + last,
        "doubled": head + first + first + second + last,
        "more": file + b"x",
    }
    with pytest.raises(SealBroken):
        opened(broken[made])


def test_another_key_or_another_name_opens_nothing() -> None:
    for key, name in ((OTHER, NAME), (KEY, "attachments/office/another")):
        with pytest.raises(SealBroken):
            opened(sealed(b"secret"), key, name)


def test_the_same_content_is_never_sealed_alike() -> None:
    assert sealed(b"secret")[HEAD:] != sealed(b"secret")[HEAD:]


# Keys


@given(st.binary(min_size=32, max_size=32))
def test_a_key_is_read_as_it_was_written_down_however_it_is_typed(secret: bytes) -> None:
    key = BackupKey(secret)
    assert read_text(key.text) == key
    assert read_text(key.text.lower().replace("-", " ").replace("o", "0").replace("i", "1").replace("b", "8")) == key
    assert secret.hex() not in repr(key)


def test_a_mistyped_key_is_known_for_one() -> None:
    text = KEY.text
    letter = "C" if text[7] == "A" else "A"
    for wrong in ("", "AAAA", text[:-1], text + "A", text[:7] + letter + text[8:], "日本"):
        with pytest.raises(NotAKey):
            read_text(wrong)


def test_a_new_key_is_in_use_and_those_before_are_kept_for_their_owner_only(tmp_path: Path) -> None:
    keys = BackupKeys(tmp_path / "instance" / "backup.key", tmp_path, plain=False)
    assert (keys.current(), keys.all()) == (None, [])
    first, second = keys.make(), keys.make()
    keys.add(KEY)
    keys.add(KEY)
    assert keys.all() == [second, first, KEY]
    assert keys.current() == second
    assert keys.of_id(first.id) == first
    assert stat.S_IMODE(keys.file.stat().st_mode) == 0o600
    assert [path.name for path in keys.file.parent.iterdir()] == ["backup.key"]


@pytest.mark.parametrize("content", [b"nothing\n", "鍵".encode(), b"\xff"])
def test_a_file_that_holds_something_else_is_named_and_left_alone(tmp_path: Path, content: bytes) -> None:
    keys = BackupKeys(tmp_path / "backup.key", tmp_path, plain=False)
    keys.file.write_bytes(content)
    with pytest.raises(BackupKeysUnusable, match=r"backup\.key"):
        keys.make()
    assert keys.file.read_bytes() == content


def test_a_scratch_folder_goes_and_what_a_killed_process_left_goes_with_it(tmp_path: Path) -> None:
    left = tmp_path / "left"
    left.mkdir()
    (left / "banso.db").write_bytes(b"words")
    with scratch_folder(tmp_path) as first, scratch_folder(tmp_path) as second:
        assert not left.exists()
        assert first.exists()
        assert second.exists()
        assert stat.S_IMODE(first.stat().st_mode) == 0o700
    assert list(tmp_path.iterdir()) == []
