"""Logs: one JSON object a line, with ids and counts, and never what a person said or is called."""

from __future__ import annotations

import json
import logging
import sys
import time
import traceback
from pathlib import Path
from typing import Any, Final

from flask import Flask, Response, g, request

log = logging.getLogger("banso.requests")

_ROOT: Final = Path(__file__).parent.parent
_KEPT: Final = frozenset(
    {
        "incident", "exception", "frames", "method", "route", "status", "ms", "user", "office", "device",
        "changes", "results", "records", "gone", "count", "code",
    }
)  # fmt: skip


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
    found = [_place(frame) for frame in traceback.extract_tb(error.__traceback__)][-30:]
    cause = error.__cause__ or error.__context__
    return found if cause is None else [*frames(cause), f"-> {type(error).__name__}", *found]


def _place(frame: traceback.FrameSummary) -> str:
    path = Path(frame.filename)
    name = path.relative_to(_ROOT) if path.is_relative_to(_ROOT) else Path(*path.parts[-3:])
    return f"{name}:{frame.lineno} {frame.name}"


def init_app(app: Flask) -> None:
    """Log each request by its route, not its address, once it is answered."""
    logger = logging.getLogger("banso")
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(Formatter())
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    app.before_request(_start)
    app.after_request(_finish)


def count(**counts: int) -> None:
    """Add counts to the log line of this request."""
    g.setdefault("counts", {}).update(counts)


def _start() -> None:
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    rule = request.url_rule
    signed_in = g.get("signed_in")
    extra: dict[str, Any] = {
        "method": request.method,
        "route": rule.rule if rule else None,
        "status": response.status_code,
        "ms": round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
        "user": signed_in.user_id if signed_in else None,
        "office": signed_in.office.id if signed_in else None,
        **g.get("counts", {}),
    }
    log.info("request", extra=extra)
    return response
