"""Migrations stay what they were when they came in: databases that did them will not do them again."""

from __future__ import annotations

import pytest

from tools import migrations
from tools.migrations import digests, released


def test_no_migration_was_edited_after_it_came_in() -> None:
    edited = {name for name, digest in released().items() if digests().get(name) != digest}
    assert edited == set(), "undo the edit, and write a further migration"


def test_every_migration_is_noted() -> None:
    assert digests().keys() - released().keys() == set(), "run: python -m tools.migrations"


def test_an_edit_is_told_and_not_noted_as_if_it_had_always_been_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = released()
    name = next(iter(before))
    monkeypatch.setattr(migrations, "digests", lambda: before | {name: "edited"})
    assert migrations.main() == 1
    assert name in capsys.readouterr().err
    assert released() == before
