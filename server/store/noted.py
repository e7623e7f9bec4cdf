"""What a transaction has noted for the trail and not yet appended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from server.ground.trail import Noted


@dataclass(slots=True)
class Unsettled:
    """``changes`` are the rows that were written into the change log, ``scopes`` those of them that are about a
    client. ``accounts`` are the aspects of accounts that are changed, with their digests of before, and ``sessions``
    those that began and ended, both by account (``server.store.account_state``).
    """

    entries: list[Noted] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    scopes: set[str] = field(default_factory=set)
    accounts: dict[str, dict[str, str]] = field(default_factory=dict)
    sessions: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def forget(self) -> None:
        """Begin anew."""
        self.entries, self.changes, self.scopes = [], [], set()
        self.accounts, self.sessions = {}, {}

    @contextmanager
    def undone_with(self) -> Iterator[None]:
        """A part of the transaction. Where it raises, nothing that it noted stays."""
        before = list(self.entries), list(self.changes), set(self.scopes)
        accounts = deepcopy(self.accounts), deepcopy(self.sessions)
        try:
            yield
        except BaseException:
            self.entries, self.changes, self.scopes = before
            self.accounts, self.sessions = accounts
            raise
