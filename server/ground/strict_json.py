"""JSON with nothing in it that JSON leaves open."""

from __future__ import annotations

import json
from typing import Any, NoReturn


def read_strict(text: bytes) -> Any:
    """What a text says. Raises ``ValueError`` or ``RecursionError``: also for a key given twice, for NaN and the
    infinities, for nesting without end and for bytes that are not UTF-8.
    """
    return json.loads(text.decode(), object_pairs_hook=_object, parse_constant=_refuse_constant)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a key is given twice")
    return members


def _refuse_constant(_: str) -> NoReturn:
    raise ValueError("not a JSON number")
