"""Whether the server can do its work."""

from __future__ import annotations

from flask import Blueprint

from server.access import allow_anyone
from server.backups.failures import DATABASE_DAMAGED
from server.backups.watch import backup_health
from server.reminders.watch import reminders_last_ran, stands_still
from server.store import database_is_damaged, directory, utcnow
from sync.fields import write_moment

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@allow_anyone
def health() -> tuple[dict[str, str], int]:
    """Answers 200 when the database answers and is whole, as far as is known, and 503 otherwise. It tells nothing else
    to whoever asks.
    """
    try:
        with directory() as found:
            found.has_demonstration_office()
            # The backup looks at every page; a query only at those that it needs.
            damaged = found.backup_failure() == DATABASE_DAMAGED or database_is_damaged()
    except Exception:
        if not database_is_damaged():
            raise
        damaged = True
    return ({"status": DATABASE_DAMAGED}, 503) if damaged else ({"status": "ok"}, 200)


@blueprint.get("/healthz/backups")
@allow_anyone
def backups() -> tuple[dict[str, str | None], int]:
    """Answers 503 where backups are made by a schedule and the newest verified one of any office is too old, and 200
    otherwise, with when that was begun (``newest``) and the code of the last attempt, if it failed (``failure``).
    """
    health = backup_health(utcnow())
    newest = None if health.newest is None else write_moment(health.newest)
    said = {"status": health.state, "newest": newest, "failure": health.failure}
    return said, 503 if health.state == "overdue" else 200


@blueprint.get("/healthz/reminders")
@allow_anyone
def reminders() -> tuple[dict[str, str | None], int]:
    """Answers 200 while the reminders run, and 503 once those of any office have stood still for too long, with when
    they last ran. It is apart from the other, lest a proxy take the web servers out of use because of it.
    """
    last_ran = reminders_last_ran()
    stopped = stands_still(last_ran, utcnow())
    said = {"status": "stopped" if stopped else "ok", "last_ran": None if last_ran is None else write_moment(last_ran)}
    return said, 503 if stopped else 200
