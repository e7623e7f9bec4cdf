"""CONTRIBUTING.md, How to add a reminder: its declaration and its rule, and its words; everything else follows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from server.office.reminders import _RULES
from server.reminders import rules
from sync.reminders import REMINDERS

ROOT = Path(__file__).parents[3]


def test_one_more_reminder_is_everywhere_by_being_declared() -> None:
    """In a process of its own: what follows from the declarations is made when the modules are imported."""
    options = ["-p", "tests.server.reminders.one_more", "-p", "no:cacheprovider", "-q"]
    command = [sys.executable, "-m", "pytest", *options, "tests/server/reminders/with_one_more.py"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "4 passed" in done.stdout


def test_each_rule_stands_where_rules_stand_and_has_its_word_in_the_office_form() -> None:
    source = Path(str(rules.__file__)).read_text(encoding="utf-8")
    declared = [reminder for reminder in REMINDERS.values() if reminder.source == "rule"]
    assert [reminder.code for reminder in declared if f'"{reminder.code}"' not in source] == []
    assert {reminder.code for reminder in REMINDERS.values() if reminder.section} == _RULES.keys()
