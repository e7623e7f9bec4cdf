"""Every record kind, declared once: a ``Kind`` that a module of this folder declares is one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sync.kinds import Kind
from sync.modules import modules_of


def _declared() -> Iterator[Kind]:
    """The kinds by the names of their modules, and in the order in which a module declares them."""
    for module in modules_of(__name__):
        yield from (value for value in vars(module).values() if isinstance(value, Kind))


KINDS: Final[dict[str, Kind]] = {kind.name: kind for kind in _declared()}
"""By their names."""
