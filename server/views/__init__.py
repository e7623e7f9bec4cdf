"""The views, one blueprint a file: they read, call and reply."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

from server import api
from server.views import api_description, attachments, calendar, exchange, health, office, push, session, shell

API_BLUEPRINTS: Final[tuple[api.Blueprint, ...]] = (
    session.blueprint,
    exchange.blueprint,
    attachments.blueprint,
    calendar.api_blueprint,
    push.blueprint,
)
"""The JSON API."""

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    api_description.blueprint,
    health.blueprint,
    calendar.blueprint,
    shell.blueprint,
    *office.BLUEPRINTS,
)
"""Every blueprint outside the JSON API."""
