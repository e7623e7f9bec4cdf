"""The registry of the office's pages: what stands in the navigation, for whom, and how much waits there.

A module of this folder that has a ``PAGE`` is in the navigation; one that has a ``blueprint`` is served. Which of them
show single records of a list is said in ``lists``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Final

from flask import Blueprint
from flask_babel import LazyString, lazy_gettext

from server.store import Office, Seen
from sync.modules import modules_of

_FOLDER: Final = "server.views.office"

Waiting = Callable[[Office, Seen, dt.datetime], int]
"""How much waits at a moment: in the office, as whoever is signed in sees it."""


class Group(Enum):
    """The menus of the navigation, left to right, each with its title."""

    TODAY = lazy_gettext("Today and the team")
    CASES = lazy_gettext("Cases")
    MEETINGS = lazy_gettext("Meetings and plans")
    FIGURES = lazy_gettext("Figures")
    SETTINGS = lazy_gettext("Settings and accounts")


@dataclass(frozen=True, slots=True)
class OfficePage:
    """A page of the navigation: the ``index`` of its blueprint, for whoever may open that. It stands in the menu of its
    ``group``, or before all menus where it has none; ``place`` orders the pages there.

    ``lists`` names the list that it shows, under which the addresses of its records carry it along
    (``server.views.office.lists``), with the endpoint where that is another.
    """

    blueprint: Blueprint
    group: Group | None
    place: int
    title: LazyString
    waiting: Waiting = lambda office, seen, now: 0
    lists: str | None = None
    list_endpoint: str = "index"

    @property
    def endpoint(self) -> str:
        """Its own endpoint."""
        return f"{self.blueprint.name}.index"


@cache
def pages() -> tuple[OfficePage, ...]:
    """The pages of the navigation, in their order."""
    declared = [module.PAGE for module in modules_of(_FOLDER) if hasattr(module, "PAGE")]
    return tuple(sorted(declared, key=lambda page: page.place))


def blueprints() -> tuple[Blueprint, ...]:
    """Everything that is served for the office."""
    return tuple(module.blueprint for module in modules_of(_FOLDER) if hasattr(module, "blueprint"))
