"""Whether the server can do its work."""

from __future__ import annotations

from flask import Blueprint

from server.backups.watch import backup_health
from server.http.access import allow_anyone
from server.http.health import health as health_of_server
from server.reminders.watch import reminders_last_ran, stands_still
from server.store import utcnow
from server.store.faults import LOCKED
from sync.fields import write_moment

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@allow_anyone
def health() -> tuple[dict[str, str], int]:
    """Answers 200 while something can be stored (``ok``, or ``busy`` where others are writing for long), and 503
    otherwise, with the name of the fault. It tells nothing else to whoever asks.
    """
    fault = health_of_server().fault()
    if fault is None or fault == LOCKED:
        return {"status": "ok" if fault is None else "busy"}, 200
    return {"status": fault}, 503


@blueprint.get("/healthz/backups")
@allow_anyone
def backups() -> tuple[dict[str, str | None], int]:
    """Answers 503 where backups are made by a schedule and the newest verified one of any office is too old, and 200
    otherwise, with when that was begun (``newest``) and the code of the last attempt, if it failed (``failure``).
    """
    health = backup_health(utcnow())
    newest = None if health.newest is None else write_moment(health.newest)
    answer = {"status": health.state, "newest": newest, "failure": health.failure}
    return answer, 503 if health.state == "overdue" else 200


@blueprint.get("/healthz/reminders")
@allow_anyone
def reminders() -> tuple[dict[str, str | None], int]:
    """Answers 200 while the reminders run, and 503 once those of any office have stood still for too long, with when
    they last ran. It has an address of its own, lest a proxy take the web servers out of use because of it.
    """
    now = utcnow()
    last_ran = reminders_last_ran(now=now)
    stopped = stands_still(last_ran, now)
    answer = {
        "status": "stopped" if stopped else "ok",
        "last_ran": None if last_ran is None else write_moment(last_ran),
    }
    return answer, 503 if stopped else 200
