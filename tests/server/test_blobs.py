"""A blob is there whole, or it is not there."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.ground.blobs import Blobs
from server.ground.ids import new_id

OFFICE = "01990000-0000-7000-8000-0000000000d0"
PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 2000
SHA256 = hashlib.sha256(PHOTO).hexdigest()

SLOW_UPLOAD = """
import sys, time
from pathlib import Path
from server.ground.blobs import Blobs

def content():
    yield b"x" * 100_000
    print("half", flush=True)
    time.sleep(60)

Blobs(Path(sys.argv[1])).keep(sys.argv[2], sys.argv[3], content(), size=200_000, sha256="")
"""


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs")


def parts(content: bytes, size: int = 10_000) -> Iterator[bytes]:
    return (content[start : start + size] for start in range(0, len(content), size))


def keep(blobs: Blobs, blob: str, content: bytes) -> bool:
    return blobs.keep(OFFICE, blob, parts(content), size=len(PHOTO), sha256=SHA256)


def files(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]


def test_a_blob_comes_back_bit_for_bit(blobs: Blobs) -> None:
    blob = new_id()
    assert blobs.path(OFFICE, blob) is None
    assert keep(blobs, blob, PHOTO)
    path = blobs.path(OFFICE, blob)
    assert path is not None
    assert path.read_bytes() == PHOTO


@pytest.mark.parametrize(
    "content", [PHOTO[:-1], PHOTO + b"x", PHOTO[:-1] + b"x", b""], ids=["short", "long", "other", "none"]
)
def test_other_content_is_not_kept(blobs: Blobs, tmp_path: Path, content: bytes) -> None:
    assert not keep(blobs, new_id(), content)
    assert files(tmp_path) == []


def test_other_content_does_not_harm_what_is_there(blobs: Blobs, tmp_path: Path) -> None:
    blob = new_id()
    assert keep(blobs, blob, PHOTO)
    assert not keep(blobs, blob, PHOTO[::-1])
    assert keep(blobs, blob, PHOTO)
    assert [path.read_bytes() for path in files(tmp_path)] == [PHOTO]


def test_more_than_was_announced_is_not_read_to_its_end(blobs: Blobs) -> None:
    read: list[int] = []

    def endless() -> Iterator[bytes]:
        while True:
            read.append(1)
            yield b"x" * 100_000

    assert not blobs.keep(OFFICE, new_id(), endless(), size=250_000, sha256=SHA256)
    assert len(read) == 3


def test_an_upload_that_breaks_off_leaves_nothing(blobs: Blobs, tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield PHOTO[:1000]
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        blobs.keep(OFFICE, new_id(), broken(), size=len(PHOTO), sha256=SHA256)
    assert files(tmp_path) == []


def test_a_server_that_is_killed_leaves_no_half_blob_and_its_rest_is_cleared_away(blobs: Blobs, tmp_path: Path) -> None:
    blob = new_id()
    command = [sys.executable, "-c", SLOW_UPLOAD, str(tmp_path / "blobs"), OFFICE, blob]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == b"half\n"
        server.send_signal(signal.SIGKILL)
    assert blobs.path(OFFICE, blob) is None
    (rest,) = files(tmp_path)
    assert keep(blobs, blob, PHOTO)
    assert rest.exists()
    yesterday = time.time() - 25 * 60 * 60
    os.utime(rest, (yesterday, yesterday))
    assert keep(blobs, new_id(), PHOTO)
    assert not rest.exists()


def test_the_blob_is_on_the_disk_before_it_is_answered(blobs: Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    real_fsync, real_replace = os.fsync, Path.replace

    def fsync(handle: int) -> None:
        done.append(f"sync {Path(f'/proc/self/fd/{handle}').resolve().name}")
        real_fsync(handle)

    def replace(self: Path, target: Path) -> Path:
        done.append(f"rename to {target.name}")
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    blob = new_id()
    keep(blobs, blob, PHOTO)
    written, renamed, listed = done[-3:]
    assert written.startswith("sync ")
    assert written != f"sync {OFFICE}"
    assert (renamed, listed) == (f"rename to {blob}", f"sync {OFFICE}")
