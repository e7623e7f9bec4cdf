"""The file of unsent work that a phone saves when it cannot send it: read, and taken in at the office.

``docs/protocol.md`` describes the file. Whoever brings it answers for it: the log says who that was.
"""

from __future__ import annotations

from typing import Final

BY_COMMAND: Final = "command"
"""Brought by whoever looks after the server."""
