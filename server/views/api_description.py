"""The API's description."""

from __future__ import annotations

from flask import Blueprint, current_app

from server.http.access import allow_anyone
from server.http.api import description

blueprint = Blueprint("api_description", __name__)


@blueprint.get("/api/openapi.json")
@allow_anyone
def openapi() -> dict[str, object]:
    """The API as OpenAPI, generated from its schemas."""
    return description(current_app)
