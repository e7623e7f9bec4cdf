"""The tables, one file an aggregate. Whoever imports one has them all: every module of this folder is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from server.models.base import Base, Projection
from sync.modules import modules_of


def _projections() -> Iterator[type[Projection]]:
    for module in modules_of(__name__):
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Projection) and value is not Projection:
                yield value


PROJECTIONS: Final[dict[str, type[Projection]]] = {model.__tablename__: model for model in _projections()}
"""The table of each record kind, which has the kind's name. A kind of which no query asks for a field has none."""

__all__ = ["PROJECTIONS", "Base", "Projection"]
