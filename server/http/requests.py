"""Each request is logged by its route, not its address, once it is answered."""

from __future__ import annotations

import logging
import time
from typing import Any

from flask import Flask, Response, g, request

from server.ground.logs import take_counts, to_stderr

log = logging.getLogger("banso.requests")


def init_app(app: Flask) -> None:
    """Log every request of an application."""
    to_stderr()
    app.before_request(_start)
    app.after_request(_finish)


def _start() -> None:
    g.started = time.perf_counter()
    take_counts()


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
        **take_counts(),
    }
    log.info("request", extra=extra)
    return response
