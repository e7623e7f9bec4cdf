"""An office with a case that has had its time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.server.erasure.closed import Closed


@pytest.fixture(autouse=True)
def _instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of this test's own for attachments and anchors."""
    monkeypatch.setenv("BANSO_INSTANCE", str(tmp_path / "instance"))


@pytest.fixture
def closed(make_app: Callable[[str], Flask], sqlite_url: str) -> Closed:
    """On SQLite."""
    return Closed(make_app(sqlite_url)).fill()


@pytest.fixture
def closed_anywhere(anywhere: Flask) -> Closed:
    """On either database."""
    return Closed(anywhere).fill()
