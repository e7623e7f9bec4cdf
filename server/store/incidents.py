"""What is logged of an unexpected error: its type and its place in the code, and never a value."""

from __future__ import annotations

import logging
from typing import Final

from server.ground.ids import new_id
from server.ground.logs import frames
from server.store.database import Unavailable
from server.store.faults import driver_code, fault_of

log: Final = logging.getLogger("banso.errors")


def log_incident(error: Exception) -> str:
    """Log an unexpected exception by its type and its path through the code. Returns the id by which the log line is
    found.

    The message is left out, since it may quote what somebody wrote.
    """
    incident = new_id()
    details = {"incident": incident, "exception": type(error).__name__, "frames": frames(error)}
    cause = error if isinstance(error, Unavailable) else None
    code = cause.fault if cause else fault_of(error)
    log.error(
        "incident", extra=details | {"code": code, "driver_code": cause.driver_code if cause else driver_code(error)}
    )
    return incident
