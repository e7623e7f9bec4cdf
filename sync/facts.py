"""What a push will need of the log, read before the office's counter is taken.

What was written once never changes: the state of a record after one of its changes, and what led to that. So it can be
read without keeping anybody from writing, however long a record's history has become. Only what came since has to be
read under the lock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sync.fields import Json
from sync.store import Entry, OpenProposal

Place = tuple[str, str]
"""A record's id, and the head or change that names what somebody saw of it."""


@dataclass(slots=True)
class Facts:
    """The log up to ``seq``, as far as a batch of changes asks for it.

    ``views`` are what was seen at a place; ``writers`` by record and field the last change that altered it; and
    ``proposals`` by record those over which conflicts are open, oldest first. What is not here was not asked for.
    """

    seq: int
    entries: dict[str, Entry] = field(default_factory=dict)
    views: dict[Place, Mapping[str, Json]] = field(default_factory=dict)
    writers: dict[str, dict[str, Entry]] = field(default_factory=dict)
    proposals: Mapping[str, list[OpenProposal]] = field(default_factory=dict)
