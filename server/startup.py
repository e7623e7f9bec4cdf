"""What is checked, and set right, before the first request."""

from __future__ import annotations

import gc

from server.config import Misconfigured, Settings
from server.push.keys import KeyUnusable, Sender
from server.store import Unavailable, close_connections, directory


def check_database(settings: Settings) -> None:
    """Refuse to serve a production database that is not set up, or that holds accounts whose passwords are published.

    Raises ``Misconfigured``.
    """
    if settings.environment != "production" or not settings.serving:
        return
    try:
        with directory() as found:
            demonstration = found.has_demonstration_office()
    except Exception as error:
        hint = (
            ""
            if isinstance(error, Unavailable) and settings.database_url.startswith("postgresql")
            else (" If it is new, run: flask --app server db upgrade")
        )
        raise Misconfigured(f"The database cannot be used.{hint}") from error
    close_connections()
    if demonstration:
        raise Misconfigured(
            "This database holds a demonstration office, whose passwords anybody can read. "
            "Production needs a database of its own: set DATABASE_URL, or move the old one away."
        )


def check_push_key(settings: Settings, sender: Sender) -> None:
    """Make the key for push messages at the first start, and refuse to serve with one that cannot be used.

    Raises ``Misconfigured``.
    """
    if settings.environment != "production" or not settings.serving:
        return
    try:
        _ = sender.key
    except KeyUnusable as error:
        raise Misconfigured(str(error)) from error


def settle(settings: Settings) -> None:
    """Take what lives as long as the process out of the collector's sight, once everything has been set up.

    Looking through all of it again and again took a sixth of the time of a push.
    """
    if settings.environment == "production" and settings.serving:
        gc.collect()
        gc.freeze()
