"""Whether the server can do its work."""

from __future__ import annotations

from flask import Blueprint

from server.access import allow_anyone
from server.reminders.watch import reminders_stand_still
from server.store import directory, utcnow

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@allow_anyone
def health() -> dict[str, str]:
    """Answers 200 when the database answers, and 503 otherwise. It tells nothing else to whoever asks."""
    with directory() as found:
        found.has_demonstration_office()
    return {"status": "ok"}


@blueprint.get("/healthz/reminders")
@allow_anyone
def reminders() -> tuple[dict[str, str], int]:
    """Answers 200 while the reminders run, and 503 once they have stood still for too long. It is apart from the
    other, lest a proxy take the web servers out of use because of it.
    """
    return ({"status": "stopped"}, 503) if reminders_stand_still(utcnow()) else ({"status": "ok"}, 200)
