"""The modules of a package: what a registry finds its members among."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType


def modules_of(package: str) -> Iterator[ModuleType]:
    """The modules that stand in a package, imported, by their names. ``package`` is its full name."""
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__, f"{package}."):
        yield importlib.import_module(module.name)
