"""What was written since is taken over into what is searched, in every office."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from server.jobs.offices import each_office
from server.services import searching


def take_over_due(app: Flask, going_on: Callable[[], bool] = lambda: True) -> None:
    """Take over all that is due."""
    with app.app_context():
        each_office(lambda office: searching.take_over_due(office, going_on))
