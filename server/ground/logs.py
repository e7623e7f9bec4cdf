"""Logs: one JSON object a line, with ids and counts, and never what a person said or is called."""

from __future__ import annotations

import json
import logging
import sys
import time
import traceback
from collections.abc import Mapping
from contextvars import ContextVar
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

_ROOT: Final = Path(__file__).parents[2]
_KEPT: Final = frozenset(
    {
        "incident", "exception", "frames", "method", "route", "status", "ms", "user", "office", "device",
        "changes", "results", "records", "gone", "count", "code", "driver_code", "service", "reason", "act", "about",
    }
)  # fmt: skip


_counts: Final[ContextVar[Mapping[str, int]]] = ContextVar("counts", default=MappingProxyType({}))


class Formatter(logging.Formatter):
    """Writes the message and the known extra fields; exceptions by type and place only, since their messages quote
    values.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        line: dict[str, Any] = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "log": record.name,
            "event": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name in _KEPT and value is not None}
        if record.exc_info and record.exc_info[1] is not None:
            line |= {"exception": type(record.exc_info[1]).__name__, "frames": frames(record.exc_info[1])}
        return json.dumps(line, ensure_ascii=False)


def frames(error: BaseException) -> list[str]:
    """Where an exception came from: file, line and function of each frame, innermost last, and of what caused it."""
    places = [_place(frame) for frame in traceback.extract_tb(error.__traceback__)][-30:]
    cause = error.__cause__ or error.__context__
    return places if cause is None else [*frames(cause), f"-> {type(error).__name__}", *places]


def _place(frame: traceback.FrameSummary) -> str:
    path = Path(frame.filename)
    name = path.relative_to(_ROOT) if path.is_relative_to(_ROOT) else Path(*path.parts[-3:])
    return f"{name}:{frame.lineno} {frame.name}"


def to_stderr() -> None:
    """Write what is logged to the standard error, once for each process."""
    logger = logging.getLogger("banso")
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(Formatter())
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)


def count(**counts: int) -> None:
    """Add counts to what is logged of the request that is under way."""
    _counts.set({**_counts.get(), **counts})


def take_counts() -> dict[str, int]:
    """What has been counted since the last call, and begin anew."""
    counted = dict(_counts.get())
    _counts.set({})
    return counted
