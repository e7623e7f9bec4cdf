"""The office pages, rendered on the server: one blueprint a file."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

from server.views.office import (
    agenda,
    cases,
    claims,
    conflicts,
    devices,
    doubles,
    followup,
    meetings,
    minutes,
    notes,
    outings,
    papers,
    plans,
    recovery,
    reminders,
    reviews,
    session,
    team,
    unsent,
    users,
)

BLUEPRINTS: Final[tuple[Blueprint, ...]] = (
    session.blueprint,
    notes.blueprint,
    plans.blueprint,
    meetings.blueprint,
    agenda.blueprint,
    minutes.blueprint,
    papers.blueprint,
    reviews.blueprint,
    doubles.blueprint,
    outings.blueprint,
    conflicts.blueprint,
    followup.blueprint,
    cases.blueprint,
    claims.blueprint,
    team.blueprint,
    reminders.blueprint,
    recovery.blueprint,
    unsent.blueprint,
    users.blueprint,
    devices.blueprint,
)
