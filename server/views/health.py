"""Whether the server can do its work."""

from __future__ import annotations

from flask import Blueprint

from server.access import allow_anyone
from server.store import directory

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@allow_anyone
def health() -> dict[str, str]:
    """Answers 200 when the database answers, and 503 otherwise. It tells nothing else to whoever asks."""
    with directory() as found:
        found.has_demonstration_office()
    return {"status": "ok"}
