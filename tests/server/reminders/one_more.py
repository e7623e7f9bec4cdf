"""A plug-in of pytest that declares one more reminder, before what follows from the declarations is imported.

``test_adding.py`` uses it.
"""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext

from sync import reminders
from sync.reminders import Reminder

CODE = "budget_due"
WORD = "家計の確認"

reminders.REMINDERS = {**reminders.REMINDERS, CODE: Reminder(CODE, section="plans", leads_to="day")}  # type: ignore[misc]

# What is imported from here on has the declaration, and below its word.
from sync import describe  # noqa: E402

_read_words = describe.read_words


def _with_its_word(language: str) -> dict[str, Any]:
    words = _read_words(language)
    words["codes"]["reminder"][CODE] = WORD
    return words


describe.read_words = _with_its_word

from server.office import reminders as form  # noqa: E402

form._RULES[CODE] = lazy_gettext(WORD)
