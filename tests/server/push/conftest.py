"""What the tests of push messages may use: a key of their own, and a push service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.ground.push_key import FILE_NAME
from tests.server.push.service import PushService, push_service


@pytest.fixture(autouse=True)
def key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Applications have their instance, and so their key, in a folder of this test's own."""
    monkeypatch.setenv("BANSO_INSTANCE", str(tmp_path / "instance"))
    return tmp_path / "instance" / FILE_NAME


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as running:
        yield running
