"""Following a value through a history: every one is a word that is written once. The judgement uses only what each
author had before their eyes, nothing of the engine's bases and heads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sync.records import KINDS
from tests.sync.offices import Office
from tests.sync.phones import Made

_WORD = re.compile(r"w[0-9]+")


def is_kept(office: Office, accepted: Iterable[Made], record_id: str, name: str, word: str) -> bool:
    """Whether a word is current and visible, in an open conflict, or given up by somebody who saw it. ``accepted`` are
    the changes that the office has taken.
    """
    record = office.record(record_id)
    if not record.deleted and word in words_in(record.fields.get(name)):
        return True
    conflicts = (c.fields for c in office.open_conflicts(record_id) if c.fields["field"] == name)
    if any(word in words_in(conflict.get("proposed")) for conflict in conflicts):
        return True
    return any(_gives_up(made, name, word) for made in accepted if made.change["record"] == record_id)


def words_in(value: Any) -> set[str]:
    """The words that a value holds, each written once in a history."""
    if isinstance(value, list):
        return {word for element in value for word in words_in(element)}
    return set(_WORD.findall(value)) if isinstance(value, str) else set()


def _gives_up(made: Made, name: str, word: str) -> bool:
    """Whether the author of an accepted change saw the word and decided otherwise."""
    if any(word in words_in(conflict.get("proposed")) for conflict in made.resolved if conflict["field"] == name):
        return True
    fields = made.change["fields"]
    if _is_register(made, name) and name in fields and word not in words_in(fields[name]):
        # Their own earlier proposal, which they knew to be disputed, given up for another value.
        proposed = (conflict.get("proposed") for conflict in made.own_disputed if conflict["field"] == name)
        if any(word in words_in(value) for value in proposed):
            return True
    if word not in words_in(made.shown.get(name)):
        return False
    return bool(fields.get("deleted")) or (name in fields and word not in words_in(fields[name]))


def _is_register(made: Made, name: str) -> bool:
    return KINDS[made.change["kind"]].merge_rules.get(name) == "register"
