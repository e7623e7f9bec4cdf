"""The views, one blueprint a file: they read, call and reply."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

from server.views import api_description, health, shell

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    api_description.blueprint,
    health.blueprint,
    shell.blueprint,
)
"""Every blueprint outside the JSON API."""
