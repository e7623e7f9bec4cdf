"""The views, one blueprint a file: they read, call and reply."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

from server.http import api
from server.views import (
    api_description,
    attachments,
    calendar,
    devices,
    exchange,
    health,
    outbox,
    push,
    session,
    shell,
    sign_in_ways,
)
from server.views.office import pages

API_BLUEPRINTS: Final[tuple[api.Blueprint, ...]] = (
    session.blueprint,
    sign_in_ways.blueprint,
    exchange.blueprint,
    outbox.blueprint,
    attachments.blueprint,
    calendar.api_blueprint,
    push.blueprint,
    devices.blueprint,
)
"""The JSON API."""

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    api_description.blueprint,
    health.blueprint,
    calendar.blueprint,
    shell.blueprint,
    *pages.blueprints(),
)
"""Every blueprint outside the JSON API."""
